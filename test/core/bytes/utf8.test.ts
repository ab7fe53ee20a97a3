import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { fromLatin1, fromUtf8, toLatin1, toUtf8 } from '../../../core/bytes/utf8.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Octets that are often nearly UTF-8. */
const nearlyUtf8 = fc.array(
  fc.oneof(
    fc.constantFrom(0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf),
    fc.constantFrom(0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff),
  ),
  { maxLength: 12 },
);

describe('UTF-8', () => {
  it.each([
    ['A', '41'],
    ['é', 'c3a9'],
    ['中', 'e4b8ad'],
    ['😀', 'f09f9880'],
    ['\ud800', 'efbfbd'],
  ])('encodes %j', (text, hex) => {
    expect(Buffer.from(toUtf8(text)).toString('hex')).toBe(hex);
  });

  it('RFC 3629 §3: comes back as it was written, and as TextEncoder writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(toUtf8(text))).toBe(text);
        expect(toHex(toUtf8(text))).toBe(toHex(new TextEncoder().encode(text)));
      }),
    );
  });

  it('RFC 3629 §10: replaces malformed octets as TextDecoder does', () => {
    fc.assert(
      fc.property(nearlyUtf8, (octets) => {
        const given = Uint8Array.from(octets);
        expect(fromUtf8(given)).toBe(decoder.decode(given));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Latin-1', () => {
  it('is one octet a character, both ways, beyond one slice', () => {
    const octets = Uint8Array.from({ length: 10_000 }, (_, i) => i & 255);
    expect([...toLatin1(fromLatin1(octets))]).toEqual([...octets]);
  });

  it('refuses what does not fit in an octet', () => {
    expect(() => toLatin1('中')).toThrow(RangeError);
  });
});
