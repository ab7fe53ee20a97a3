/**
 * The heads of the client's requests, over HTTP/1.1: the GET of the downlink and the numbered packets of the uplink.
 *
 * splithttp/config.go:FillStreamRequest, FillPacketRequest and splithttp/client.go of Xray (v26.7.28), and the order in
 * which Go's net/http writes fields: User-Agent, framing, the others by name, then what the library adds by itself.
 */
import { hostAndPort } from '../bytes/ip.ts';
import { formatAuthority } from '../http/authority.ts';
import type { HeaderField, RequestHead } from '../http/message.ts';
import { requestHeaders } from './browser-headers.ts';
import { sortedFields } from './header-fields.ts';
import { refererOf } from './padding.ts';
import {
  escapePath,
  normalizedPath,
  normalizedQuery,
  pathWithMeta,
  targetOf,
} from './request-target.ts';
import type { XhttpClientSettings } from './settings.ts';

/** Where one half of a proxied connection's requests go, by its own settings; the two halves share nothing. */
export interface Route {
  readonly settings: XhttpClientSettings;
  /** `tcp:host:port`, IPv6 in brackets: what is dialled, whatever the URL says. */
  readonly destination: string;
  /** As configured, or the address; no port is ever added. */
  readonly host: string;
  /** Without session id and query. */
  readonly path: string;
  readonly query: string;
}

export function routeOf(settings: XhttpClientSettings, address: string, port: number): Route {
  return {
    settings,
    destination: `tcp:${hostAndPort(address, port)}`,
    host: settings.host || formatAuthority(address, null),
    path: normalizedPath(settings.path),
    query: normalizedQuery(settings.path),
  };
}

/** `http` always: there is no security yet. */
const urlOf = (route: Route, target: string): string => `http://${route.host}${target}`;

export const downlinkUrl = (route: Route, sessionId: string): string =>
  urlOf(route, targetOf(pathWithMeta(route.path, sessionId), route.query));

/** On a connection of its own: Xray keeps no HTTP/1.1 connection alive that has carried a GET. `paddingLength` in octets. */
export function downlinkRequest(
  route: Route,
  sessionId: string,
  paddingLength: number,
  epochMs: number,
): RequestHead {
  const { userAgent, others } = fields(route, paddingLength, epochMs);
  const acceptsEncoding = others.some(({ name }) => name === 'Accept-Encoding');
  const added = [
    ...(acceptsEncoding ? [] : [{ name: 'Accept-Encoding', value: 'gzip' }]),
    { name: 'Connection', value: 'close' },
  ];
  return {
    part: 'request_head',
    method: 'GET',
    target: targetOf(pathWithMeta(route.path, sessionId), route.query),
    authority: route.host,
    headers: [...userAgent, ...others, ...added],
  };
}

/** On a raw connection, past Go's HTTP client: neither Accept-Encoding nor Connection, and no Content-Type. */
export function packetRequest(
  route: Route,
  packet: { readonly sessionId: string; readonly seq: number; readonly octets: number },
  paddingLength: number,
  epochMs: number,
): RequestHead {
  const { userAgent, others } = fields(route, paddingLength, epochMs);
  return {
    part: 'request_head',
    method: route.settings.uplinkHTTPMethod,
    target: targetOf(pathWithMeta(route.path, packet.sessionId, String(packet.seq)), route.query),
    authority: route.host,
    headers: [...userAgent, { name: 'Content-Length', value: String(packet.octets) }, ...others],
  };
}

/** Fields that Go writes by itself, whatever the map says. */
const reserved = new Set(['Host', 'User-Agent', 'Content-Length', 'Transfer-Encoding', 'Trailer']);

function fields(
  route: Route,
  paddingLength: number,
  epochMs: number,
): { readonly userAgent: HeaderField[]; readonly others: HeaderField[] } {
  const headers = requestHeaders(route.settings.headers, epochMs);
  headers.set('Referer', refererOf(urlOf(route, escapePath(route.path)), paddingLength));
  const userAgent = headers.get('User-Agent');
  return {
    userAgent: userAgent ? [{ name: 'User-Agent', value: userAgent }] : [],
    others: sortedFields([...headers].filter(([name]) => !reserved.has(name))),
  };
}
