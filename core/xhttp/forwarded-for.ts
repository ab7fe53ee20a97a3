/**
 * Whose request it is: common/protocol/http/headers.go:ApplyTrustedXForwardedFor of Xray (v26.7.28).
 */
import { formatIp, hostAndPort, parseIp } from '../bytes/ip.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';

export interface Source {
  /** `address:port`; port 0 when a front end has told the address. */
  readonly remote: string;
  /** An X-Forwarded-For that was not believed. */
  readonly ignored: string | null;
}

/** `trusted` are names of header fields: any of them, whatever its value, vouches for X-Forwarded-For. */
export function sourceOf(
  remote: string,
  headers: readonly HeaderField[],
  trusted: readonly string[],
): Source {
  const value = fieldValue(headers, 'X-Forwarded-For');
  if (!value) return { remote, ignored: null };
  if (trusted.every((name) => fieldValue(headers, name) === null))
    return { remote, ignored: value };
  const [first = ''] = value.split(',', 1);
  const ip = parseIp(first.trim().replace(/^\[(.*)\]$/, '$1'));
  return { remote: ip ? hostAndPort(formatIp(ip), 0) : remote, ignored: null };
}
