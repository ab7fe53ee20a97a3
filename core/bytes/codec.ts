/**
 * Wire formats as values: one definition gives the encoder, the decoder and the names of the octets.
 *
 * After the presentation language of TLS (RFC 9846 §3; RFC 8446 §3). Field names are the specification's, in its
 * spelling, because a reader sees them. Formats that are not struct-shaped implement `Codec` by hand with the same
 * `reader.field`.
 */
import { Incomplete, Reader, type Span } from './reader.ts';
import { Writer } from './writer.ts';

export interface Codec<T> {
  read(reader: Reader): T;
  write(writer: Writer, value: T): void;
}
export type Decoded<C> = C extends Codec<infer T> ? T : never;

export interface Unit<T> {
  readonly value: T;
  /** What follows the unit, a view. */
  readonly rest: Uint8Array;
  /** Of the unit, in octets. */
  readonly length: number;
}

export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.done();
}

/** Decodes one unit from the front of `octets`, or gives null when it is not all there yet. Throws DecodeError. */
export function decode<T>(codec: Codec<T>, octets: Uint8Array, spans?: Span[]): Unit<T> | null {
  const reader = new Reader(octets, spans);
  try {
    const value = codec.read(reader);
    return { value, rest: octets.subarray(reader.offset), length: reader.offset };
  } catch (error) {
    if (error instanceof Incomplete) return null;
    throw error;
  }
}

/** The fields of the unit at the front of `octets`, in order; a contiguous partition of it. Throws DecodeError. */
export function spansOf(codec: Codec<unknown>, octets: Uint8Array): Span[] {
  const spans: Span[] = [];
  decode(codec, octets, spans);
  return spans;
}

/** An unsigned integer of 1..4 octets, most significant first. */
export const uint = (size: 1 | 2 | 3 | 4): Codec<number> => ({
  read: (reader) => reader.take(size).reduce((n, octet) => n * 256 + octet, 0),
  write(writer, value) {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** size) {
      throw new RangeError(`${value} does not fit in ${size} octets`);
    }
    writer.put(
      Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) & 255),
    );
  },
});
export const u8 = uint(1);
export const u16 = uint(2);
export const u24 = uint(3);

/** Exactly `length` octets of any value. */
export const opaque = (length: number): Codec<Uint8Array> => ({
  read: (reader) => reader.take(length),
  write(writer, octets) {
    if (octets.length !== length)
      throw new RangeError(`Expected ${length} octets, got ${octets.length}`);
    writer.put(octets);
  },
});

/** `opaque name<0..2^8n-1>`: a length, then that many octets. */
export const prefixed = (length: Codec<number>): Codec<Uint8Array> => ({
  read(reader) {
    const n = reader.field('length', (r) => length.read(r));
    return reader.field('data', (r) => r.take(n));
  },
  write(writer, octets) {
    length.write(writer, octets.length);
    writer.put(octets);
  },
});

/** A field that has one legal value; any other is a DecodeError with `code`. */
export const literal = <const N extends number>(
  codec: Codec<number>,
  expected: N,
  code: string,
): Codec<N> => ({
  read(reader) {
    const got = codec.read(reader);
    if (got !== expected) throw reader.malformed(code, `Expected ${expected}, got ${got}`);
    return expected;
  },
  write: (writer) => codec.write(writer, expected),
});

// biome-ignore lint/suspicious/noExplicitAny: the field types are recovered by Decoded
type AnyCodec = Codec<any>;

export function struct<const F extends Record<string, AnyCodec>>(
  fields: F,
): Codec<{ readonly [K in keyof F]: Decoded<F[K]> }> {
  const entries = Object.entries(fields);
  return {
    read: (reader) =>
      Object.fromEntries(
        entries.map(([name, codec]) => [name, reader.field(name, (r) => codec.read(r))]),
      ) as { readonly [K in keyof F]: Decoded<F[K]> },
    write(writer, value) {
      for (const [name, codec] of entries) codec.write(writer, value[name as keyof F]);
    },
  };
}

/** A tagged union: the tag chooses the body; an unknown tag is a DecodeError with `code`. */
export function variant<const M extends Record<number, AnyCodec>>(
  tag: Codec<number>,
  cases: M,
  code: string,
): Codec<{ [K in keyof M]: { readonly tag: K; readonly body: Decoded<M[K]> } }[keyof M]> {
  type Value = { [K in keyof M]: { readonly tag: K; readonly body: Decoded<M[K]> } }[keyof M];
  return {
    read(reader) {
      const got = reader.field('tag', (r) => {
        const n = tag.read(r);
        if (!cases[n]) throw r.malformed(code, `Expected one of ${Object.keys(cases)}, got ${n}`);
        return n;
      });
      const body = reader.field('body', (r) => (cases[got] as AnyCodec).read(r));
      return { tag: got, body } as unknown as Value;
    },
    write(writer, value) {
      const got = value.tag as number;
      tag.write(writer, got);
      (cases[got] as AnyCodec).write(writer, value.body);
    },
  };
}

/** Whether an exported value is a codec; the laws in test/ enumerate the tree with it. */
export const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { read?: unknown }).read === 'function' &&
  typeof (value as { write?: unknown }).write === 'function';
