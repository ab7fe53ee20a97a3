import { describe, expect, it } from 'vitest';
import { constantTimeEqual } from '../../../core/bytes/constant-time.ts';

describe('constantTimeEqual', () => {
  it('tells equal octets from others, at every place', () => {
    const octets = Uint8Array.of(1, 2, 3);
    expect(constantTimeEqual(octets, Uint8Array.of(1, 2, 3))).toBe(true);
    for (let i = 0; i < 3; i++) {
      const other = octets.slice();
      other[i] = 200;
      expect(constantTimeEqual(octets, other)).toBe(false);
    }
  });

  it('holds arrays of different lengths for different', () => {
    expect(constantTimeEqual(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
    expect(constantTimeEqual(new Uint8Array(), new Uint8Array())).toBe(true);
  });
});
