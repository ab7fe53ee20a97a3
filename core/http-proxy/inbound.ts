/**
 * The HTTP proxy inbound: CONNECT opens a tunnel, any other request is passed on, each to a destination of its own.
 *
 * RFC 9110 §9.3.6, RFC 9112 §3.2.2; manners, answers and their octets as Xray v26.7.28, proxy/http/server.go. After a plain
 * request the connection goes on only where the client said `Proxy-Connection: keep-alive` and the response has a
 * length. A request that is malformed gets no answer. Without trailers and upgrades.
 */
import { concat } from '../bytes/concat.ts';
import { fieldValue } from '../http/headers.ts';
import { codeOf, type HttpErrorCode } from '../http1/errors.ts';
import { requestHead, requestLine } from '../http1/head.ts';
import {
  cancelTimer,
  close,
  type Destination,
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  open,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { Relay } from '../sansio/relay.ts';
import type { HttpProxyFacts, HttpProxyRejection } from './facts.ts';
import { HeadReader } from './head-reader.ts';
import { authenticationRequired, badRequest, established } from './messages.ts';
import { PlainExchange } from './plain-exchange.ts';
import { credentialsOf, isConnect, type ProxyRequest, proxyRequest } from './request.ts';

export interface HttpProxyInboundOptions {
  /** The client, as `address:port`. */
  readonly source: string;
  /** User name → password; empty: nobody is asked. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Whether a request without an absolute URL is served, by its Host. */
  readonly allowTransparent: boolean;
}

type State =
  | { readonly name: 'WAIT_REQUEST' }
  /** `goesOn`: the client wants to ask again. */
  | { readonly name: 'EXCHANGING'; readonly exchange: PlainExchange; readonly goesOn: boolean }
  | { readonly name: 'TUNNELLING' }
  | { readonly name: 'CLOSED' };

/** For the whole head of a request. Xray's policy default. */
const handshakeMs = 60_000;
const handshakeTimer = 'handshake';
const nothing = new Uint8Array();
const fact = facts<HttpProxyFacts>();

export class HttpProxyInbound implements Machine {
  readonly outer = port<Uint8Array>('outer');
  readonly inner = port<Uint8Array>('inner');
  readonly source: string;
  state: State = { name: 'WAIT_REQUEST' };
  readonly #options: HttpProxyInboundOptions;
  readonly #relay = new Relay(this.outer, this.inner);
  readonly #head = new HeadReader(requestLine, requestHead);
  /** What came and is not read. */
  #buffer: Uint8Array = nothing;
  #exchanges = 0;
  #user = '';
  #url = '';
  #now = 0;
  #isOuterBlocked = false;
  #isInnerBlocked = false;
  #isPaused = false;
  #hasOuterEnded = false;

  constructor(options: HttpProxyInboundOptions) {
    this.#options = options;
    this.source = options.source;
  }

  /** Who has authenticated; empty for nobody. */
  get user(): string {
    return this.#user;
  }

  /** Of the request that is being served, as the access log says it. */
  get url(): string {
    return this.#url;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    if (this.state.name === 'CLOSED') return;
    if (this.state.name === 'TUNNELLING') return yield* this.#tunnel(input);
    if (input.type === 'start') yield* setTimer(handshakeTimer, handshakeMs);
    else if (input.type === 'timer_fired') yield* this.#timeOut();
    else if ('port' in input) yield* this.#onPort(input);
    yield* this.#proceed();
    if (this.#hasOuterEnded) yield* this.#endOfRequests();
    yield* this.#settleReading();
  }

  *#onPort(input: PortInput): Doing {
    if (input.port === this.outer.name) yield* this.#onOuter(input);
    else if (this.state.name === 'EXCHANGING' && input.port === this.state.exchange.inner.name) {
      yield* this.#onInner(input, this.state.exchange);
    }
  }

  *#onOuter(input: PortInput): Doing {
    if (from(input, this.outer)) {
      this.#buffer = this.#buffer.length ? concat([this.#buffer, input.value]) : input.value;
    } else if (input.type === 'closed') {
      this.#hasOuterEnded = true;
      if (input.how !== 'end') yield* this.#outerGone();
    } else if (input.type === 'blocked' || input.type === 'writable') {
      this.#isOuterBlocked = input.type === 'blocked';
      if (this.state.name !== 'EXCHANGING') return;
      const { inner } = this.state.exchange;
      yield* this.#isOuterBlocked ? pauseReading(inner) : resumeReading(inner);
    }
  }

  *#onInner(input: PortInput, exchange: PlainExchange): Doing {
    if (from(input, exchange.inner)) yield* exchange.takeResponse(input.value);
    else if (input.type === 'closed') yield* exchange.innerClosed(input.how);
    else if (input.type === 'blocked' || input.type === 'writable') {
      this.#isInnerBlocked = input.type === 'blocked';
    }
  }

  /** Reads what has come as far as it may be read. This is where a client's malformed octets end the connection. */
  *#proceed(): Doing {
    try {
      while (yield* this.#proceedOn());
    } catch (error) {
      const cause = codeOf(error);
      if (!cause) throw error;
      yield* this.#giveUp(cause);
    }
  }

  /** Tells whether there may be more to do. */
  *#proceedOn(): Doing<boolean> {
    const { state } = this;
    if (state.name === 'EXCHANGING') {
      const { exchange } = state;
      if (!exchange.hasRequest && this.#buffer.length > 0) {
        this.#buffer = yield* exchange.takeRequest(this.#buffer);
      }
      if (!exchange.isOver) return false;
      yield* this.#endExchange(exchange, state.goesOn);
      return true;
    }
    if (state.name !== 'WAIT_REQUEST' || this.#buffer.length === 0) return false;
    const head = this.#head.read(this.#buffer);
    this.#buffer = head?.rest ?? nothing;
    if (!head) return false;
    yield* this.#onRequest(proxyRequest(head.value));
    return true;
  }

  *#onRequest(request: ProxyRequest): Doing {
    const { accounts, allowTransparent } = this.#options;
    if (accounts.size > 0 && !this.#authenticate(request)) {
      yield* send(this.outer, authenticationRequired);
      return yield* this.#refuse({ code: 'http:authentication_required' });
    }
    const { method, host, url, destination } = request;
    yield* fact('http:request_received', { method, host, url });
    yield* cancelTimer(handshakeTimer);
    this.#url = url;
    if (!isConnect(request) && !allowTransparent && !request.isAbsolute) {
      yield* send(this.outer, badRequest);
      return yield* this.#refuse({ code: 'http:relative_url' });
    }
    if (!destination) return yield* this.#refuse({ code: 'http:malformed_host', host });
    if (isConnect(request)) yield* this.#beginTunnel(destination);
    else yield* this.#beginExchange(request, destination);
  }

  #authenticate({ headers }: ProxyRequest): boolean {
    const said = credentialsOf(headers);
    if (!said || this.#options.accounts.get(said.user) !== said.password) return false;
    this.#user = said.user;
    return true;
  }

  *#beginTunnel(destination: Destination): Doing {
    this.state = { name: 'TUNNELLING' };
    yield* send(this.outer, established);
    yield* open(this.inner, { to: 'destination', destination });
    yield* this.#relay.start();
    if (this.#isOuterBlocked) yield* pauseReading(this.inner);
    if (this.#buffer.length) yield* send(this.inner, this.#buffer);
    this.#buffer = nothing;
  }

  *#beginExchange(request: ProxyRequest, destination: Destination): Doing {
    const inner = port<Uint8Array>(`inner:${++this.#exchanges}`);
    const exchange = new PlainExchange(this.outer, inner, request);
    const wish = fieldValue(request.headers, 'Proxy-Connection') ?? '';
    this.#isInnerBlocked = false;
    yield* exchange.begin(destination);
    if (this.#isOuterBlocked) yield* pauseReading(inner);
    this.state = { name: 'EXCHANGING', exchange, goesOn: wish.toLowerCase() === 'keep-alive' };
  }

  *#endExchange(exchange: PlainExchange, goesOn: boolean): Doing {
    yield* exchange.leave();
    if (!goesOn || !exchange.persists) return yield* this.#end();
    this.state = { name: 'WAIT_REQUEST' };
    yield* setTimer(handshakeTimer, handshakeMs);
  }

  /** The client sends no more, and all that it has sent is read. */
  *#endOfRequests(): Doing {
    const { state } = this;
    if (state.name === 'WAIT_REQUEST') {
      yield* this.#refuse({
        code: 'http:request_cut_off',
        cause: this.#head.isEmpty ? 'end' : 'partial_end',
      });
    } else if (state.name === 'EXCHANGING' && !state.exchange.hasRequest) {
      yield* fact('http:body_cut_off', { message: 'request' });
      yield* state.exchange.leave();
      yield* this.#end();
    } else if (state.name === 'TUNNELLING') {
      yield* this.#tunnel({ type: 'closed', port: this.outer.name, how: 'end', now: this.#now });
    }
  }

  *#outerGone(): Doing {
    if (this.state.name === 'WAIT_REQUEST') {
      yield* this.#refuse({ code: 'http:request_cut_off', cause: 'reset' });
    }
    this.state = { name: 'CLOSED' };
  }

  *#timeOut(): Doing {
    if (this.state.name !== 'WAIT_REQUEST') return;
    yield* this.#refuse({ code: 'http:request_cut_off', cause: 'timed_out' });
  }

  /** What is malformed is a request's head, or its body. */
  *#giveUp(cause: HttpErrorCode): Doing {
    if (this.state.name === 'EXCHANGING') yield* this.state.exchange.leave();
    const line = cause === 'http1:malformed_request_line' ? this.#head.firstLine : '';
    yield* this.#refuse({ code: 'http:malformed_request', cause, line });
  }

  *#refuse(rejection: HttpProxyRejection): Doing {
    yield* fact('http:request_refused', rejection);
    yield* this.#end();
  }

  *#end(): Doing {
    if (!this.#hasOuterEnded) yield* close(this.outer, 'end');
    this.state = { name: 'CLOSED' };
  }

  /** Pauses the client while nobody takes what it says, and lets it go on after that. */
  *#settleReading(): Doing {
    if (this.state.name === 'CLOSED') return;
    const isHeldUp =
      this.state.name === 'EXCHANGING' &&
      (this.state.exchange.hasRequest ? this.#buffer.length > 0 : this.#isInnerBlocked);
    if (isHeldUp === this.#isPaused) return;
    this.#isPaused = isHeldUp;
    yield* isHeldUp ? pauseReading(this.outer) : resumeReading(this.outer);
  }

  *#tunnel(input: Input): Doing {
    yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }
}
