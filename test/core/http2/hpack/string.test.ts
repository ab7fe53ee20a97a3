import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../../core/bytes/hex.ts';
import { stringLiteral } from '../../../../core/http2/hpack/string.ts';

describe('a string literal', () => {
  it('RFC 7541 §5.2: takes the shorter of its two forms', () => {
    expect(toHex(encode(stringLiteral, 'www.example.com'))).toBe('8cf1e3c2e5f23a6ba0ab90f4ff');
    expect(toHex(encode(stringLiteral, '\x01\x02'))).toBe('020102');
  });

  it('is read in either form', () => {
    expect(decode(stringLiteral, fromHex('03666f6f'))?.value).toBe('foo');
    expect(decode(stringLiteral, fromHex('8294e7'))?.value).toBe('foo');
  });

  it('names its length and its data', () => {
    expect(spansOf(stringLiteral, fromHex('8294e7'))).toEqual([
      { path: 'string_length', start: 0, end: 1, value: 2 },
      { path: 'string_data', start: 1, end: 3, value: 'foo' },
    ]);
  });

  it('holds no character past U+00FF', () => {
    expect(() => encode(stringLiteral, 'ĳ')).toThrow(RangeError);
  });
});
