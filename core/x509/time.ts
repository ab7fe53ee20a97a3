/** The two forms of time in certificates (RFC 5280 §4.1.2.5), as ms since 1970; always UTC, to the second. */
import { DecodeError } from '../bytes/reader.ts';
import { fromLatin1, toLatin1 } from '../bytes/utf8.ts';
import { derOf, derTags } from '../crypto/der.ts';

/** The content of a UTCTime or GeneralizedTime. Throws DecodeError. */
export function timeFromDer(tag: number, content: Uint8Array): number {
  const text = fromLatin1(content.subarray(0, 16));
  const [, year = '', rest = ''] =
    (tag === derTags.utcTime
      ? /^(\d\d)(\d{10})Z$/
      : tag === derTags.generalizedTime
        ? /^(\d{4})(\d{10})Z$/
        : /^$/
    ).exec(text) ?? [];
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const fields = rest.replace(/(..)(..)(..)(..)(..)/, '-$1-$2T$3:$4:$5Z');
  const iso = `${century}${year}${fields}`;
  const ms = Date.parse(iso);
  // a day or an hour that does not exist reads as another one, or not at all
  if (Number.isNaN(ms) || formatTime(ms) !== iso) {
    throw new DecodeError('x509:bad_time', 'A time is malformed or does not exist');
  }
  return ms;
}

/** An element: UTCTime up to 2049, GeneralizedTime from 2050 on. */
export function timeToDer(ms: number): Uint8Array {
  const digits = formatTime(ms).replace(/[-:T]/g, '');
  return digits < '2050'
    ? derOf(derTags.utcTime, toLatin1(digits.slice(2)))
    : derOf(derTags.generalizedTime, toLatin1(digits));
}

/** As Go writes RFC 3339: `2026-01-01T00:00:00Z`. */
export const formatTime = (ms: number): string =>
  new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
