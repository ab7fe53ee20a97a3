/** Where one half of a proxied connection goes: splithttp/dialer.go:Dial of Xray (v26.7.28). */
import { hostAndPort } from '../bytes/ip.ts';
import { formatAuthority } from '../http/authority.ts';
import { httpVersionOf, type PlayedHttpVersion, type SideSecurity } from './http-version.ts';
import { normalizedPath, normalizedQuery, targetOf } from './request-target.ts';
import type { XhttpClientSettings } from './settings.ts';

/** One half of a proxied connection as it is configured; the two share nothing. */
export interface XhttpSide {
  readonly settings: XhttpClientSettings;
  readonly security: SideSecurity;
  /** A domain name or an IP address without brackets: what is dialled, whatever URLs say. */
  readonly address: string;
  readonly port: number;
}

/** Where one half's requests go. */
export interface Route {
  readonly settings: XhttpClientSettings;
  readonly version: PlayedHttpVersion;
  readonly scheme: 'http' | 'https';
  /** `tcp:host:port`, IPv6 in brackets. */
  readonly destination: string;
  /** As configured, or else the name that the security asks for, or the address; no port is ever added. */
  readonly host: string;
  /** Without session id and query; not percent-encoded. */
  readonly path: string;
  readonly query: string;
}

/** Throws RangeError for HTTP/3. */
export function routeOf({ settings, security, address, port }: XhttpSide): Route {
  const version = httpVersionOf(security);
  if (version === '3') throw new RangeError('HTTP/3 is not played');
  return {
    settings,
    version,
    scheme: security.type === 'none' ? 'http' : 'https',
    destination: `tcp:${hostAndPort(address, port)}`,
    host: settings.host || security.serverName || formatAuthority(address, null),
    path: normalizedPath(settings),
    query: normalizedQuery(settings.path),
  };
}

/** What all requests of a route begin with, without session id and sequence number. */
export const baseUrl = (route: Route): string => urlOf(route, targetOf(route.path, route.query));

/** As an error names it. */
export const urlOf = ({ scheme, host }: Route, target: string): string =>
  `${scheme}://${host}${target}`;
