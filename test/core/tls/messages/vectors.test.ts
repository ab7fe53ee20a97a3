import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf, struct, u8, u16 } from '../../../../core/bytes/codec.ts';
import { bounded, rest, vector } from '../../../../core/tls/messages/vectors.ts';

const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.split(' ').map((octet) => Number.parseInt(octet, 16)));

describe('bounded', () => {
  const codec = bounded(u8, { min: 2, max: 4 });

  it('RFC 8446 §3.4: reads and writes opaque octets with their length', () => {
    expect(encode(codec, hex('01 02'))).toEqual(hex('02 01 02'));
    expect(decode(codec, hex('03 01 02 03 09'))?.value).toEqual(hex('01 02 03'));
  });

  it('RFC 8446 §3.4: refuses lengths out of bounds, both ways', () => {
    expect(() => decode(codec, hex('01 01'))).toThrow('A vector has 1 octets');
    expect(() => decode(codec, hex('05 01'))).toThrow('A vector has 5 octets');
    expect(() => encode(codec, hex('01'))).toThrow(RangeError);
  });
});

describe('vector', () => {
  const codec = vector(u16, u16, { min: 2 });

  it('RFC 8446 §3.4: counts octets, not items', () => {
    expect(encode(codec, [1, 2])).toEqual(hex('00 04 00 01 00 02'));
    expect(decode(codec, hex('00 04 00 01 00 02'))?.value).toEqual([1, 2]);
  });

  it('names its items by their place', () => {
    const named = struct({ list: codec });
    expect(spansOf(named, hex('00 04 00 01 00 02')).map(({ path }) => path)).toEqual([
      'list.length',
      'list.0',
      'list.1',
    ]);
  });

  it('refuses an item that goes beyond the end', () => {
    expect(() => decode(codec, hex('00 03 00 01 00 02'))).toThrow(
      'A field goes beyond the end of what holds it',
    );
  });

  it('waits for a vector that is not all there', () => {
    expect(decode(codec, hex('00 04 00 01 00'))).toBeNull();
  });
});

describe('rest', () => {
  it('is what is left of the part that is read', () => {
    const codec = struct({ a: u8, rest: rest() });
    expect(decode(codec, hex('01 02 03'))?.value).toEqual({ a: 1, rest: hex('02 03') });
    expect(encode(codec, { a: 1, rest: hex('02') })).toEqual(hex('01 02'));
  });
});
