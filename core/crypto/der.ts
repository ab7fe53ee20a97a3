/**
 * Reading DER (X.690 §8, §10, §11), as far as keys, signatures and certificates need it.
 *
 * Built on the field reader, so that the octets of a certificate can be shown by name. Strict: definite lengths in their
 * shortest form, tag numbers below 31, minimal integers. Lengths of 2^32 octets and more are refused. Codes of errors
 * begin with `x509:`, because certificates are where a reader meets DER.
 */
import type { Codec } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { DecodeError, Incomplete, Reader } from '../bytes/reader.ts';

/** Identifier octets: class, constructed or primitive, number (X.680 §8.6). */
export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of a context-specific tag, number 0..30. */
export const contextTag = (number: number, form: 'primitive' | 'constructed'): number =>
  (form === 'constructed' ? 0xa0 : 0x80) | number;

export interface DerElement {
  readonly tag: number;
  /** Without identifier and length; a view. */
  readonly content: Uint8Array;
}

/** One element with everything in it, unread. */
export const derElement: Codec<DerElement> = {
  read(reader) {
    const { tag, length } = reader.field('header', readHeader);
    return { tag, content: reader.field('content', (r) => r.take(length)) };
  },
  write(writer, { tag, content }) {
    writer.put(derHeader(tag, content.length));
    writer.put(content);
  },
};

/**
 * Element after element of what a reader still has. All methods throw DecodeError, and Incomplete where octets are
 * missing.
 */
export class DerReader {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  get hasMore(): boolean {
    return this.#reader.remaining > 0;
  }

  /** Whether the next element has this tag. */
  hasNext(tag: number): boolean {
    return this.hasMore && this.#reader.octets[this.#reader.offset] === tag;
  }

  /** The next element, with any tag. */
  element(name: string): DerElement {
    return this.#reader.field(name, (reader) => derElement.read(reader));
  }

  /** The content of the next element, which must have this tag; a view. */
  content(name: string, tag: number): Uint8Array {
    return this.#reader.field(name, (reader) => {
      const length = lengthAfter(reader, tag);
      return reader.field('content', (r) => r.take(length));
    });
  }

  /** Reads what the next element holds, to its last octet; the element must have this tag. */
  inside<T>(name: string, tag: number, read: (inner: DerReader) => T): T {
    return this.#reader.field(name, (reader) => {
      const length = lengthAfter(reader, tag);
      return reader.within(length, 'x509:bad_structure', () => read(this));
    });
  }

  /** What `read` gives, and the octets it has read; a view. */
  withOctets<T>(read: () => T): { readonly value: T; readonly octets: Uint8Array } {
    const start = this.#reader.offset;
    const value = read();
    return { value, octets: this.#reader.octets.subarray(start, this.#reader.offset) };
  }

  malformed(code: string, message: string): DecodeError {
    return this.#reader.malformed(code, message);
  }
}

/** Reads octets that must be there to the last, and no more. Throws DecodeError and nothing else. */
export function readDer<T>(octets: Uint8Array, read: (der: DerReader) => T): T {
  const reader = new Reader(octets);
  try {
    const value = read(new DerReader(reader));
    if (reader.remaining > 0) {
      throw reader.malformed('x509:trailing_octets', `${reader.remaining} octets follow`);
    }
    return value;
  } catch (error) {
    if (error instanceof Incomplete) throw reader.malformed('x509:truncated', 'Octets are missing');
    throw error;
  }
}

/** OBJECT IDENTIFIER content as text: `1.2.840.10045.2.1`. Throws DecodeError. */
export function objectIdentifier(content: Uint8Array): string {
  const malformed = () => new DecodeError('x509:bad_object_identifier', 'Malformed identifier');
  if (content.length === 0 || content.length > 64 || (content.at(-1) as number) > 127) {
    throw malformed();
  }
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    if (arc === 0 && octet === 0x80) throw malformed();
    arc = arc * 128 + (octet & 127);
    if (arc > Number.MAX_SAFE_INTEGER / 256) throw malformed();
    if (octet > 127) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [joined, ...rest] = arcs as [number, ...number[]];
  const first = Math.min(Math.floor(joined / 40), 2);
  return [first, joined - 40 * first, ...rest].join('.');
}

/** INTEGER content of at least 0, without the sign's leading zero octet; a view. Throws DecodeError. */
export function unsignedInteger(content: Uint8Array): Uint8Array {
  const [first, second] = content;
  if (first === undefined || (first === 0 && second !== undefined && second < 128)) {
    throw new DecodeError('x509:bad_integer', 'An integer is not in its shortest form');
  }
  if (first > 127) throw new DecodeError('x509:bad_integer', 'An integer is negative');
  return first === 0 ? content.subarray(1) : content;
}

/** The octets of a BIT STRING without unused bits. Throws DecodeError. */
export function wholeOctets(content: Uint8Array): Uint8Array {
  if (content[0] !== 0) {
    throw new DecodeError('x509:bad_bit_string', 'A bit string does not end with an octet');
  }
  return content.subarray(1);
}

/** Identifier and length octets. */
export function derHeader(tag: number, length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(tag, length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 255);
  return Uint8Array.of(tag, 128 | octets.length, ...octets);
}

/** An element of a tag and what it holds. */
export function derOf(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concat([derHeader(tag, length), ...parts]);
}

function lengthAfter(reader: Reader, expected: number): number {
  return reader.field('header', (r) => {
    const { tag, length } = readHeader(r);
    if (tag === expected) return length;
    const [wanted, got] = [expected, tag].map((value) => `0x${value.toString(16)}`);
    throw r.malformed('x509:wrong_tag', `Expected tag ${wanted}, got ${got}`);
  });
}

function readHeader(reader: Reader): { readonly tag: number; readonly length: number } {
  const octet = (): number => reader.take(1)[0] as number;
  const tag = octet();
  if ((tag & 31) === 31) throw reader.malformed('x509:long_tag', 'Tag numbers of 31 and more');
  const first = octet();
  if (first < 128) return { tag, length: first };
  const size = first & 127;
  if (size === 0 || size > 4) throw reader.malformed('x509:bad_length', `${size} octets of length`);
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + octet();
  if (length < 128 || length < 256 ** (size - 1)) {
    throw reader.malformed('x509:bad_length', 'A length is not in its shortest form');
  }
  return { tag, length };
}
