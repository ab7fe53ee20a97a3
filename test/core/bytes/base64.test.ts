import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../core/bytes/base64.ts';
import { toLatin1 } from '../../../core/bytes/utf8.ts';

describe('Base64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('RFC 4648 §10: writes %j as %j', (text, expected) => {
    expect(toBase64(toLatin1(text))).toBe(expected);
    expect(fromBase64(expected)).toEqual(toLatin1(text));
  });

  it('is what Node writes and reads, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        const buffer = Buffer.from(octets);
        expect(toBase64(octets)).toBe(buffer.toString('base64'));
        expect(toBase64(octets, 'url')).toBe(buffer.toString('base64url'));
        expect(fromBase64(buffer.toString('base64'))).toEqual(octets);
        expect(fromBase64(buffer.toString('base64url'), 'url')).toEqual(octets);
      }),
    );
  });

  it.each([
    ...['Zg', 'Zg=', 'Zg===', 'Z===', 'Z', '=', '====', 'Zm9v=', 'Zm9v====', 'Zg==Zg=='],
    ...['Zh==', 'Zm9=', '-_8=', 'Zm 9v', 'Zm9v\n', 'Zmé='],
  ])('does not take %j', (text) => {
    expect(fromBase64(text)).toBeNull();
  });

  it.each(['Zg==', 'Z', 'Zh', '+/8', 'Zm9v='])('does not take %j for URLs', (text) => {
    expect(fromBase64(text, 'url')).toBeNull();
  });
});
