/**
 * Which HTTP version one half of a proxied connection speaks: splithttp/dialer.go:decideHTTPVersion of Xray (v26.7.28).
 *
 * Configuration decides it, for each half by itself; what ALPN has come to is never looked at. Version 3 is told but
 * not played: `core/config` refuses what asks for it.
 */

/** What XHTTP looks at of the security around a half's connections. */
export interface SideSecurity {
  readonly type: 'none' | 'tls' | 'reality';
  /** Of tlsSettings or realitySettings; empty where none is configured. */
  readonly serverName: string;
  /** As configured, whatever goes on the wire. */
  readonly alpn: readonly string[];
}

export type HttpVersion = '1.1' | '2' | '3';
/** Those that the machines here play. */
export type PlayedHttpVersion = Exclude<HttpVersion, '3'>;

export function httpVersionOf({ type, alpn }: SideSecurity): HttpVersion {
  if (type === 'reality') return '2';
  if (type === 'none') return '1.1';
  const [only, ...others] = alpn;
  if (others.length > 0) return '2';
  return only === 'http/1.1' ? '1.1' : only === 'h3' ? '3' : '2';
}
