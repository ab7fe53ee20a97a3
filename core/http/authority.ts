/**
 * `host[:port]` as in the Host field (RFC 9110 §7.2, RFC 3986 §3.2). Without user information.
 */

export interface Authority {
  /** A name in its own spelling, or an address; IPv6 without brackets. */
  readonly host: string;
  /** 0..65535, or null where none is given. */
  readonly port: number | null;
}

const shape = /^(?:\[([0-9a-f:.]+)\]|([^\s/?#@:[\]\\"<>^`{|}]*))(?::(\d{0,5}))?$/i;

/** Null for what is not an authority. */
export function parseAuthority(text: string): Authority | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, address, name = '', digits = ''] = match;
  const port = digits === '' ? null : Number(digits);
  if (port !== null && port > 65_535) return null;
  return { host: address ?? name, port };
}

/** With brackets round IPv6, and with the port unless it is the scheme's own. */
export function formatAuthority(host: string, port: number | null, ownPort = 80): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return port === null || port === ownPort ? bracketed : `${bracketed}:${port}`;
}
