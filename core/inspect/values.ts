/**
 * Values of fields as a reader sees them: numbers in decimal, those of a registry by name, ids and addresses in their
 * usual form, text as text.
 */
import { toHex } from '../bytes/hex.ts';
import { formatIp } from '../bytes/ip.ts';
import type { Span } from '../bytes/reader.ts';
import { fromLatin1, fromUtf8 } from '../bytes/utf8.ts';
import { idText } from '../vless/users.ts';
import { nameOfValue } from './names.ts';
import type { FoundUnit } from './track.ts';

/** Of one field; `octets` are the field's own. */
export function valueText(
  { path, value }: Span,
  octets: Uint8Array,
  unit: Pick<FoundUnit, 'name' | 'header'> = { name: 'octets' },
): string {
  if (unit.name === 'hpack:field') return headerText(path, value, octets, unit);
  if (typeof value === 'number') return nameOfValue(unit.name, path, value) ?? String(value);
  if (path === 'user_id') return idText(octets);
  if (path === 'client_version') return octets.join('.');
  if (/(^|_)addr(ess)?$/.test(path)) return formatIp(octets);
  if (path === 'methods.data') return octets.join(', ');
  if (path === 'uname.data' || path === 'passwd.data') return fromUtf8(octets);
  if (octets.length === 1 && octets[0] === 0x20) return 'SP';
  return preview(octets);
}

/** Of a compressed header field: decoded, and of an index also what it stands for. */
function headerText(
  path: string,
  value: unknown,
  octets: Uint8Array,
  { header }: Pick<FoundUnit, 'header'>,
): string {
  if (typeof value === 'string') return shortened(value);
  if (path !== 'index' || value === 0 || !header) return String(value);
  const isWhole = ((octets[0] ?? 0) & 0x80) !== 0;
  return `${value} (${header.name}${isWhole ? `: ${shortened(header.value)}` : ''})`;
}

const mostText = 160;
const mostOctets = 24;

const shortened = (text: string): string =>
  text.length > mostText ? `${text.slice(0, mostText)}…` : text;

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
