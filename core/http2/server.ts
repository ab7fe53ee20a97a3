/**
 * The server's end of an HTTP/2 connection (RFC 9113): it offers a port for each request and puts on the wire what is
 * answered there. Its states are in `server-states.ts`, the protocol in `connection.ts`.
 *
 * Limits and manners are those of Go's server, because that is what Xray is. The preface has as long as the first head
 * of HTTP/1.1 has there, 4 s. A response whose head is followed at once by its end is one frame; "at once" is told by a
 * timer of 0 ms, as with HTTP/1.1.
 */
import { toLatin1 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import type { HttpPart, ResponseHead } from '../http/message.ts';
import { reasonPhrase } from '../http/status.ts';
import {
  cancelTimer,
  close,
  type Doing,
  facts,
  from,
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
import { type StateOf, transition } from '../sansio/transitions.ts';
import { Connection } from './connection.ts';
import { type RequestErrorCode, statuses } from './errors.ts';
import type { Http2Facts } from './facts.ts';
import type { Arrival } from './incoming.ts';
import { responseFields } from './messages.ts';
import {
  lingerTimer,
  prefaceTimer,
  type ServerMessages,
  type ServerSelf,
  type ServerStates,
  serverTransitions,
} from './server-states.ts';
import { serverOpening } from './settings.ts';

export interface Http2ServerOptions {
  /** When the run began, in ms since 1970. */
  readonly epochMs: number;
  /** The peer's `address:port`. */
  readonly remote: string;
  /** Of a request's fields; as in Go, 320 more are let pass. */
  readonly maxHeaderOctets?: number;
}

interface Exchange {
  readonly stream: number;
  readonly port: Port<HttpPart>;
  /** Of the request. */
  readonly method: string;
  isRequestWhole: boolean;
  /** Not on the wire yet, because what follows may end it. */
  held: ResponseHead | null;
  /** The response has no body, whatever is given for one. */
  isBodiless: boolean;
}

type State = StateOf<ServerStates>;

const greetingMs = 4_000;
const flushTimer = 'flush';
const defaultHeaderOctets = 8_192;
const fact = facts<Http2Facts>();

export class Http2Server implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly #connection: Connection;
  readonly #self: ServerSelf;
  readonly #epochMs: number;
  readonly #remote: string;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #byPort = new Map<string, Exchange>();
  /** Exchanges whose response's head waits for what follows it. */
  readonly #holding = new Set<Exchange>();
  #state: State = { name: 'GREETING' };
  #now = 0;

  constructor({ epochMs, remote, maxHeaderOctets = defaultHeaderOctets }: Http2ServerOptions) {
    this.#epochMs = epochMs;
    this.#remote = remote;
    this.#connection = new Connection('server', serverOpening(maxHeaderOctets));
    const exchanges = this.#exchanges;
    this.#self = {
      outer: this.outer,
      connection: this.#connection,
      get unfinished() {
        return [...exchanges.values()].map(({ stream, isRequestWhole }) => ({
          stream,
          message: isRequestWhole ? ('response' as const) : ('request' as const),
        }));
      },
      flush: () => this.#flush(),
      leave: () => this.#leave(),
    };
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    if (input.type === 'start') {
      this.#connection.start();
      yield* setTimer(prefaceTimer, greetingMs);
    } else if (input.type === 'timer_fired') yield* this.#onTimer(input.timer);
    else if (input.port === this.outer.name) yield* this.#onOuter(input);
    else yield* this.#onExchange(input);
    if (!this.#isUsable) return;
    this.#connection.pump();
    yield* this.#flush();
    if (this.#state.name === 'DRAINING' && this.#connection.size === 0) {
      yield* this.#do('drained', null);
    }
  }

  get #isUsable(): boolean {
    return this.#state.name !== 'CLOSING' && this.#state.name !== 'CLOSED';
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
    if (timer === lingerTimer) yield* this.#do('linger_over', null);
    if (timer === prefaceTimer && this.#state.name === 'GREETING') {
      yield* this.#do('greeting_overdue', null);
    }
    if (timer !== flushTimer || !this.#isUsable) return;
    for (const exchange of this.#holding) this.#release(exchange);
  }

  *#onOuter(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#read(input);
      case 'blocked':
      case 'writable':
        return this.#connection.block(input.type === 'blocked');
      case 'closed':
        return yield* this.#do(input.how === 'end' ? 'peer_ended' : 'peer_gone', null);
    }
  }

  *#read(input: PortInput): Doing {
    if (!from(input, this.outer) || !this.#isUsable) return;
    for (const arrival of this.#connection.receive(input.value, input.now)) {
      yield* this.#stateNotes();
      yield* this.#onArrival(arrival);
      this.#connection.pump();
    }
  }

  *#onArrival(arrival: Arrival): Doing {
    switch (arrival.type) {
      case 'part':
        return yield* this.#onRequestPart(arrival.stream, arrival.part);
      case 'refused':
        return yield* this.#refuse(arrival.stream, arrival.code);
      case 'gone': {
        const exchange = this.#exchanges.get(arrival.stream);
        if (exchange) yield* this.#drop(exchange);
        return;
      }
      case 'settings':
        if (this.#state.name === 'GREETING') yield* this.#do('greeted', null);
        return;
      case 'goaway':
        return yield* this.#do('peer_leaves', null);
      case 'over':
        return yield* this.#do('failed', null);
    }
  }

  *#onRequestPart(stream: number, part: HttpPart): Doing {
    if (part.part === 'request_head') {
      const exchange: Exchange = {
        stream,
        port: port(`exchange:${stream}`),
        method: part.method,
        isRequestWhole: false,
        held: null,
        isBodiless: false,
      };
      this.#exchanges.set(stream, exchange);
      this.#byPort.set(exchange.port.name, exchange);
      yield* offer(exchange.port, { kind: 'exchange', remote: this.#remote });
    }
    const exchange = this.#exchanges.get(stream);
    if (!exchange) return;
    if (part.part === 'end') exchange.isRequestWhole = true;
    yield* send(exchange.port, part);
  }

  /** The answers that the server gives by itself. */
  *#refuse(stream: number, code: RequestErrorCode): Doing {
    const status = statuses[code];
    yield* fact('http2:request_refused', { stream_id: stream, code, status });
    const text = toLatin1(`${status} ${reasonPhrase(status)}`);
    const headers = [
      { name: 'content-type', value: 'text/plain; charset=utf-8' },
      { name: 'content-length', value: String(text.length) },
    ];
    this.#connection.head(stream, this.#fields({ part: 'response_head', status, headers }));
    this.#connection.data(stream, text);
    this.#connection.end(stream);
  }

  *#onExchange(input: PortInput): Doing {
    const exchange = this.#byPort.get(input.port);
    if (!exchange) return;
    switch (input.type) {
      case 'received':
        return yield* this.#onResponsePart(exchange, input.value as HttpPart);
      case 'blocked':
      case 'writable':
        return this.#connection.hold(exchange.stream, input.type === 'blocked');
      case 'closed':
        this.#forget(exchange);
        return this.#connection.reset(exchange.stream, 'INTERNAL_ERROR');
    }
  }

  *#onResponsePart(exchange: Exchange, part: HttpPart): Doing {
    switch (part.part) {
      case 'response_head':
        return yield* this.#begin(exchange, part);
      case 'body':
        yield* this.#releaseNow(exchange);
        if (!exchange.isBodiless) this.#connection.data(exchange.stream, part.data);
        return;
      case 'end':
        yield* this.#end(exchange);
    }
  }

  *#begin(exchange: Exchange, head: ResponseHead): Doing {
    exchange.isBodiless = exchange.method === 'HEAD' || head.status === 204 || head.status === 304;
    exchange.held = head;
    if (exchange.isBodiless) {
      this.#release(exchange);
      return this.#connection.end(exchange.stream);
    }
    if (this.#holding.size === 0) yield* setTimer(flushTimer, 0);
    this.#holding.add(exchange);
  }

  *#end(exchange: Exchange): Doing {
    const { held, stream } = exchange;
    if (held && fieldValue(held.headers, 'Content-Length') === null) {
      const length = { name: 'content-length', value: '0' };
      exchange.held = { ...held, headers: [...held.headers, length] };
    }
    yield* this.#releaseNow(exchange);
    this.#connection.end(stream);
    this.#forget(exchange);
    yield* close(exchange.port, 'end');
  }

  *#releaseNow(exchange: Exchange): Doing {
    if (!this.#holding.has(exchange)) return;
    this.#release(exchange);
    if (this.#holding.size === 0) yield* cancelTimer(flushTimer);
  }

  #release(exchange: Exchange): void {
    this.#holding.delete(exchange);
    if (exchange.held) this.#connection.head(exchange.stream, this.#fields(exchange.held));
    exchange.held = null;
  }

  #fields(head: ResponseHead): ReturnType<typeof responseFields> {
    return responseFields(head, new Date(this.#epochMs + this.#now).toUTCString());
  }

  /** What has been made goes out as one array, with the facts before it. */
  *#flush(): Doing {
    yield* this.#stateNotes();
    const octets = this.#connection.takeOutput();
    if (octets) yield* send(this.outer, octets);
    for (const { stream, isPaused } of this.#connection.takeFlow()) {
      const exchange = this.#exchanges.get(stream);
      if (exchange) yield* isPaused ? pauseReading(exchange.port) : resumeReading(exchange.port);
    }
  }

  *#stateNotes(): Doing {
    for (const { name, data } of this.#connection.takeNotes()) yield { type: 'fact', name, data };
  }

  *#leave(): Doing {
    for (const exchange of [...this.#exchanges.values()]) yield* this.#drop(exchange);
    yield* cancelTimer(flushTimer);
  }

  *#drop(exchange: Exchange): Doing {
    this.#forget(exchange);
    yield* close(exchange.port, 'reset');
  }

  #forget(exchange: Exchange): void {
    this.#exchanges.delete(exchange.stream);
    this.#byPort.delete(exchange.port.name);
    this.#holding.delete(exchange);
  }
}
