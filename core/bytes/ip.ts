/**
 * IP addresses and host names, as text and as octets.
 *
 * IP text is read as Go's net.ParseIP does (no zone, no leading zeros in decimals) and written after RFC 5952. Names on
 * the wire are read as Xray's common/protocol:readAddress does (v26.7.28).
 */
import { fromLatin1 } from './utf8.ts';

/** 4 or 16 octets, or null for any other text. IPv4 mapped into IPv6 (`::ffff:192.0.2.1`) is IPv4. */
export function parseIp(text: string): Uint8Array | null {
  const octets = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return octets && unmapped(octets);
}

/** Text of 4 or 16 octets, without brackets; IPv4 mapped into IPv6 is written as IPv4. */
export function formatIp(octets: Uint8Array): string {
  const address = unmapped(octets);
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((address[2 * i] as number) << 8) | (address[2 * i + 1] as number)).toString(16),
  );
  // RFC 5952 §4.2: the longest run of two zero groups or more is shortened, the first of equals
  let run = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (groups[i + length] === '0') length++;
    if (length > run.length) run = { at: i, length };
  }
  if (run.at < 0) return groups.join(':');
  return `${groups.slice(0, run.at).join(':')}::${groups.slice(run.at + run.length).join(':')}`;
}

/**
 * The host that the octets of a name stand for: an IP address where they are one in letters, in brackets too; else a
 * name of letters, digits, `.`, `-` and `_`; null for anything else.
 */
export function hostFromName(octets: Uint8Array): string | null {
  const name = fromLatin1(octets);
  const ip = /^[[\d]/.test(name) ? parseIp(name.replace(/^\[(.*)\]$/, '$1')) : null;
  if (ip) return formatIp(ip);
  return /^[0-9A-Za-z._-]+$/.test(name) ? name : null;
}

/** `host:port`, an IPv6 address in brackets. */
export const hostAndPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function unmapped(octets: Uint8Array): Uint8Array {
  if (octets.length !== 16) return octets;
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
  const values = all.map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 255]));
}
