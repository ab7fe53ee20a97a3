import { describe, expect, it } from 'vitest';
import { fromGoHex, hexDigit } from '../../../core/config/go-hex.ts';

describe('fromGoHex', () => {
  it('reads digits in either case', () => {
    expect(fromGoHex('00fFA5')).toEqual({ octets: Uint8Array.of(0, 255, 165) });
    expect(fromGoHex('')).toEqual({ octets: new Uint8Array(0) });
  });

  it.each([
    ['0', 'encoding/hex: odd length hex string'],
    ['0g', "encoding/hex: invalid byte: U+0067 'g'"],
    ['g', "encoding/hex: invalid byte: U+0067 'g'"],
    ['00 ff', "encoding/hex: invalid byte: U+0020 ' '"],
    ['\n', 'encoding/hex: invalid byte: U+000A'],
    ['é', "encoding/hex: invalid byte: U+00C3 'Ã'"],
  ])('says of %j what Go says', (text, said) => {
    expect(fromGoHex(text)).toEqual({ said });
  });
});

describe('hexDigit', () => {
  it('knows sixteen of them, in either case', () => {
    const digits = Array.from({ length: 256 }, (_, octet) => hexDigit(octet));
    expect(digits.filter((value) => value !== undefined)).toHaveLength(22);
    expect(digits['a'.charCodeAt(0)]).toBe(10);
  });
});
