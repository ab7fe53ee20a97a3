/**
 * The client's end of an HTTP/2 connection (RFC 9113): it dials, carries exchanges as streams and tells its opener how
 * many more it takes. Its states are in `client-states.ts`, the protocol in `connection.ts`.
 *
 * Manners are those of Go's x/net/http2, because that is what Xray is; what Go does above a connection (pools, retries,
 * closing after idle time) is not here. An exchange beyond the peer's limit waits. A request's head leaves together with
 * what follows it at once; "at once" is told by a timer of 0 ms, as with HTTP/1.1.
 *
 * Ports: `outer`, opened at the start; `inner` to the opener; `exchange:<n>`, attached.
 */
import type { HttpCapacity, HttpPart, RequestHead } from '../http/message.ts';
import {
  cancelTimer,
  close,
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  type NetworkError,
  open,
  type Port,
  type PortInput,
  pauseReading,
  port,
  random,
  resumeReading,
  send,
  setTimer,
  type Target,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import {
  type ClientMessages,
  type ClientSelf,
  type ClientStates,
  clientTransitions,
  keepAliveTimer,
  lingerTimer,
  pingTimer,
} from './client-states.ts';
import { Connection } from './connection.ts';
import type { Http2Facts } from './facts.ts';
import { connectionError, streamError } from './go-errors.ts';
import { entrySize } from './hpack/dynamic-table.ts';
import type { Arrival } from './incoming.ts';
import { requestFields } from './messages.ts';
import { clientOpening } from './settings.ts';

export interface Http2ClientOptions {
  readonly dial: Target;
  /** Silence after which the peer is asked whether it lives, in ms; null: never. */
  readonly keepAliveMs: number | null;
}

interface Exchange {
  readonly port: Port<HttpPart>;
  /** Null until it is begun. */
  stream: number | null;
  /** What has been asked before that. */
  readonly early: HttpPart[];
  /** The head waits no longer for what follows it. */
  isReleased: boolean;
  /** Whoever asks has been told to wait. */
  isPaused: boolean;
  /** Whoever asks takes no more of the response for now. */
  isHeld: boolean;
  isRequestWhole: boolean;
  isResponseWhole: boolean;
}

type State = StateOf<ClientStates>;

/** Go's. */
const pingTimeoutMs = 15_000;
const flushTimer = 'flush';
const fact = facts<Http2Facts>();

export class Http2Client implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly inner: Port<HttpCapacity> = port('inner');
  readonly #dial: Target;
  readonly #connection = new Connection('client', clientOpening);
  readonly #self: ClientSelf;
  readonly #exchanges = new Map<string, Exchange>();
  readonly #byStream = new Map<number, Exchange>();
  /** Exchanges with a head that are not begun, in order. */
  readonly #waiting = new Set<Exchange>();
  #state: State = { name: 'CONNECTING', isLast: false };
  #now = 0;
  #lastReceived = 0;
  #isFlushSet = false;
  /** What the opener knows. */
  #told = { hasRoom: true, mostStreams: this.#connection.mostStreams };

  constructor({ dial, keepAliveMs }: Http2ClientOptions) {
    this.#dial = dial;
    const exchanges = this.#exchanges;
    this.#self = {
      outer: this.outer,
      inner: this.inner,
      connection: this.#connection,
      keepAliveMs,
      get unanswered() {
        return [...exchanges.values()].flatMap(({ stream, isResponseWhole }) =>
          stream === null || isResponseWhole ? [] : [stream],
        );
      },
      flush: () => this.#flush(),
      leave: (error) => this.#leave(error),
    };
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    if (input.type === 'start') return yield* open(this.outer, this.#dial);
    if (input.type === 'timer_fired') yield* this.#onTimer(input.timer);
    else if (input.port === this.outer.name) yield* this.#onOuter(input);
    else if (input.port === this.inner.name) yield* this.#onInner(input);
    else yield* this.#onExchange(input);
    if (!this.#isUsable) return;
    yield* this.#goOn();
    yield* this.#flush();
    if (this.#state.name !== 'DRAINING') return;
    if (this.#connection.size === 0 && this.#exchanges.size === 0) yield* this.#do('drained', null);
  }

  /** Whether octets may be sent. */
  get #isUsable(): boolean {
    return this.#state.name === 'OPEN' || this.#state.name === 'DRAINING';
  }

  get #mayBegin(): boolean {
    return this.#isUsable && this.#connection.capacity > 0;
  }

  *#do<Type extends keyof ClientMessages>(type: Type, message: ClientMessages[Type]): Doing {
    this.#state = yield* transition<ClientSelf, ClientStates, ClientMessages, Type>(
      clientTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
  }

  *#onTimer(timer: string): Doing {
    if (timer === lingerTimer) yield* this.#do('linger_over', null);
    if (!this.#isUsable) return;
    if (timer === pingTimer) yield* this.#do('ping_lost', null);
    if (timer === keepAliveTimer) yield* this.#keepAlive();
    if (timer === flushTimer) this.#releaseHeads();
  }

  /** Heads that wait for what follows them wait no longer. */
  #releaseHeads(): void {
    this.#isFlushSet = false;
    for (const exchange of this.#waiting) exchange.isReleased = true;
  }

  /** Asks the peer whether it lives if it has been silent, or waits until it has been. */
  *#keepAlive(): Doing {
    const silence = this.#now - this.#lastReceived;
    const left = (this.#self.keepAliveMs as number) - silence;
    if (left > 0) return yield* setTimer(keepAliveTimer, left);
    this.#connection.ping(yield* random(8));
    yield* setTimer(pingTimer, pingTimeoutMs);
  }

  *#onPong(): Doing {
    yield* cancelTimer(pingTimer);
    if (this.#self.keepAliveMs !== null) yield* setTimer(keepAliveTimer, this.#self.keepAliveMs);
  }

  *#onOuter(input: PortInput): Doing {
    switch (input.type) {
      case 'opened':
        this.#lastReceived = input.now;
        this.#releaseHeads();
        return yield* this.#do('opened', input.addresses);
      case 'received':
        return yield* this.#read(input);
      case 'blocked':
      case 'writable':
        return this.#connection.block(input.type === 'blocked');
      case 'closed':
        return yield* this.#outerClosed(input.how, input.error);
    }
  }

  *#outerClosed(how: 'end' | 'reset' | 'failed', error?: NetworkError): Doing {
    if (this.#state.name === 'CONNECTING') yield* this.#do('dial_failed', error);
    else if (how === 'end') yield* this.#do('outer_ended', null);
    else yield* this.#do('outer_gone', error ?? 'connection_reset');
  }

  *#onInner(input: PortInput): Doing {
    const isOver = this.#state.name === 'CLOSING' || this.#state.name === 'CLOSED';
    if (input.type !== 'closed' || isOver) return;
    yield* this.#do(input.how === 'end' ? 'inner_ended' : 'inner_gone', null);
  }

  *#read(input: PortInput): Doing {
    if (!from(input, this.outer) || !this.#isUsable) return;
    this.#lastReceived = input.now;
    for (const arrival of this.#connection.receive(input.value, input.now)) {
      yield* this.#stateNotes();
      yield* this.#onArrival(arrival);
      if (this.#isUsable) yield* this.#goOn();
    }
  }

  *#onArrival(arrival: Arrival): Doing {
    switch (arrival.type) {
      case 'part':
        return yield* this.#onResponsePart(arrival.stream, arrival.part);
      case 'gone':
        return yield* this.#onGone(arrival);
      case 'goaway':
        return yield* this.#do('peer_leaves', null);
      case 'pong':
        return yield* this.#onPong();
      case 'over':
        return yield* this.#do('failed', connectionError(arrival.code));
    }
  }

  *#onResponsePart(stream: number, part: HttpPart): Doing {
    const exchange = this.#byStream.get(stream);
    if (!exchange) return;
    yield* send(exchange.port, part);
    if (part.part !== 'end') return;
    exchange.isResponseWhole = true;
    yield* close(exchange.port, 'end');
    if (exchange.isRequestWhole) this.#forget(exchange);
  }

  /** RFC 9113 §8.1: a response that is complete stays so, whatever becomes of the rest of its request. */
  *#onGone({ stream, error, isFromPeer }: Extract<Arrival, { readonly type: 'gone' }>): Doing {
    const exchange = this.#byStream.get(stream);
    if (!exchange) return;
    if (!exchange.isResponseWhole) {
      return yield* this.#drop(exchange, streamError(stream, error, isFromPeer));
    }
    this.#forget(exchange);
    if (exchange.isPaused) yield* resumeReading(exchange.port);
  }

  *#onExchange(input: PortInput): Doing {
    if (this.#state.name === 'CLOSING' || this.#state.name === 'CLOSED') return;
    if (input.type === 'attached') return this.#attach(input.port);
    const exchange = this.#exchanges.get(input.port);
    if (!exchange) return;
    switch (input.type) {
      case 'received':
        return yield* this.#onRequestPart(exchange, input.value as HttpPart);
      case 'blocked':
      case 'writable':
        exchange.isHeld = input.type === 'blocked';
        if (exchange.stream !== null) this.#connection.hold(exchange.stream, exchange.isHeld);
        return;
      case 'closed':
        if (input.how !== 'end' || !exchange.isRequestWhole) this.#abort(exchange);
    }
  }

  #attach(name: string): void {
    this.#exchanges.set(name, {
      port: port(name),
      stream: null,
      early: [],
      isReleased: false,
      isPaused: false,
      isHeld: false,
      isRequestWhole: false,
      isResponseWhole: false,
    });
  }

  *#onRequestPart(exchange: Exchange, part: HttpPart): Doing {
    if (part.part === 'end') exchange.isRequestWhole = true;
    if (exchange.stream !== null) return this.#forward(exchange, part);
    exchange.early.push(part);
    if (part.part === 'request_head') {
      this.#waiting.add(exchange);
      if (!this.#isUsable || this.#isFlushSet) return;
      this.#isFlushSet = true;
      yield* setTimer(flushTimer, 0);
    } else if (part.part === 'body' && !exchange.isPaused && !this.#mayBegin) {
      exchange.isPaused = true;
      yield* pauseReading(exchange.port);
    }
  }

  #forward(exchange: Exchange, part: HttpPart): void {
    const stream = exchange.stream as number;
    if (part.part === 'body') this.#connection.data(stream, part.data);
    if (part.part !== 'end') return;
    this.#connection.end(stream);
    if (exchange.isResponseWhole) this.#forget(exchange);
  }

  /** Whoever asks does so no more. */
  #abort(exchange: Exchange): void {
    this.#forget(exchange);
    if (exchange.stream === null) return;
    // as Go's client, which has no more to send once it has its answer
    this.#connection.reset(exchange.stream, exchange.isResponseWhole ? 'NO_ERROR' : 'CANCEL');
  }

  /** Begins what waits and may begin, makes frames of what is there, and tells the opener what has changed for it. */
  *#goOn(): Doing {
    for (const exchange of this.#waiting) {
      if (this.#connection.isPeerLeaving) yield* this.#drop(exchange);
      if (!this.#mayBegin) continue;
      if (exchange.isReleased || exchange.early.length > 1) yield* this.#begin(exchange);
    }
    if (this.#isFlushSet && this.#waiting.size === 0) {
      this.#isFlushSet = false;
      yield* cancelTimer(flushTimer);
    }
    this.#connection.pump();
    if (this.#state.name === 'OPEN') yield* this.#tellCapacity();
  }

  *#begin(exchange: Exchange): Doing {
    const [head, ...parts] = exchange.early.splice(0);
    this.#waiting.delete(exchange);
    const { method } = head as RequestHead;
    const fields = requestFields(head as RequestHead, parts[0]?.part === 'end');
    const size = fields.reduce((sum, field) => sum + entrySize(field), 0);
    const limit = this.#connection.maxListSize;
    if (size > limit) {
      yield* fact('http2:request_too_long', { size, limit });
      return yield* this.#drop(exchange);
    }
    exchange.stream = this.#connection.begin(method, fields);
    this.#byStream.set(exchange.stream, exchange);
    if (exchange.isHeld) this.#connection.hold(exchange.stream, true);
    for (const part of parts) this.#forward(exchange, part);
    if (!exchange.isPaused) return;
    exchange.isPaused = false;
    yield* resumeReading(exchange.port);
  }

  *#tellCapacity(): Doing {
    const { capacity, mostStreams } = this.#connection;
    const exchanges = Math.max(0, capacity - (this.#exchanges.size - this.#byStream.size));
    const hasRoom = exchanges > 0;
    if (hasRoom === this.#told.hasRoom && mostStreams === this.#told.mostStreams) return;
    this.#told = { hasRoom, mostStreams };
    yield* send<HttpCapacity>(this.inner, { part: 'capacity', exchanges });
  }

  /** What has been made goes out as one array, with the facts before it. */
  *#flush(): Doing {
    yield* this.#stateNotes();
    const octets = this.#connection.takeOutput();
    if (octets) yield* send(this.outer, octets);
    for (const { stream, isPaused } of this.#connection.takeFlow()) {
      const exchange = this.#byStream.get(stream);
      if (!exchange) continue;
      exchange.isPaused = isPaused;
      yield* isPaused ? pauseReading(exchange.port) : resumeReading(exchange.port);
    }
  }

  *#stateNotes(): Doing {
    for (const { name, data } of this.#connection.takeNotes()) yield { type: 'fact', name, data };
  }

  *#leave(error?: NetworkError): Doing {
    for (const exchange of [...this.#exchanges.values()]) {
      if (!exchange.isResponseWhole) yield* this.#drop(exchange, error);
    }
    yield* cancelTimer(flushTimer);
  }

  *#drop(exchange: Exchange, error?: NetworkError): Doing {
    this.#forget(exchange);
    yield* close(exchange.port, 'reset', error);
  }

  #forget(exchange: Exchange): void {
    this.#exchanges.delete(exchange.port.name);
    this.#waiting.delete(exchange);
    if (exchange.stream !== null) this.#byStream.delete(exchange.stream);
  }
}
