/**
 * The characters of HTTP/1.1 and how codecs read and write them (RFC 9110 §5.5, §5.6; RFC 9112 §2.2, §3, §4).
 *
 * Octets are text one to one (Latin-1), because field values may hold octets above 0x7f.
 */
import type { Reader } from '../bytes/reader.ts';
import { fromLatin1, toLatin1 } from '../bytes/utf8.ts';
import type { Writer } from '../bytes/writer.ts';
import { type HttpErrorCode, malformed } from './errors.ts';

/** One entry an octet: 1 where the class has it. */
export type OctetClass = Uint8Array;
const octetClass = (has: (octet: number) => boolean): OctetClass =>
  Uint8Array.from({ length: 256 }, (_, octet) => (has(octet) ? 1 : 0));

const tokenText = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const tokenOctets = new Set(toLatin1(tokenText));

export const SP = 0x20;
export const HTAB = 0x09;
export const CR = 0x0d;
export const LF = 0x0a;

/** tchar. */
export const tokenClass = octetClass((octet) => tokenOctets.has(octet));
/** VCHAR: what a request-target is made of. */
export const visibleClass = octetClass((octet) => octet > SP && octet < 0x7f);
/** VCHAR, obs-text, SP, HTAB: field values, reason phrases, chunk extensions. */
export const textClass = octetClass((octet) => octet === HTAB || (octet >= SP && octet !== 0x7f));
/** OWS and BWS. */
export const blankClass = octetClass((octet) => octet === SP || octet === HTAB);
export const digitClass = octetClass((octet) => octet >= 0x30 && octet <= 0x39);
export const hexDigitClass = octetClass((octet) =>
  '0123456789ABCDEFabcdef'.includes(String.fromCharCode(octet)),
);

export const isToken = (text: string): boolean => isOf(tokenClass, text) && text !== '';
export const isOf = (of: OctetClass, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (!of[text.charCodeAt(i)]) return false;
  return true;
};

/** The octet after the read ones, or -1 when it is not there yet. */
export const nextOctet = (reader: Reader): number => reader.octets[reader.offset] ?? -1;

/**
 * How many of the next octets are of a class, counted to `most + 1` at most. Throws Incomplete unless one that is not
 * of it has come.
 */
export function countOf(reader: Reader, of: OctetClass, most = Number.POSITIVE_INFINITY): number {
  let at = reader.offset;
  const end = Math.min(reader.octets.length, at + most + 1);
  while (at < end && of[reader.octets[at] as number]) at++;
  const count = at - reader.offset;
  if (at === reader.octets.length && count <= most) reader.take(count + 1);
  return count;
}

export const takeText = (reader: Reader, length: number): string => fromLatin1(reader.take(length));

/** All next octets of a class, as text. */
export const takeTextOf = (reader: Reader, of: OctetClass): string =>
  takeText(reader, countOf(reader, of));

/**
 * One field that ends a line. RFC 9112 §2.2 lets a recipient take a lone LF for it, and forbids to take a lone CR;
 * here neither ends a line, because two readers that differ in it see different messages.
 */
export function takeLineEnd(reader: Reader, name: string, code: HttpErrorCode): void {
  reader.field(name, (r) => {
    const [first] = r.take(1);
    if (first === LF) throw malformed(r, 'http1:bare_lf', 'A line ends in LF without CR');
    if (first !== CR) throw malformed(r, code, `Unexpected octet ${first} before the line's end`);
    const [second] = r.take(1);
    if (second !== LF) throw malformed(r, 'http1:bare_cr', 'A CR is not followed by LF');
  });
}

export const putText = (writer: Writer, text: string): void => writer.put(toLatin1(text));
