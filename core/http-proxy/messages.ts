/**
 * The messages that the proxy writes: requests for destinations, responses for clients, answers of its own.
 *
 * To the octet as Go's net/http:Request.Write and Response.Write give them for what Xray v26.7.28,
 * proxy/http/server.go:handlePlainHTTP, hands over. Without trailers.
 */
import { toLatin1 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import {
  type Framing,
  hasNoBody,
  requestFraming,
  responseFraming,
  statedFraming,
} from '../http1/framing.ts';
import type { StatusLine, WithHeaders } from '../http1/head.ts';
import { versionOf } from '../http1/messages.ts';
import { ordered, passedOn } from './fields.ts';
import type { ProxyRequest } from './request.ts';

/** A head as it goes on, and how the body after it is framed. */
export interface Written {
  readonly octets: Uint8Array;
  readonly framing: Framing;
}

/** Methods of which servers expect a Content-Length even where there is no body. */
const bodied = ['POST', 'PUT', 'PATCH'];

const text = (...lines: readonly string[]): Uint8Array => toLatin1(`${lines.join('\r\n')}\r\n\r\n`);
const lines = (fields: readonly HeaderField[]): string[] =>
  fields.map(({ name, value }) => `${name}: ${value}`);

export const established = text('HTTP/1.1 200 Connection established');
export const authenticationRequired = text(
  'HTTP/1.1 407 Proxy Authentication Required',
  'Proxy-Authenticate: Basic realm="proxy"',
);
export const badRequest = text(
  'HTTP/1.1 400 Bad Request',
  ...['Connection: close', 'Proxy-Connection: close', 'Content-Length: 0'],
);
export const serviceUnavailable = text(
  'HTTP/1.1 503 Service Unavailable',
  ...['Connection: close', 'Proxy-Connection: close', 'Content-Length: 0'],
);

/** Throws ProtocolError where the fields contradict each other. */
export function requestFor(request: ProxyRequest): Written {
  const framing = requestFraming(request.headers, request.version);
  const userAgent = fieldValue(request.headers, 'User-Agent') ?? '';
  const closing = { name: 'Connection', value: 'close' };
  const octets = text(
    `${request.method} ${request.target} HTTP/1.1`,
    `Host: ${request.host}`,
    ...(userAgent === '' ? [] : [`User-Agent: ${userAgent}`]),
    ...lengthLines(framing, request.method),
    ...lines(ordered([...passedOn(request.headers), closing])),
  );
  return { octets, framing };
}

/** Of a request too: `Content-Length: 0` only where servers expect it. */
function lengthLines(framing: Framing, method: string): string[] {
  if (framing.by === 'chunks') return ['Transfer-Encoding: chunked'];
  const octets = framing.by === 'length' ? framing.octets : 0;
  return octets > 0 || bodied.includes(method) ? [`Content-Length: ${octets}`] : [];
}

/** A response's head, and whether the client may ask again after it. Throws ProtocolError as `requestFor` does. */
export function responseFor(
  head: StatusLine & WithHeaders,
  method: string,
): Written & { readonly persists: boolean } {
  const { http_version, status_code, reason_phrase, headers } = head;
  const framing = responseFraming(status_code, headers, method, versionOf(http_version));
  const length = lengthOf(head, framing, method);
  const persists = length >= 0;
  const passed = passedOn(headers);
  const kept = persists ? [...passed, ...keepAlive] : passed;
  const isFirst = length > 0 || (length === 0 && bodied.includes(method));
  const isLast = length === 0 && !isFirst && !isEmptyByStatus(status_code);
  const octets = text(
    `${http_version} ${status_code} ${reason_phrase}`,
    ...(persists ? [] : ['Connection: close']),
    ...(isFirst ? [`Content-Length: ${length}`] : []),
    ...(length < 0 && isChunked(headers) ? ['Transfer-Encoding: chunked'] : []),
    ...lines(ordered(kept)),
    ...(isLast ? ['Content-Length: 0'] : []),
  );
  return { octets, framing, persists };
}

const keepAlive: readonly HeaderField[] = [
  { name: 'Proxy-Connection', value: 'keep-alive' },
  { name: 'Connection', value: 'keep-alive' },
  { name: 'Keep-Alive', value: 'timeout=60' },
];

const isEmptyByStatus = (status: number): boolean => hasNoBody(status, '');
const isChunked = (headers: readonly HeaderField[]): boolean =>
  statedFraming(headers, '1.1')?.by === 'chunks';

/** Go's `ContentLength`: -1 where the fields tell none. */
function lengthOf(
  { headers, status_code }: StatusLine & WithHeaders,
  framing: Framing,
  method: string,
): number {
  if (method === 'HEAD') {
    const stated = statedFraming(headers, '1.1');
    return stated?.by === 'length' ? stated.octets : -1;
  }
  if (isEmptyByStatus(status_code)) return 0;
  return framing.by === 'length' ? framing.octets : -1;
}

/** An informational response goes on as it came. */
export const isInformational = ({ status_code }: StatusLine): boolean =>
  status_code < 200 && status_code !== 101;
