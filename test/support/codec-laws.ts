/**
 * What every codec keeps to, tried with values of a fast-check arbitrary.
 *
 * An entry of `codecs` in `test/laws/<protocol>.laws.ts` (`law` keeps codec and arbitrary to one type):
 *
 *     export const codecs: CodecLaws = {
 *       'core/socks/messages.ts#request': law(request, fc.record({ … })),
 *     };
 *
 * The arbitrary makes values in the form in which `decode` gives them.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Codec, decode, encode, spansOf } from '../../core/bytes/codec.ts';
import { concat } from '../../core/bytes/concat.ts';
import { toHex } from '../../core/bytes/hex.ts';
import { DecodeError, type Reader } from '../../core/bytes/reader.ts';

export interface CodecLaw<T> {
  readonly codec: Codec<T>;
  readonly arbitrary: fc.Arbitrary<T>;
  /** Of one field, which whoever holds the codec names. */
  readonly isNameless?: boolean;
}
/** Keyed by file and export: `core/socks/messages.ts#request`. */
// biome-ignore lint/suspicious/noExplicitAny: `law` keeps codec and arbitrary to one type
export type CodecLaws = Readonly<Record<string, CodecLaw<any>>>;

export const law = <T>(codec: Codec<T>, arbitrary: fc.Arbitrary<T>): CodecLaw<T> => ({
  codec,
  arbitrary,
});
/** For codecs like `u16`, whose octets are one field that whoever holds the codec names. */
export const namelessLaw = <T>(codec: Codec<T>, arbitrary: fc.Arbitrary<T>): CodecLaw<T> => ({
  ...law(codec, arbitrary),
  isNameless: true,
});

/** An arbitrary of octets as plain `Uint8Array`. */
export const octets = (constraints: fc.IntArrayConstraints): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array(constraints);

/** The laws by name; each throws where the codec breaks it. */
export const codecLaws: Readonly<Record<string, (law: CodecLaw<unknown>) => void>> = {
  'gives back the value it has written': ({ codec, arbitrary }) =>
    holds(arbitrary, (value) => {
      const written = encode(codec, value);
      const unit = decode(codec, written);
      expect(comparable(unit?.value)).toEqual(comparable(value));
      expect(unit?.length).toBe(written.length);
    }),

  'waits for more at every proper prefix': ({ codec, arbitrary }) =>
    holds(arbitrary, (value) => {
      const written = encode(codec, value);
      for (const length of prefixLengths(written.length)) {
        expect(decode(codec, written.subarray(0, length)), `after ${length} octets`).toBeNull();
      }
    }),

  'leaves what follows as it is': ({ codec, arbitrary }) =>
    fc.assert(
      fc.property(arbitrary, octets({ minLength: 1, maxLength: 8 }), (value, trailing) => {
        const written = encode(codec, value);
        const unit = decode(codec, concat([written, trailing]));
        expect(comparable(unit?.value)).toEqual(comparable(value));
        expect(toHex(unit?.rest ?? new Uint8Array())).toBe(toHex(trailing));
      }),
    ),

  'names every octet once, in order': ({ codec, arbitrary, isNameless }) =>
    holds(arbitrary, (value) => {
      const written = encode(codec, value);
      let at = 0;
      const named = isNameless ? { ...codec, read: inField(codec) } : codec;
      for (const { path, start, end } of spansOf(named, written)) {
        expect(start, `${path} begins where the field before it ends`).toBe(at);
        expect(end, `${path} has octets`).toBeGreaterThan(start);
        at = end;
      }
      expect(at, 'the fields together are the unit').toBe(written.length);
    }),

  'reads, waits or throws DecodeError, whatever the octets': ({ codec, arbitrary }) =>
    fc.assert(
      fc.property(
        arbitrary,
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (value, changes) => {
          const changed = changes.reduce(
            (now, change) => mutated(now, change),
            encode(codec, value),
          );
          try {
            decode(codec, changed);
          } catch (error) {
            if (!(error instanceof DecodeError)) throw error;
            expect(error.code).toMatch(/^[a-z0-9-]+:[a-z0-9_]+$/);
          }
        },
      ),
      { numRuns: 300 },
    ),
};

interface Mutation {
  /** 0..1 of the length. */
  readonly place: number;
  readonly octet: number;
  readonly action: 'replace' | 'insert' | 'remove' | 'truncate' | 'repeat';
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  octet: fc.oneof(fc.constantFrom(0, 10, 13, 32, 58, 127, 128, 255), fc.nat(255)),
  action: fc.constantFrom('replace', 'insert', 'remove', 'truncate', 'repeat'),
});

function mutated(whole: Uint8Array, { place, octet, action }: Mutation): Uint8Array {
  const at = Math.min(whole.length, Math.floor(place * (whole.length + 1)));
  const [before, after] = [whole.subarray(0, at), whole.subarray(at)];
  switch (action) {
    case 'replace':
      return concat([before, Uint8Array.of(octet), after.subarray(1)]);
    case 'insert':
      return concat([before, Uint8Array.of(octet), after]);
    case 'remove':
      return concat([before, after.subarray(1)]);
    case 'truncate':
      return before;
    case 'repeat':
      return concat([whole, after]);
  }
}

const inField =
  (codec: Codec<unknown>) =>
  (reader: Reader): unknown =>
    reader.field('value', (r) => codec.read(r));

function holds(arbitrary: fc.Arbitrary<unknown>, check: (value: unknown) => void): void {
  fc.assert(fc.property(arbitrary, check));
}

/** All lengths of a short unit; of a long one the first and last 64 and some between. */
function prefixLengths(length: number): number[] {
  const lengths = Array.from({ length }, (_, i) => i);
  if (length <= 192) return lengths;
  return lengths.filter((n) => n < 64 || n >= length - 64 || n % Math.ceil(length / 64) === 0);
}

/** Octets as text, so that a view and a copy compare as equal. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `octets ${toHex(value)}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, comparable(of)]));
}
