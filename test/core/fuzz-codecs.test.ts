/**
 * Every codec takes mutations of valid units: it reads, waits or throws DecodeError.
 *
 * At most `FUZZ_MUTATIONS` (200,000) a codec, and as many as it can take in about `FUZZ_SECONDS` (3); `npm run fuzz`
 * takes them all. The machines are in `fuzz.test.ts`.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Codec, u16 } from '../../core/bytes/codec.ts';
import { law } from '../support/codec-laws.ts';
import { fuzzCodec } from '../support/fuzz.ts';
import { operations, spread } from '../support/fuzz-octets.ts';
import { affordable } from '../support/fuzz-runs.ts';
import { fuzzed } from '../support/fuzz-tables.ts';

const { codecs } = await fuzzed();
const seed = 1;
const counts: string[] = [];

describe.each(codecs)('the codec %s', (name, entry) => {
  it('reads, waits or throws DecodeError', { timeout: 120_000 }, () => {
    const count = affordable((some) => fuzzCodec(entry, { count: some, seed }));
    const { cases, failures } = fuzzCodec(entry, { count, seed });
    counts.push(`${name}: ${cases}`);
    expect(failures.join('\n\n')).toBe('');
    expect(cases).toBeGreaterThanOrEqual(count);
  });
});

afterAll(() => {
  console.log(`mutations of units:\n${counts.join('\n')}`);
});

describe('the fuzzing of codecs', () => {
  const faulty = (read: (value: number) => number): Codec<number> => ({
    ...u16,
    read: (reader) => read(u16.read(reader)),
  });

  it('finds a codec that throws anything but DecodeError', () => {
    const codec = faulty((value) => {
      if (value === 0xff00) throw new TypeError('Unforeseen');
      return value;
    });
    const { failures } = fuzzCodec(law(codec, fc.nat(9)), { count: 10_000, seed });
    expect(failures[0]).toMatch(/^TypeError: Unforeseen\n.*seed 1, case \d+:\nff00/s);
  });

  it('finds nothing where nothing is wrong', () => {
    const { cases, failures } = fuzzCodec(law(faulty(Number), fc.nat(9)), { count: 1_000, seed });
    expect([cases, failures]).toEqual([1_000, []]);
  });

  it('makes the same cases of the same seed', () => {
    const seen = (): number[] => {
      const values: number[] = [];
      const codec = faulty((value) => values.push(value));
      fuzzCodec(law(codec, fc.nat(9)), { count: 2_000, seed });
      return values;
    };
    expect(seen()).toEqual(seen());
  });

  it('tries every operation at every offset when there is time for all', () => {
    const numbers = [...spread(5 * operations.length, 1_000)];
    expect(numbers.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 5 * operations.length }, (_, i) => i),
    );
    expect(new Set(spread(1_000, 10)).size).toBe(10);
  });
});
