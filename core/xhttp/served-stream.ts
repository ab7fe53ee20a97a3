/**
 * A proxied connection, on the server: it begins with a GET or with stream-one's POST.
 *
 * splithttp/hub.go:ServeHTTP of Xray (v26.7.28), the branch of stream-down and stream-one. The answer begins at once,
 * before there is anything to send, and its body is the downlink. The uplink comes from the session, in stream-one from
 * the body of the same request. Whichever side ends ends all of it. A request that has gone leaves the inner side an end;
 * what that side sends all the same is answered by a reset, as a write after a read of EOF is in Xray.
 */
import type { HttpPart } from '../http/message.ts';
import {
  close,
  type Doing,
  offer,
  type Port,
  type PortInput,
  pauseReading,
  resumeReading,
  send,
} from '../sansio/machine.ts';
import { downlinkFields } from './responses.ts';
import type { ExchangeOptions, ServedExchange } from './served-exchange.ts';
import type { Session, SessionReader } from './session.ts';

export interface ServedStreamOptions extends ExchangeOptions {
  /** Inward. */
  readonly inner: Port<Uint8Array>;
  /** Null in stream-one. */
  readonly session: Session | null;
  /** Whose it is, for the inner side. */
  readonly remote: string;
  /** The inner side is done with it. */
  readonly onInnerOver: () => void;
}

export class ServedStream implements ServedExchange, SessionReader {
  readonly #options: ServedStreamOptions;
  /** The inner side does not read at the moment. */
  #isBlocked = false;
  /** The inner side was told not to send. */
  #isPaused = false;
  /** The inner side has had the end of the uplink. */
  #isUplinkOver = false;
  /** Nobody is there to send the downlink to. */
  #isGone = false;
  #isOver = false;

  constructor(options: ServedStreamOptions) {
    this.#options = options;
  }

  get isReading(): boolean {
    return !this.#isBlocked && !this.#isGone;
  }

  *begin(): Doing {
    const { exchange, inner, session, common, settings, remote } = this.#options;
    if (session) yield* session.connect();
    const headers = downlinkFields(common, settings);
    yield* send<HttpPart>(exchange, { part: 'response_head', status: 200, headers });
    yield* offer(inner, { kind: 'stream', remote });
    if (session) yield* session.addReader(this);
  }

  /** Of the HTTP side. */
  *onInput(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#onPart(input.value as HttpPart);
      case 'blocked':
        this.#isPaused = true;
        return yield* pauseReading(this.#options.inner);
      case 'writable':
        return yield* this.#resume();
      case 'closed':
        return yield* this.#onGone();
    }
  }

  *fromInner(input: PortInput): Doing {
    const { inner, exchange } = this.#options;
    switch (input.type) {
      case 'received':
        if (this.#isGone) return yield* this.#reset();
        return yield* send<HttpPart>(exchange, { part: 'body', data: input.value as Uint8Array });
      case 'blocked':
      case 'writable':
        return yield* this.#hold(input.type === 'blocked');
      case 'closed':
        if (input.how === 'end') yield* close(inner, 'end');
        return yield* this.#end();
    }
  }

  // the session's

  *deliver(octets: Uint8Array): Doing {
    yield* send(this.#options.inner, octets);
  }

  *uplinkEnded(): Doing {
    if (this.#isUplinkOver || this.#isGone) return;
    this.#isUplinkOver = true;
    yield* close(this.#options.inner, 'end');
  }

  *uplinkBroken(): Doing {
    if (!this.#isUplinkOver && !this.#isGone) yield* this.#reset();
  }

  *overflowed(): Doing {
    yield* this.#reset();
  }

  *#onPart(part: HttpPart): Doing {
    if (this.#options.session) return;
    if (part.part === 'body' && part.data.length > 0) yield* this.deliver(part.data);
    if (part.part === 'end') yield* this.uplinkEnded();
  }

  /** The uplink waits while the inner side does not read. */
  *#hold(isHeld: boolean): Doing {
    const { session, exchange } = this.#options;
    this.#isBlocked = isHeld;
    if (session) yield* session.read();
    else if (!this.#isGone) yield* isHeld ? pauseReading(exchange) : resumeReading(exchange);
  }

  *#resume(): Doing {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    yield* resumeReading(this.#options.inner);
  }

  /** The request's exchange has closed before its answer was whole. */
  *#onGone(): Doing {
    const { session, inner, onOver } = this.#options;
    this.#isGone = true;
    onOver();
    yield* this.#resume();
    if (session) yield* session.end();
    // in the middle of stream-one's body it is a read that fails
    else if (!this.#isUplinkOver) return yield* this.#reset();
    if (!this.#isUplinkOver) yield* close(inner, 'end');
    this.#isUplinkOver = true;
  }

  *#reset(): Doing {
    yield* close(this.#options.inner, 'reset');
    yield* this.#end();
  }

  /** The inner side's port is done with; the answer ends, and the session with that. */
  *#end(): Doing {
    if (this.#isOver) return;
    this.#isOver = true;
    const { exchange, session, onInnerOver, onOver } = this.#options;
    onInnerOver();
    session?.removeReader(this);
    if (this.#isGone) return;
    this.#isGone = true;
    onOver();
    yield* send<HttpPart>(exchange, { part: 'end' });
    yield* close(exchange, 'end');
    if (session) yield* session.end();
  }
}
