import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';

describe('concat', () => {
  it('joins parts in order', () => {
    expect([...concat([Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(3)])]).toEqual([
      1, 2, 3,
    ]);
  });

  it('gives nothing for no parts', () => {
    expect(concat([])).toHaveLength(0);
  });

  it('gives a single part back without a copy', () => {
    const part = Uint8Array.of(1);
    expect(concat([part])).toBe(part);
  });

  it('joins views as what they show', () => {
    const whole = Uint8Array.of(0, 1, 2, 3);
    expect([...concat([whole.subarray(1, 3), whole.subarray(3)])]).toEqual([1, 2, 3]);
  });
});
