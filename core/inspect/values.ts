/**
 * Values of fields as a reader sees them: numbers in decimal, ids and addresses in their usual form, text as text.
 */
import { toHex } from '../bytes/hex.ts';
import { formatIp } from '../bytes/ip.ts';
import type { Span } from '../bytes/reader.ts';
import { fromLatin1, fromUtf8 } from '../bytes/utf8.ts';
import { idText } from '../vless/users.ts';

/** Of one field; `octets` are the field's own. */
export function valueText({ path, value }: Span, octets: Uint8Array): string {
  if (typeof value === 'number') return String(value);
  if (path === 'user_id') return idText(octets);
  if (/(^|_)addr(ess)?$/.test(path)) return formatIp(octets);
  if (path === 'methods.data') return octets.join(', ');
  if (path === 'uname.data' || path === 'passwd.data') return fromUtf8(octets);
  if (octets.length === 1 && octets[0] === 0x20) return 'SP';
  return preview(octets);
}

const mostText = 160;
const mostOctets = 24;

/** The beginning of octets of no known form: as text where it is text, in hexadecimal digits else. */
export function preview(octets: Uint8Array): string {
  const beginning = octets.subarray(0, mostText);
  const isText = beginning.every(
    (o) => (o >= 0x20 && o < 0x7f) || o === 0x0d || o === 0x0a || o === 9,
  );
  if (isText) {
    const text = fromLatin1(beginning).replaceAll('\r', '\\r').replaceAll('\n', '\\n');
    return octets.length > mostText ? `${text}…` : text;
  }
  const digits = toHex(octets.subarray(0, mostOctets));
  return octets.length > mostOctets ? `${digits}…` : digits;
}
