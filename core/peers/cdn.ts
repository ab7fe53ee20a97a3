/**
 * A reverse proxy as CDNs run it: each request goes on to the origin as it comes, each response back as it comes,
 * nothing is stored or held back (RFC 9110 §3.7, §7.6).
 *
 * Clients speak HTTP/1.1 or HTTP/2, the origin HTTP/1.1. Host goes on unchanged, what is between two neighbours only is
 * taken out. A connection to the origin carries one exchange at a time and is kept for the next, unless the request is a
 * stream. An origin that cannot be reached or breaks off before its answer is a 502; after that the exchange is reset.
 * Without retries, and without fields of its own (Via, X-Forwarded-For).
 */
import { toLatin1 } from '../bytes/utf8.ts';
import { endToEnd, fieldValue, fieldValues, hasMember, withoutFields } from '../http/headers.ts';
import type { HeaderField, HttpPart, RequestHead, ResponseHead } from '../http/message.ts';
import { reasonPhrase } from '../http/status.ts';
import {
  close,
  type Doing,
  facts,
  type Input,
  type Machine,
  open,
  type Port,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  send,
} from '../sansio/machine.ts';
import type { PeerFacts } from './facts.ts';

/** Idle connections to the origin that are kept. */
const maxIdle = 8;
const badGateway = 502;
const fact = facts<PeerFacts>();

interface Exchange {
  readonly client: Port<HttpPart>;
  readonly isHttp2: boolean;
  readonly origin: Origin;
  hasWholeRequest: boolean;
  answer: 'none' | 'begun' | 'whole';
  /** The client takes no more for now, and the origin has been told. */
  isBlocked: boolean;
}

/** A connection to the origin. */
interface Origin {
  readonly port: Port<HttpPart>;
  readonly number: number;
  /** What is on it; null while it is idle. */
  exchange: Exchange | null;
  /** It carries no further exchange. */
  isLast: boolean;
  isBlocked: boolean;
}

/** Ports: `exchange:<k>`, attached; `origin:<k>`, opened. */
export class ReverseProxy implements Machine {
  readonly state = { name: 'SERVING' };
  readonly #exchanges = new Map<string, Exchange>();
  readonly #origins = new Map<string, Origin>();
  #opened = 0;

  *handle(input: Input): Doing {
    if (!('port' in input)) return;
    const exchange = this.#exchanges.get(input.port);
    const origin = this.#origins.get(input.port);
    if (exchange) yield* this.#fromClient(exchange, input);
    else if (origin) yield* this.#fromOrigin(origin, input);
    else if (input.type === 'received') {
      yield* this.#onRequest(port(input.port), input.value as HttpPart);
    }
  }

  *#onRequest(client: Port<HttpPart>, part: HttpPart): Doing {
    // later parts of a request that has been answered already are of no use
    if (part.part !== 'request_head') return;
    const [idle] = this.#idle();
    const origin = idle ?? (yield* this.#open());
    const exchange: Exchange = {
      client,
      isHttp2: part.version === '2',
      origin,
      hasWholeRequest: false,
      answer: 'none',
      isBlocked: false,
    };
    origin.exchange = exchange;
    this.#exchanges.set(client.name, exchange);
    const reused = idle !== undefined;
    yield* fact('cdn:request_forwarded', { connection: origin.number, reused });
    const isStream = isStreaming(part);
    if (isStream) origin.isLast = true;
    yield* send<HttpPart>(origin.port, forwardedRequest(part, isStream));
    if (origin.isBlocked) yield* pauseReading(client);
  }

  *#open(): Doing<Origin> {
    const number = ++this.#opened;
    const origin: Origin = {
      port: port(`origin:${number}`),
      number,
      exchange: null,
      isLast: false,
      isBlocked: false,
    };
    this.#origins.set(origin.port.name, origin);
    yield* open(origin.port, { to: 'http', leg: 'origin' });
    return origin;
  }

  *#fromClient(exchange: Exchange, input: PortInput): Doing {
    const { origin } = exchange;
    switch (input.type) {
      case 'received': {
        const part = input.value as HttpPart;
        yield* send(origin.port, part);
        exchange.hasWholeRequest = part.part === 'end';
        return yield* this.#settle(exchange);
      }
      case 'blocked':
        exchange.isBlocked = true;
        return yield* pauseReading(origin.port);
      case 'writable':
        exchange.isBlocked = false;
        return yield* resumeReading(origin.port);
      case 'closed':
        this.#forget(exchange);
        this.#origins.delete(origin.port.name);
        return yield* close(origin.port, 'reset');
    }
  }

  *#fromOrigin(origin: Origin, input: PortInput): Doing {
    const { exchange } = origin;
    switch (input.type) {
      case 'received':
        if (exchange) yield* this.#onResponse(exchange, input.value as HttpPart);
        return;
      case 'blocked':
        origin.isBlocked = true;
        if (exchange) yield* pauseReading(exchange.client);
        return;
      case 'writable':
        origin.isBlocked = false;
        if (exchange) yield* resumeReading(exchange.client);
        return;
      case 'closed':
        this.#origins.delete(origin.port.name);
        if (input.how === 'end') yield* close(origin.port, 'end');
        if (exchange) yield* this.#onOriginGone(exchange);
    }
  }

  *#onResponse(exchange: Exchange, part: HttpPart): Doing {
    if (part.part === 'response_head') {
      exchange.answer = 'begun';
      return yield* send(exchange.client, forwardedResponse(part, exchange.isHttp2));
    }
    yield* send(exchange.client, part);
    if (part.part !== 'end') return;
    exchange.answer = 'whole';
    yield* this.#settle(exchange);
  }

  /** Ends an exchange of which both halves are whole; its connection is idle then. */
  *#settle(exchange: Exchange): Doing {
    if (!exchange.hasWholeRequest || exchange.answer !== 'whole') return;
    const { client, origin } = exchange;
    this.#forget(exchange);
    yield* close(client, 'end');
    if (exchange.isBlocked) yield* resumeReading(origin.port);
    if (this.#idle().length <= maxIdle) return;
    this.#origins.delete(origin.port.name);
    yield* close(origin.port, 'end');
  }

  *#onOriginGone(exchange: Exchange): Doing {
    const { client, origin, answer } = exchange;
    this.#forget(exchange);
    if (answer === 'whole') return yield* close(client, 'end');
    if (answer === 'begun') return yield* close(client, 'reset');
    yield* fact('cdn:origin_failed', { connection: origin.number, status: badGateway });
    const data = toLatin1(`${badGateway} ${reasonPhrase(badGateway)}\n`);
    const headers = [
      { name: 'Content-Type', value: 'text/plain' },
      { name: 'Content-Length', value: String(data.length) },
    ];
    yield* send<HttpPart>(client, { part: 'response_head', status: badGateway, headers });
    yield* send<HttpPart>(client, { part: 'body', data });
    yield* send<HttpPart>(client, { part: 'end' });
    yield* close(client, 'end');
  }

  #idle(): Origin[] {
    return [...this.#origins.values()].filter(({ exchange, isLast }) => !exchange && !isLast);
  }

  #forget(exchange: Exchange): void {
    this.#exchanges.delete(exchange.client.name);
    exchange.origin.exchange = null;
  }
}

const chunked: HeaderField = { name: 'Transfer-Encoding', value: 'chunked' };

function forwardedRequest(
  { version: _ours, scheme: _scheme, headers, ...head }: RequestHead,
  isStream: boolean,
): HttpPart {
  // this proxy's own server has answered the expectation
  const fields = withoutFields(endToEnd(headers), ['Expect']);
  // Go's server, which Xray's is, reads a body before it answers, unless nothing can follow it on its connection
  const added = isStream ? [{ name: 'Connection', value: 'close' }, chunked] : [];
  return { ...head, headers: [...withOneCookieField(fields), ...added] };
}

/** RFC 9113 §8.2.3: a client of HTTP/2 may have cut it into several. */
function withOneCookieField(headers: readonly HeaderField[]): readonly HeaderField[] {
  const cookies = fieldValues(headers, 'Cookie');
  if (cookies.length < 2) return headers;
  return [...withoutFields(headers, ['Cookie']), { name: 'Cookie', value: cookies.join('; ') }];
}

/** Whether a request has a body, or may have one, of which the length is not known. */
function isStreaming({ method, headers, version }: RequestHead): boolean {
  if (version !== '2') return isChunked(headers);
  const hasNoBody = ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'].includes(method);
  return fieldValue(headers, 'Content-Length') === null && !hasNoBody;
}

/** A body that came in chunks goes on in chunks, except to where there are none. */
function forwardedResponse({ headers, ...head }: ResponseHead, toHttp2: boolean): HttpPart {
  const fields = endToEnd(headers);
  const goesInChunks = isChunked(headers) && !toHttp2;
  return { ...head, headers: goesInChunks ? [...fields, chunked] : fields };
}

const isChunked = (headers: readonly HeaderField[]): boolean =>
  hasMember(headers, 'Transfer-Encoding', 'chunked');
