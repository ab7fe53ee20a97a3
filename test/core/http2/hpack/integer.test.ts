import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../core/bytes/hex.ts';
import { DecodeError, Incomplete, Reader } from '../../../../core/bytes/reader.ts';
import { Writer } from '../../../../core/bytes/writer.ts';
import { readInteger, writeInteger } from '../../../../core/http2/hpack/integer.ts';
import vectors from '../../../vectors/rfc7541-appendix-c/vectors.json' with { type: 'json' };

function written(pattern: number, prefix: number, value: number): Uint8Array {
  const writer = new Writer();
  writeInteger(writer, pattern, prefix, value);
  return writer.done();
}

describe('an integer', () => {
  it.each(vectors.integers)('RFC 7541 §$clause: is $octets', ({ prefix, value, octets }) => {
    expect(toHex(written(0, prefix, value))).toBe(octets);
    expect(readInteger(new Reader(written(0, prefix, value)), prefix)).toBe(value);
  });

  it('RFC 7541 §5.1: comes back whatever stands above its prefix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(2 ** 31 - 1), (prefix, value) => {
        const pattern = 0xff & ~(2 ** prefix - 1);
        const octets = written(pattern, prefix, value);
        expect((octets[0] as number) & pattern).toBe(pattern);
        const reader = new Reader(octets);
        expect([readInteger(reader, prefix), reader.remaining]).toEqual([value, 0]);
      }),
    );
  });

  it('RFC 7541 §5.1: is refused when it takes more than five octets after the prefix', () => {
    const reader = new Reader(Uint8Array.of(0x1f, 128, 128, 128, 128, 128, 1));
    expect(() => readInteger(reader, 5)).toThrow(DecodeError);
  });

  it('waits for its last octet', () => {
    expect(() => readInteger(new Reader(Uint8Array.of(0x1f, 0x9a)), 5)).toThrow(Incomplete);
  });
});
