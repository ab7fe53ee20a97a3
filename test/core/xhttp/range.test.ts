import { describe, expect, it } from 'vitest';
import { draw, valueIn } from '../../../core/xhttp/range.ts';

const drawn = (range: { from: number; to: number }, octets: Uint8Array) => {
  const doing = draw(range);
  const first = doing.next();
  return first.done ? first.value : doing.next(octets).value;
};

describe('XHTTP (Xray 26.7.28) config.go: a range', () => {
  it('has an exclusive upper end', () => {
    const range = { from: 100, to: 1000 };
    expect(valueIn(range, Uint8Array.of(0, 0, 0, 0))).toBe(100);
    expect(valueIn(range, Uint8Array.of(255, 255, 255, 255))).toBe(999);
  });

  it('with equal ends is that value, and needs no randomness', () => {
    expect(draw({ from: 30, to: 30 }).next()).toEqual({ done: true, value: 30 });
    expect(draw({ from: 30, to: 31 }).next()).toEqual({ done: true, value: 30 });
  });

  it('may be negative', () => {
    expect(valueIn({ from: -5, to: -1 }, Uint8Array.of(255, 255, 255, 255))).toBe(-2);
  });

  it('takes four octets of randomness', () => {
    expect(draw({ from: 1, to: 3 }).next().value).toEqual({ type: 'random', length: 4 });
    expect(drawn({ from: 1, to: 3 }, Uint8Array.of(128, 0, 0, 0))).toBe(2);
  });
});
