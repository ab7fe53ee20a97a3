/**
 * The server of XHTTP: it joins the requests of one session id into a stream for the protocol inside.
 *
 * splithttp/hub.go of Xray (v26.7.28): the order of checks, the session table, the answers. One machine serves a
 * listener, over whatever connections and HTTP versions its requests come: a session is never bound to a connection. A
 * proxied connection begins when the GET comes, or stream-one's POST, never with an uplink.
 *
 * Ports: `exchange:<n>` outward, one a request; `session:<n>` inward, one a proxied connection.
 *
 * Back-pressure: while nobody reads a `session` port packets stay in the queue, and when that is full they stay
 * unanswered; a body that is the uplink is not read. A downlink that is not read pauses its `session` port.
 */
import type { HttpPart, RequestHead } from '../http/message.ts';
import {
  type Doing,
  facts,
  type Input,
  type Machine,
  type Port,
  type PortInput,
  port,
} from '../sansio/machine.ts';
import { type Admitted, admit } from './admission.ts';
import type { XhttpFacts } from './facts.ts';
import { sourceOf } from './forwarded-for.ts';
import { sortedFields } from './header-fields.ts';
import { type Mode, permits } from './mode.ts';
import { PacketIntake } from './packet-intake.ts';
import { drawPadding } from './padding-text.ts';
import { answer, commonFields, type Fields, refuse } from './responses.ts';
import type { ExchangeOptions, ServedExchange } from './served-exchange.ts';
import { ServedStream } from './served-stream.ts';
import { Session } from './session.ts';
import type { XhttpServerSettings } from './settings.ts';
import { StreamIntake } from './stream-intake.ts';
import { Timers } from './timers.ts';

export interface XhttpHubOptions {
  readonly settings: XhttpServerSettings;
  /** `sockopt.trustedXForwardedFor`: names of header fields. */
  readonly trustedXForwardedFor?: readonly string[];
}

const fact = facts<XhttpFacts>();

export class XhttpHub implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #settings: XhttpServerSettings;
  readonly #trusted: readonly string[];
  readonly #timers = new Timers();
  /** Exchanges without a request so far, by port: the peer's `address:port`. */
  readonly #arriving = new Map<string, string>();
  /** By port. */
  readonly #exchanges = new Map<string, ServedExchange>();
  readonly #streams = new Map<string, ServedStream>();
  /** By id. */
  readonly #sessions = new Map<string, Session>();
  #sessionCount = 0;
  #streamCount = 0;

  constructor({ settings, trustedXForwardedFor = [] }: XhttpHubOptions) {
    this.#settings = settings;
    this.#trusted = trustedXForwardedFor;
  }

  *handle(input: Input): Doing {
    if (input.type === 'attached') this.#arriving.set(input.port, input.offer.remote);
    else if (input.type === 'timer_fired') yield* this.#timers.fired(input.timer, input.now);
    else if ('port' in input) {
      const peer = this.#arriving.get(input.port);
      if (peer !== undefined) return yield* this.#arrive(peer, input);
      const exchange = this.#exchanges.get(input.port);
      const stream = this.#streams.get(input.port);
      if (exchange) yield* exchange.onInput(input);
      else if (stream) yield* stream.fromInner(input);
    }
  }

  *#arrive(peer: string, input: PortInput): Doing {
    if (input.type !== 'received' && input.type !== 'closed') return;
    this.#arriving.delete(input.port);
    if (input.type === 'closed') return;
    const request = input.value as HttpPart;
    if (request.part === 'request_head') yield* this.#begin(port(input.port), peer, request);
  }

  *#begin(exchange: Port<HttpPart>, peer: string, request: RequestHead): Doing {
    const settings = this.#settings;
    const admission = admit(request, settings);
    if (admission.outcome === 'refused' && !admission.isKnownPath) {
      return yield* refuse(exchange, admission.status, admission.refusal, []);
    }
    const common = commonFields(request, settings, yield* drawPadding(settings));
    if (admission.outcome === 'refused') {
      yield* refuse(exchange, admission.status, admission.refusal, common);
    } else if (admission.outcome === 'preflight') {
      yield* answer(exchange, 200, sortedFields(common));
    } else yield* this.#serve(exchange, peer, request, admission, common);
  }

  *#serve(
    exchange: Port<HttpPart>,
    peer: string,
    request: RequestHead,
    { sessionId, seq, shape, takesPadding }: Admitted,
    common: Fields,
  ): Doing {
    const { remote, ignored } = sourceOf(peer, request.headers, this.#trusted);
    if (ignored !== null) {
      const data = { remote: peer, value: ignored, is_configured: this.#trusted.length > 0 };
      yield* fact('xhttp:forwarded_for_ignored', data);
    }
    const onOver = (): void => void this.#exchanges.delete(exchange.name);
    const options: ExchangeOptions = { exchange, settings: this.#settings, common, onOver };
    // before the shape is looked at: a request that is refused below leaves a session behind
    const session = sessionId === '' ? null : yield* this.#upsert(sessionId, request.method);
    if (!session || shape === 'stream-down') {
      return yield* this.#beginStream(options, session, remote);
    }
    if (!permits(this.#settings.mode, shape)) {
      return yield* this.#refuseMode(options, shape as Mode);
    }
    if (shape === 'stream-up') {
      const timers = this.#timers;
      const intake = new StreamIntake({ ...options, session, takesPadding, timers });
      this.#exchanges.set(exchange.name, intake);
      yield* intake.begin();
    } else {
      const intake = new PacketIntake({ ...options, session, seq });
      this.#exchanges.set(exchange.name, intake);
      yield* intake.begin(request);
    }
  }

  *#upsert(id: string, method: string): Doing<Session> {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new Session({
      id,
      number: ++this.#sessionCount,
      maxBufferedPosts: this.#settings.scMaxBufferedPosts,
      timers: this.#timers,
      onGone: () => this.#sessions.delete(id),
    });
    this.#sessions.set(id, session);
    yield* session.begin(method);
    return session;
  }

  *#beginStream(options: ExchangeOptions, session: Session | null, remote: string): Doing {
    const inner = port<Uint8Array>(`session:${++this.#streamCount}`);
    const onInnerOver = (): void => void this.#streams.delete(inner.name);
    const stream = new ServedStream({ ...options, inner, session, remote, onInnerOver });
    this.#exchanges.set(options.exchange.name, stream);
    this.#streams.set(inner.name, stream);
    yield* stream.begin();
  }

  *#refuseMode({ exchange, common }: ExchangeOptions, mode: Mode): Doing {
    yield* refuse(exchange, 400, { code: 'xhttp:mode_not_allowed', mode }, common);
  }
}
