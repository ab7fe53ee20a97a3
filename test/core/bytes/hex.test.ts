import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';

describe('hexadecimal text', () => {
  it('is lower-case and without separators', () => {
    expect(toHex(Uint8Array.of(0, 0x0a, 0xff))).toBe('000aff');
  });

  it('is read in either case, with white space between digits', () => {
    expect([...fromHex(' 0A\tff\n 00 ')]).toEqual([10, 255, 0]);
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect([...fromHex(toHex(octets))]).toEqual([...octets]);
      }),
    );
  });

  it.each(['0', 'xy', '0x00', '00 0'])('refuses %s', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});
