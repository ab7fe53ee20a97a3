import { expect, it } from 'vitest';
import { randomUint32, seededRandom } from '../../../core/engine/random.ts';

it('gives equal octets for equal seeds and others for others', () => {
  const [a, b, c] = [seededRandom(7), seededRandom(7), seededRandom(8)];
  expect([a(5), a(16), a(1)]).toEqual([b(5), b(16), b(1)]);
  expect(seededRandom(7)(16)).not.toEqual(c(16));
});

it('gives as many octets as asked, of every value', () => {
  const random = seededRandom(1);
  expect([0, 1, 3, 4, 5].map((n) => random(n).length)).toEqual([0, 1, 3, 4, 5]);
  expect(new Set(random(20_000)).size).toBe(256);
});

it('makes an unsigned 32-bit number of four octets, most significant first', () => {
  expect(randomUint32(() => Uint8Array.of(0xff, 0, 0, 1))).toBe(0xff000001);
});
