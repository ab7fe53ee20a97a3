/**
 * Addresses as Xray's configuration writes them: an IP address, one in brackets, or else a domain.
 *
 * After common/net/address.go of Xray (v26.7.28).
 */
import { formatIp, parseIp } from '../bytes/ip.ts';

/** `host` is the canonical text of an IP address (no brackets), or the domain as written. */
export interface Address {
  readonly type: 'ipv4' | 'ipv6' | 'domain';
  readonly host: string;
}

export function parseAddress(text: string): Address {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1] ?? text;
  const alphanumericEnds = /^[0-9a-zA-Z](?:.*[0-9a-zA-Z])?$/s.test(inner);
  const host = alphanumericEnds ? inner : inner.trim();
  const octets = parseIp(host);
  if (!octets) return { type: 'domain', host };
  return { type: octets.length === 4 ? 'ipv4' : 'ipv6', host: formatIp(octets) };
}

/** As Xray prints it, IPv6 in brackets. */
export const addressText = (address: Address): string =>
  address.type === 'ipv6' ? `[${address.host}]` : address.host;
