/**
 * Addresses as Xray's configuration writes them: an IP address, one in brackets, or else a domain.
 *
 * After common/net/address.go of Xray (v26.7.28) and Go's net.ParseIP; IPv6 text after RFC 5952.
 */

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

/** 4 or 16 octets, or null. IPv4 mapped into IPv6 (`::ffff:192.0.2.1`) is IPv4. */
export function parseIp(text: string): Uint8Array | null {
  const octets = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (octets?.length !== 16) return octets;
  const mapped = octets.subarray(0, 12).every((octet, i) => octet === (i < 10 ? 0 : 255));
  return mapped ? octets.slice(12) : octets;
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  const valid =
    parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return valid ? Uint8Array.from(parts, Number) : null;
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1)?.at(-1);
  if (last?.includes('.')) {
    const v4 = parseIpv4(last);
    if (!v4) return null;
    const [a, b, c, d] = v4 as unknown as [number, number, number, number];
    groups.at(-1)?.splice(-1, 1, ((a << 8) | b).toString(16), ((c << 8) | d).toString(16));
  }
  const [head, tail] = [groups[0] ?? [], groups[1] ?? []];
  const given = head.length + tail.length;
  if (halves.length === 2 ? given > 7 : given !== 8) return null;
  const all = [...head, ...Array<string>(8 - given).fill('0'), ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return Uint8Array.from(
    all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}

export function formatIp(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((octets[2 * i] as number) << 8) | (octets[2 * i + 1] as number)).toString(16),
  );
  // RFC 5952 §4.2: the longest run of two zero groups or more is shortened, the first of equals
  const text = groups.join(':');
  let longest = '';
  for (const [run] of text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)) {
    if (run.length > longest.length) longest = run;
  }
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
