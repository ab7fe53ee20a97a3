/**
 * The server's end of an HTTP/1.1 connection (RFC 9112): it offers a port for each request and puts on the wire what
 * is answered there. Its states are in `server-states.ts`.
 *
 * Limits and manners are those of Go's server, because that is what Xray is: 4 s for a head, 8,192 + 4,096 octets of
 * it, up to 256 KiB of an unwanted request body. What a client pipelines waits here unread, with the connection
 * paused. Without CONNECT, upgrades, trailers, HTTP/2.
 */
import { concat } from '../bytes/concat.ts';
import type { HttpPart } from '../http/message.ts';
import {
  cancelTimer,
  type Doing,
  from,
  type Input,
  type Machine,
  type Port,
  pauseReading,
  port,
  resumeReading,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import { flushTimer } from './answer.ts';
import { codeOf } from './errors.ts';
import { requestFraming } from './framing.ts';
import { requestHead, requestLine } from './head.ts';
import { HeadReader } from './head-reader.ts';
import { requestPart } from './messages.ts';
import {
  lingerTimer,
  type ServerMessages,
  type ServerSelf,
  type ServerStates,
  serverTransitions,
} from './server-states.ts';

export interface Http1ServerOptions {
  /** When the run began, in ms since 1970. */
  readonly epochMs: number;
  /** The peer's `address:port`. */
  readonly remote: string;
  /** For a request's head: the first from the connection's beginning, later ones from their first octet. */
  readonly headerTimeoutMs?: number;
  /** Of a request's head; as in Go, 4,096 more are let pass. */
  readonly maxHeaderOctets?: number;
}

const headerTimer = 'header';
const headerSlackOctets = 4_096;
const nothing = new Uint8Array();

type State = StateOf<ServerStates>;

export class Http1Server implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  #state: State = { name: 'IDLE' };
  readonly #self: ServerSelf;
  readonly #headerTimeoutMs: number;
  readonly #head: HeadReader<Parameters<typeof requestPart>[0]>;
  /** What came after the request that is being served. */
  #pipelined: Uint8Array = nothing;
  #now = 0;
  #exchanges = 0;
  #isTimed = false;
  #isPaused = false;
  #isBlocked = false;
  /** Whoever answers takes no more of the request's body for now. */
  #isInnerBlocked = false;
  #peerHasEnded = false;

  constructor({ epochMs, remote, ...limits }: Http1ServerOptions) {
    const server = this;
    this.#headerTimeoutMs = limits.headerTimeoutMs ?? 4_000;
    const maxOctets = (limits.maxHeaderOctets ?? 8_192) + headerSlackOctets;
    this.#head = new HeadReader(requestLine, requestHead, maxOctets);
    this.#self = {
      outer: this.outer,
      remote,
      get isBlocked() {
        return server.#isBlocked;
      },
      nextPort: () => {
        this.#isInnerBlocked = false;
        return port(`exchange:${++this.#exchanges}`);
      },
      date: () => new Date(epochMs + this.#now).toUTCString(),
    };
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    if (input.type === 'start') yield* this.#time();
    else if (input.type === 'timer_fired') yield* this.#onTimer(input.timer);
    else if (!('port' in input)) return;
    else if (input.port === this.outer.name) yield* this.#onOuter(input);
    else if (input.port === this.#exchangePort?.name) yield* this.#onExchange(input);
    yield* this.#read();
    yield* this.#settleReading();
  }

  get #exchangePort(): Port<HttpPart> | null {
    const state = this.#state;
    return 'exchange' in state && state.name !== 'DRAINING' ? state.exchange.port : null;
  }

  *#do<Type extends keyof ServerMessages>(type: Type, message: ServerMessages[Type]): Doing {
    this.#state = yield* transition<ServerSelf, ServerStates, ServerMessages, Type>(
      serverTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
  }

  *#onTimer(timer: string): Doing {
    if (timer === headerTimer) {
      this.#isTimed = false;
      if (this.#state.name !== 'IDLE') return;
      yield* this.#do('refusal', { code: 'http1:header_timeout' });
    }
    if (timer === flushTimer && 'answer' in this.#state) yield* this.#do('flush', null);
    if (timer === lingerTimer && this.#state.name === 'CLOSING')
      yield* this.#do('linger_over', null);
  }

  *#onOuter(input: Input): Doing {
    if (from(input, this.outer)) {
      this.#pipelined = this.#pipelined.length
        ? concat([this.#pipelined, input.value])
        : input.value;
    }
    if (input.type === 'closed') {
      if (input.how === 'end') this.#peerHasEnded = true;
      else yield* this.#do('peer_gone', null);
    }
    if (input.type !== 'blocked' && input.type !== 'writable') return;
    this.#isBlocked = input.type === 'blocked';
    const exchange = this.#exchangePort;
    if (exchange) yield* this.#isBlocked ? pauseReading(exchange) : resumeReading(exchange);
  }

  *#onExchange(input: Input): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#onPart(input.value as HttpPart);
      case 'closed':
        return yield* this.#do('exchange_gone', null);
      case 'blocked':
      case 'writable':
        this.#isInnerBlocked = input.type === 'blocked';
    }
  }

  *#onPart(part: HttpPart): Doing {
    switch (part.part) {
      case 'response_head':
        return yield* this.#do('response_head', part);
      case 'body':
        return yield* this.#do('response_data', part.data);
      case 'end':
        return yield* this.#do('response_end', null);
    }
  }

  /** Reads what has come as far as the state lets it. This is where a peer's malformed octets are answered. */
  *#read(): Doing {
    try {
      while (yield* this.#readOn());
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      yield* this.#do('refusal', { code });
      this.#pipelined = nothing;
    }
    if (this.#peerHasEnded && this.#pipelined.length === 0 && this.#state.name !== 'CLOSED') {
      yield* this.#do('peer_ended', { midHead: !this.#head.isEmpty });
    }
  }

  /** Tells whether there may be more to read. */
  *#readOn(): Doing<boolean> {
    const state = this.#state;
    if (this.#pipelined.length === 0 || state.name === 'WAITING' || state.name === 'ANSWERING') {
      return false;
    }
    const octets = this.#pipelined;
    this.#pipelined = nothing;
    if (state.name === 'IDLE') return yield* this.#readHead(octets);
    if (!('exchange' in state)) return false;
    const body = state.exchange.body.read(octets);
    let read = body.next();
    for (; !read.done; read = body.next()) {
      yield* this.#do('request_data', read.value);
      if (!('exchange' in this.#state)) return false;
    }
    if (read.value === null) return false;
    this.#pipelined = read.value;
    yield* this.#do('request_end', null);
    return true;
  }

  *#readHead(octets: Uint8Array): Doing<boolean> {
    const unit = this.#head.read(octets);
    if (!unit) {
      if (!this.#isTimed) yield* this.#time();
      return false;
    }
    this.#pipelined = unit.rest;
    if (this.#isTimed) yield* cancelTimer(headerTimer);
    this.#isTimed = false;
    const head = requestPart(unit.value);
    yield* this.#do('request_head', { head, framing: requestFraming(head.headers, head.version) });
    return true;
  }

  *#time(): Doing {
    this.#isTimed = true;
    yield* setTimer(headerTimer, this.#headerTimeoutMs);
  }

  /** Pauses the connection while nobody takes what it brings, and lets it go on after that. */
  *#settleReading(): Doing {
    const { name } = this.#state;
    if (name === 'CLOSED') return;
    const isReading = name === 'RECEIVING' || name === 'DUPLEX';
    const isHeldUp = isReading ? this.#isInnerBlocked : this.#pipelined.length > 0;
    if (isHeldUp === this.#isPaused) return;
    this.#isPaused = isHeldUp;
    yield* isHeldUp ? pauseReading(this.outer) : resumeReading(this.outer);
  }
}
