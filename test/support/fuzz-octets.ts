/**
 * Mutations of octets: at every offset each of a fixed set, then any number of them at places that a seed chooses.
 */
import { seededRandom } from '../../core/engine/random.ts';

/** Numbers from a seed, many of them at little cost. */
export class Dice {
  readonly #random: (length: number) => Uint8Array;
  #pool: Uint8Array = new Uint8Array();
  #at = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** 0..below-1; `below` at most 2^24. */
  below(below: number): number {
    if (this.#at + 3 > this.#pool.length) {
      this.#pool = this.#random(12_288);
      this.#at = 0;
    }
    const at = this.#at;
    this.#at = at + 3;
    const pool = this.#pool;
    const word =
      ((pool[at] as number) << 16) | ((pool[at + 1] as number) << 8) | (pool[at + 2] as number);
    return word % below;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** Makes mutated octets out of `octets`, given a place 0..octets.length-1 and something to splice with. */
type Operation = (octets: Uint8Array, at: number, other: Uint8Array) => Uint8Array;

function changed(octets: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const made = octets.slice();
  made.set(values.slice(0, octets.length - at), at);
  return made;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const made = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

const inserted =
  (...values: readonly number[]): Operation =>
  (octets, at) =>
    joined(octets.subarray(0, at), Uint8Array.from(values), octets.subarray(at));
const set =
  (...values: readonly number[]): Operation =>
  (octets, at) =>
    changed(octets, at, values);
const plus =
  (n: number): Operation =>
  (octets, at) =>
    changed(octets, at, [((octets[at] as number) + n) & 255]);

/** Each is tried at every offset. */
export const operations: readonly Operation[] = [
  ...[1, 2, 4, 8, 16, 32, 64, 128].map(
    (bit): Operation =>
      (octets, at) =>
        changed(octets, at, [(octets[at] as number) ^ bit]),
  ),
  ...[set(0), set(1), set(0x7f), set(0x80), set(0xff), plus(1), plus(-1)],
  // octets that mean something to protocols of lines
  ...[set(0x0a), set(0x0d), set(0x20), set(0x3a)],
  // the extremes of lengths, and of 62-bit numbers
  ...[set(0, 0), set(0, 0, 0), set(0, 0, 0, 0), set(0xff, 0xff), set(0xff, 0xff, 0xff)],
  ...[set(0xff, 0xff, 0xff, 0xff), set(0x7f, 0xff, 0xff, 0xff), set(0x80, 0, 0, 0), set(0, 1)],
  ...[inserted(0), inserted(0xff), inserted(0x0d, 0x0a), inserted(...Array<number>(64).fill(0x31))],
  // one octet less, four octets less
  (octets, at) => joined(octets.subarray(0, at), octets.subarray(at + 1)),
  (octets, at) => joined(octets.subarray(0, at), octets.subarray(at + 4)),
  // all before, all after, the rest twice, the beginning twice
  (octets, at) => octets.slice(0, at),
  (octets, at) => octets.slice(at),
  (octets, at) => joined(octets, octets.subarray(at)),
  (octets, at) => joined(octets.subarray(0, at), octets),
  // one's beginning, another's end
  (octets, at, other) => joined(octets.subarray(0, at), other.subarray(Math.min(at, other.length))),
  (octets, at, other) =>
    joined(octets.subarray(0, at), other.subarray(Math.max(0, other.length - at))),
];

/** One to six operations at places that the dice choose. */
export function mutated(octets: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  let made = octets;
  for (let left = 1 + dice.below(6); left > 0 && made.length < 100_000; left--) {
    if (made.length === 0) return other;
    made = dice.of(operations)(made, dice.below(made.length), other);
  }
  return made;
}

/**
 * `count` of the numbers 0..total-1, spread over all of them without repeating any: all, in another order, where `count`
 * is not less than `total`.
 */
export function* spread(total: number, count: number): Generator<number> {
  if (total <= 0) return;
  // near the golden section, so that any few are far from each other
  let step = Math.max(1, Math.floor(total * 0.618_034));
  while (divisor(step, total) !== 1) step++;
  for (let i = 0, at = 0; i < Math.min(count, total); i++) {
    yield at;
    at = (at + step) % total;
  }
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
