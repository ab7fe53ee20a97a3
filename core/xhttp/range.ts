/** Drawing from Xray's half-open ranges. */
import { type Doing, random } from '../sansio/machine.ts';
import type { Range } from './settings.ts';

/** The value of a range for 4 random octets; the lower end when the range is empty. */
export function valueIn({ from, to }: Range, octets: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const word = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return to > from ? from + Math.floor((word / 2 ** 32) * (to - from)) : from;
}

/** Draws a value; takes no randomness when there is nothing to choose. */
export function* draw(range: Range): Doing<number> {
  if (range.to - range.from <= 1) return range.from;
  return valueIn(range, yield* random(4));
}
