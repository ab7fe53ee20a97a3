/**
 * Fuzzing of codecs and machines, from what test/laws has of each: valid units, valid conversations.
 *
 * Of a codec: whatever the octets, it reads, waits or throws DecodeError. Of a machine: whatever it gets of what the
 * engine could give it (`fuzz-stand.ts`), it throws nothing, ends, and keeps to the rules of the wiring. First each
 * mutation of a fixed set at every offset of every octets and text, and each disorder at every place of a conversation;
 * then several of them at once, as a seed chooses. Equal seeds and counts give equal cases.
 */
import fc from 'fast-check';
import { decode, encode } from '../../core/bytes/codec.ts';
import { toHex } from '../../core/bytes/hex.ts';
import { DecodeError } from '../../core/bytes/reader.ts';
import type { CodecLaw } from './codec-laws.ts';
import { CaseBook } from './fuzz-cases.ts';
import { Dice, mutated, operations, spread } from './fuzz-octets.ts';
import { type FuzzOptions, type FuzzResult, Runs } from './fuzz-runs.ts';
import { FuzzStand } from './fuzz-stand.ts';
import type { MachineLaw } from './segmentation.ts';
import type { Timeless } from './stand.ts';

/** Octets of units at every offset of which a codec is fuzzed; the rest of the count is chance. */
const systematicShare = 0.6;
const codePattern = /^[a-z0-9-]+:[a-z0-9_]+$/;

export function fuzzCodec(
  { codec, arbitrary }: CodecLaw<unknown>,
  options: FuzzOptions,
): FuzzResult {
  const { count, seed } = options;
  const units = unitsOf(codec, arbitrary, seed);
  const dice = new Dice(seed);
  const runs = new Runs(options);
  const check = (octets: Uint8Array): void => {
    try {
      decode(codec, octets);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      if (!codePattern.test(error.code)) throw new Error(`The code of an error is ${error.code}`);
    }
  };
  runs.all(everywhere(units, Math.floor(count * systematicShare)), check, toHex);
  runs.all(chance(units, dice), check, toHex);
  return runs.result;
}

/** Small ones and large ones. */
function unitsOf(
  codec: CodecLaw<unknown>['codec'],
  arbitrary: fc.Arbitrary<unknown>,
  seed: number,
): Uint8Array[] {
  const units = fc.sample(arbitrary, { numRuns: 64, seed }).map((value) => encode(codec, value));
  return units.filter(({ length }) => length > 0);
}

function* everywhere(units: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  const places = units.flatMap((unit, at) =>
    Array.from(unit, (_, offset) => [at, offset] as const),
  );
  for (const number of spread(places.length * operations.length, count)) {
    const [at, offset] = places[Math.floor(number / operations.length)] as readonly [
      number,
      number,
    ];
    const operation = operations[number % operations.length] as (typeof operations)[number];
    const other = units[(at + 1) % units.length] as Uint8Array;
    yield operation(units[at] as Uint8Array, offset, other);
  }
}

function* chance(units: readonly Uint8Array[], dice: Dice): Generator<Uint8Array> {
  while (units.length > 0) yield mutated(dice.of(units), dice.of(units), dice);
}

export function fuzzMachine(law: MachineLaw, options: FuzzOptions): FuzzResult {
  const book = new CaseBook(law, options.seed);
  const runs = new Runs(options);
  const run = (inputs: readonly Timeless[]): void => {
    const stand = new FuzzStand(law.create(), book.standing);
    for (const input of inputs) {
      if (stand.isClosed) return;
      stand.deliver(input);
    }
  };
  runs.all(book.systematic(Math.floor(options.count * systematicShare)), run, conversationText);
  runs.all(book.chance(), run, conversationText);
  return runs.result;
}

/** One line an input, octets in hexadecimal; long ones in part: seed and number make the case again. */
export const conversationText = (inputs: readonly Timeless[]): string =>
  inputs
    .map((input) => {
      const { type, port, value, ...rest } = input as Record<string, unknown>;
      const said =
        value instanceof Uint8Array ? shown(value) : value && JSON.stringify(value, hexed);
      const more = Object.keys(rest).length > 0 ? JSON.stringify(rest) : '';
      return `  ${[type, port, said, more].filter(Boolean).join(' ')}`;
    })
    .join('\n');

const hexed = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? shown(value) : value;

const shown = (octets: Uint8Array): string =>
  octets.length > 96
    ? `${toHex(octets.subarray(0, 96))}… (${octets.length} octets)`
    : toHex(octets);
