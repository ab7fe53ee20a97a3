/** Percent-escapes of paths and queries as Go's net/url writes and reads them (url.go:shouldEscape, unescape). */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';

/** What Go leaves as it is in a path. A "%" of the configuration is a percent sign, and goes out as "%25". */
const plainInPath = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const plainInQuery = /[A-Za-z0-9\-_.~]/;

export const escapePath = (path: string): string => escaped(path, plainInPath);

/** A key or a value of a query. */
export const escapeQuery = (text: string): string =>
  escaped(text, plainInQuery).replaceAll('%20', '+');

/** Null for a "%" that two hexadecimal digits do not follow. */
export function percentDecoded(text: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(text)) return null;
  if (!text.includes('%')) return text;
  const octets = toUtf8(text);
  const decoded: number[] = [];
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] as number;
    if (octet !== 0x25) decoded.push(octet);
    else {
      decoded.push(Number.parseInt(fromUtf8(octets.subarray(i + 1, i + 3)), 16));
      i += 2;
    }
  }
  return fromUtf8(Uint8Array.from(decoded));
}

function escaped(text: string, plain: RegExp): string {
  let result = '';
  for (const octet of toUtf8(text)) {
    const character = String.fromCharCode(octet);
    result += plain.test(character)
      ? character
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}
