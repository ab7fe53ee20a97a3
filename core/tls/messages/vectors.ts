/**
 * Vectors of the presentation language (RFC 9846 §3.4; RFC 8446 §3.4) that `bytes/codec.ts` does not have: with bounds,
 * and with items.
 *
 * A vector that breaks its bounds, and a value that ends before or beyond its length, is `tls:decode_error`.
 */
import type { Codec } from '../../bytes/codec.ts';
import type { Reader } from '../../bytes/reader.ts';
import { Writer } from '../../bytes/writer.ts';

export const malformed = 'tls:decode_error';

export interface Bounds {
  /** In octets, 0 where absent. */
  readonly min?: number;
  /** In octets; where absent, what the length can say. */
  readonly max?: number;
}

/** `opaque name<min..max>`. */
export const bounded = (length: Codec<number>, bounds: Bounds = {}): Codec<Uint8Array> => ({
  read(reader) {
    const n = readLength(reader, length, bounds);
    return reader.field('data', (r) => r.take(n));
  },
  write(writer, octets) {
    putSized(writer, length, octets, bounds);
  },
});

/** `Item name<min..max>`: items until the length is used up; their fields are named by their place, from 0. */
export const vector = <T>(
  length: Codec<number>,
  item: Codec<T>,
  bounds: Bounds = {},
): Codec<readonly T[]> => ({
  read(reader) {
    const n = readLength(reader, length, bounds);
    return reader.within(n, malformed, (part) => {
      const items: T[] = [];
      while (part.remaining > 0) {
        items.push(part.field(String(items.length), (r) => item.read(r)));
      }
      return items;
    });
  },
  write(writer, items) {
    const part = new Writer();
    for (const each of items) item.write(part, each);
    putSized(writer, length, part.done(), bounds);
  },
});

/** Whatever is left of the part that is being read. */
export const rest = (): Codec<Uint8Array> => ({
  read: (reader) => reader.take(reader.remaining),
  write: (writer, octets) => writer.put(octets),
});

function readLength(reader: Reader, length: Codec<number>, { min = 0, max }: Bounds): number {
  return reader.field('length', (r) => {
    const n = length.read(r);
    if (n < min || (max !== undefined && n > max)) {
      throw r.malformed(
        malformed,
        `A vector has ${n} octets, ${min} to ${max ?? 'any'} are allowed`,
      );
    }
    return n;
  });
}

function putSized(writer: Writer, length: Codec<number>, octets: Uint8Array, bounds: Bounds): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = bounds;
  const n = octets.length;
  if (n < min || n > max) throw new RangeError(`A vector has ${n} octets, not ${min} to ${max}`);
  length.write(writer, n);
  writer.put(octets);
}
