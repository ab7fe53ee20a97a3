/**
 * The server of XHTTP: it joins the GET and the POSTs of one session id into a stream for the protocol inside.
 *
 * splithttp/hub.go of Xray (v26.7.28): the order of checks, the session table, the upload queue, the answers. One
 * machine serves a listener, over whatever connections its requests come: a session is never bound to a connection. The
 * proxied connection begins when the GET comes, never with a packet. Left out: stream-up and stream-one, which are
 * refused as in mode packet-up, and other placements.
 *
 * Ports: `exchange:<n>` outward, one a request; `session:<n>` inward, offered when a GET has come.
 *
 * Back-pressure: while nobody reads a `session` port packets stay in the queue, and when that is full they stay
 * unanswered; a GET that is not read pauses its `session` port. A GET that has gone leaves the inner side an end; what
 * that side sends all the same is answered by a reset, as a write after a read of EOF is in Xray.
 */
import { concat } from '../bytes/concat.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField, HttpPart, RequestHead } from '../http/message.ts';
import {
  close,
  type Doing,
  facts,
  type Input,
  type Machine,
  offer,
  type Port,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { transition } from '../sansio/transitions.ts';
import { type Admission, admit, parseSequence } from './admission.ts';
import type { Refusal, XhttpFacts } from './facts.ts';
import { sourceOf } from './forwarded-for.ts';
import { sortedFields } from './header-fields.ts';
import { type Mode, permits } from './mode.ts';
import { draw } from './range.ts';
import { commonFields, downlinkFields, packetFields } from './responses.ts';
import { Session, type Stream } from './session.ts';
import { type SessionMessages, sessionTransitions, sessionTtlMs } from './session-states.ts';
import type { XhttpServerSettings } from './settings.ts';

export interface XhttpHubOptions {
  readonly settings: XhttpServerSettings;
  /** `sockopt.trustedXForwardedFor`: names of header fields. */
  readonly trustedXForwardedFor?: readonly string[];
}

type Fields = readonly [string, string][];

/** A request that is not answered yet. */
type Exchange = { readonly port: Port<HttpPart> } & (
  | { readonly phase: 'HEAD'; readonly remote: string }
  | {
      readonly phase: 'BODY';
      readonly session: Session;
      readonly seq: string;
      readonly common: Fields;
      readonly parts: Uint8Array[];
      octets: number;
    }
  /** The packet is whole, and waits for room in the queue. */
  | { readonly phase: 'QUEUED'; readonly common: Fields }
  | { readonly phase: 'DOWNLINK'; readonly stream: Stream }
);
type InPhase<Phase extends Exchange['phase']> = Extract<Exchange, { readonly phase: Phase }>;

const fact = facts<XhttpFacts>();

export class XhttpHub implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #settings: XhttpServerSettings;
  readonly #trusted: readonly string[];
  readonly #exchanges = new Map<string, Exchange>();
  readonly #streams = new Map<string, Stream>();
  readonly #sessions = new Map<string, Session>();
  readonly #timers = new Map<string, Session>();
  #sessionCount = 0;
  #streamCount = 0;

  constructor({ settings, trustedXForwardedFor = [] }: XhttpHubOptions) {
    this.#settings = settings;
    this.#trusted = trustedXForwardedFor;
  }

  *handle(input: Input): Doing {
    if (input.type === 'attached') {
      const exchange = port<HttpPart>(input.port);
      const { remote } = input.offer;
      this.#exchanges.set(input.port, { port: exchange, phase: 'HEAD', remote });
    } else if (input.type === 'timer_fired') {
      const session = this.#timers.get(input.timer);
      if (session) yield* this.#onTimer(session, input.timer);
    } else if ('port' in input) {
      const exchange = this.#exchanges.get(input.port);
      const stream = this.#streams.get(input.port);
      if (exchange) yield* this.#fromExchange(exchange, input);
      else if (stream) yield* this.#fromInner(stream, input);
    }
  }

  *#fromExchange(exchange: Exchange, input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#onPart(exchange, input.value as HttpPart);
      case 'blocked':
        if (exchange.phase === 'DOWNLINK') yield* this.#pause(exchange.stream);
        return;
      case 'writable':
        if (exchange.phase === 'DOWNLINK') yield* this.#resume(exchange.stream);
        return;
      case 'closed':
        return yield* this.#onGone(exchange);
    }
  }

  *#onPart(exchange: Exchange, value: HttpPart): Doing {
    if (exchange.phase === 'HEAD' && value.part === 'request_head') {
      yield* this.#begin(exchange, value);
    } else if (exchange.phase === 'BODY' && value.part === 'body') {
      exchange.parts.push(value.data);
      exchange.octets += value.data.length;
      if (exchange.octets > this.#maxPostOctets) yield* this.#tooLarge(exchange, exchange.common);
    } else if (exchange.phase === 'BODY' && value.part === 'end') yield* this.#push(exchange);
  }

  get #maxPostOctets(): number {
    return this.#settings.scMaxEachPostBytes.to;
  }

  /** The head of a request has come. */
  *#begin({ port: exchange, remote }: InPhase<'HEAD'>, request: RequestHead): Doing {
    const admission = admit(request, this.#settings);
    if (admission.outcome === 'refused' && !admission.isKnownPath) {
      return yield* this.#refuse(exchange, admission.status, admission.refusal, []);
    }
    const common = commonFields(request, yield* draw(this.#settings.xPaddingBytes));
    if (admission.outcome === 'refused') {
      yield* this.#refuse(exchange, admission.status, admission.refusal, common);
    } else if (admission.outcome === 'preflight') {
      yield* this.#answer(exchange, 200, sortedFields(common));
    } else yield* this.#serve(exchange, remote, request, admission, common);
  }

  *#serve(
    exchange: Port<HttpPart>,
    peer: string,
    request: RequestHead,
    { sessionId, seq, shape }: Extract<Admission, { readonly outcome: 'admitted' }>,
    common: Fields,
  ): Doing {
    const { remote, ignored } = sourceOf(peer, request.headers, this.#trusted);
    if (ignored !== null) {
      const data = { remote: peer, value: ignored, is_configured: this.#trusted.length > 0 };
      yield* fact('xhttp:forwarded_for_ignored', data);
    }
    const refuse = (mode: Mode): Doing =>
      this.#refuse(exchange, 400, { code: 'xhttp:mode_not_allowed', mode }, common);
    if (sessionId === '') return yield* refuse('stream-one');
    // before the shape is looked at: a request that is refused below leaves a session behind
    const session = yield* this.#upsert(sessionId, request.method);
    if (shape === 'stream-down') {
      return yield* this.#beginDownlink(exchange, session, remote, common);
    }
    if (shape !== 'packet-up' || !permits(this.#settings.mode, shape)) return yield* refuse(shape);
    const length = Number(fieldValue(request.headers, 'Content-Length') ?? 0);
    const packet: InPhase<'BODY'> = {
      port: exchange,
      phase: 'BODY',
      session,
      seq,
      common,
      parts: [],
      octets: 0,
    };
    this.#exchanges.set(exchange.name, packet);
    if (length > this.#maxPostOctets) yield* this.#tooLarge(packet, common);
  }

  *#upsert(id: string, method: string): Doing<Session> {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new Session({
      id,
      number: ++this.#sessionCount,
      maxBufferedPosts: this.#settings.scMaxBufferedPosts,
      onQueued: (exchange, { payload }) => this.#accept(exchange, payload.length),
    });
    this.#sessions.set(id, session);
    this.#timers.set(session.ttlTimer, session);
    this.#timers.set(session.readTimer, session);
    yield* fact('xhttp:session_created', { session_id: id, method });
    yield* setTimer(session.ttlTimer, sessionTtlMs);
    return session;
  }

  *#beginDownlink(get: Port<HttpPart>, session: Session, remote: string, common: Fields): Doing {
    const inner = port<Uint8Array>(`session:${++this.#streamCount}`);
    const stream: Stream = {
      port: inner,
      get,
      session,
      isBlocked: false,
      isPaused: false,
      isGetGone: false,
    };
    this.#exchanges.set(get.name, { port: get, phase: 'DOWNLINK', stream });
    this.#streams.set(inner.name, stream);
    if (session.state.name === 'UNCONNECTED') yield* this.#transition(session, 'get_arrived');
    const headers = downlinkFields(common, this.#settings);
    yield* send<HttpPart>(get, { part: 'response_head', status: 200, headers });
    session.streams.push(stream);
    yield* offer(inner, { kind: 'stream', remote });
    yield* this.#read(session);
  }

  // the uplink

  /** A packet is whole. */
  *#push(exchange: InPhase<'BODY'>): Doing {
    const { session, common } = exchange;
    const payload = concat(exchange.parts);
    const seq = parseSequence(exchange.seq);
    if (typeof seq === 'string') {
      const refusal: Refusal = {
        code: 'xhttp:invalid_sequence',
        seq: exchange.seq,
        is_out_of_range: seq === 'range',
      };
      return yield* this.#refuse(exchange.port, 500, refusal, common);
    }
    if (session.state.name === 'GONE') return yield* this.#refuseClosed(exchange.port, common);
    this.#exchanges.set(exchange.port.name, { port: exchange.port, phase: 'QUEUED', common });
    yield* session.push(exchange.port.name, { seq, payload });
    yield* this.#read(session);
    const { expectedSeq } = session.queue;
    if (this.#sessions.get(session.id) !== session || seq < expectedSeq) return;
    yield* fact('xhttp:packet_buffered', {
      session_id: session.id,
      seq,
      expected_seq: expectedSeq,
      is_connected: session.streams.length > 0,
    });
  }

  /** A packet is in its queue: not consumed yet, and perhaps never. */
  *#accept(exchange: string, octets: number): Doing {
    const queued = this.#exchanges.get(exchange);
    if (queued?.phase !== 'QUEUED') return;
    yield* this.#answer(queued.port, 200, packetFields(queued.common, octets));
  }

  *#read(session: Session): Doing {
    const failed = yield* session.read();
    if (failed) yield* this.#overflow(failed);
  }

  /** The inner side's read fails, and with it the proxied connection and its GET. */
  *#overflow(stream: Stream): Doing {
    const { id: session_id, queue } = stream.session;
    const data = { session_id, expected_seq: queue.expectedSeq, limit: queue.limit };
    yield* fact('xhttp:queue_overflowed', data);
    yield* close(stream.port, 'reset');
    yield* this.#endStream(stream);
  }

  *#onTimer(session: Session, timer: string): Doing {
    if (timer === session.readTimer) {
      const failed = yield* session.readOn();
      if (failed) yield* this.#overflow(failed);
    } else {
      yield* this.#transition(session, 'ttl_expired');
      yield* this.#drop(session);
    }
  }

  // the downlink, and ends

  *#fromInner(stream: Stream, input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        if (!stream.isGetGone) {
          return yield* send<HttpPart>(stream.get, {
            part: 'body',
            data: input.value as Uint8Array,
          });
        }
        yield* close(stream.port, 'reset');
        return yield* this.#endStream(stream);
      case 'blocked':
        stream.isBlocked = true;
        return;
      case 'writable':
        stream.isBlocked = false;
        yield* this.#read(stream.session);
        return;
      case 'closed':
        if (input.how === 'end') yield* close(stream.port, 'end');
        return yield* this.#endStream(stream);
    }
  }

  /** The inner side's port is done with; its GET ends, and the session with that. */
  *#endStream(stream: Stream): Doing {
    const { session, get } = stream;
    this.#streams.delete(stream.port.name);
    session.streams.splice(session.streams.indexOf(stream), 1);
    if (stream.isGetGone) return;
    this.#exchanges.delete(get.name);
    yield* send<HttpPart>(get, { part: 'end' });
    yield* close(get, 'end');
    yield* this.#endSession(session);
  }

  /** An exchange's port has closed before its answer was whole. */
  *#onGone(exchange: Exchange): Doing {
    this.#exchanges.delete(exchange.port.name);
    if (exchange.phase === 'BODY') {
      yield* fact('xhttp:request_refused', { status: 400, code: 'xhttp:body_cut_off' });
    } else if (exchange.phase === 'DOWNLINK') {
      const { stream } = exchange;
      stream.isGetGone = true;
      yield* this.#resume(stream);
      yield* this.#endSession(stream.session);
      yield* close(stream.port, 'end');
    }
  }

  *#endSession(session: Session): Doing {
    if (session.state.name === 'GONE') return;
    yield* this.#transition(session, 'get_ended');
    yield* this.#drop(session);
  }

  *#pause(stream: Stream): Doing {
    stream.isPaused = true;
    yield* pauseReading(stream.port);
  }

  *#resume(stream: Stream): Doing {
    if (!stream.isPaused) return;
    stream.isPaused = false;
    yield* resumeReading(stream.port);
  }

  /** Out of the table, with its queue closed: packets that wait are refused, other readers come to their end. */
  *#drop(session: Session): Doing {
    if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id);
    this.#timers.delete(session.ttlTimer);
    this.#timers.delete(session.readTimer);
    for (const exchange of session.takeWaiting()) {
      const queued = this.#exchanges.get(exchange);
      if (queued?.phase === 'QUEUED') yield* this.#refuseClosed(queued.port, queued.common);
    }
    for (const { port: inner, isGetGone } of session.streams) {
      if (!isGetGone) yield* close(inner, 'end');
    }
  }

  *#transition<Type extends keyof SessionMessages>(session: Session, type: Type): Doing {
    const message: SessionMessages[Type] = {};
    session.state = yield* transition(sessionTransitions, session, session.state, type, message);
  }

  // answers

  *#tooLarge({ port: exchange }: InPhase<'BODY'>, common: Fields): Doing {
    const refusal: Refusal = { code: 'xhttp:upload_too_large', limit: this.#maxPostOctets };
    yield* this.#refuse(exchange, 413, refusal, common);
  }

  *#refuseClosed(exchange: Port<HttpPart>, common: Fields): Doing {
    yield* this.#refuse(exchange, 500, { code: 'xhttp:queue_closed' }, common);
  }

  *#refuse(exchange: Port<HttpPart>, status: number, refusal: Refusal, common: Fields): Doing {
    yield* fact('xhttp:request_refused', { status, ...refusal });
    yield* this.#answer(exchange, status, sortedFields(common));
  }

  *#answer(exchange: Port<HttpPart>, status: number, headers: readonly HeaderField[]): Doing {
    this.#exchanges.delete(exchange.name);
    yield* send<HttpPart>(exchange, { part: 'response_head', status, headers });
    yield* send<HttpPart>(exchange, { part: 'end' });
    yield* close(exchange, 'end');
  }
}
