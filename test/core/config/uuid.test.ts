import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { toUtf8 } from '../../../core/bytes/utf8.ts';
import { formatUuid, parseUserId, sha1 } from '../../../core/config/uuid.ts';

const place = { file: 'c.json', path: 'id' };
const id = (text: string) => formatUuid(parseUserId(text, place));

describe('parseUserId', () => {
  it.each([
    ['example', 'feb54431-301b-52bb-a6dd-e1e93e81bb9e'],
    ['我爱🍉老师1314', '5783a3e7-e373-51cd-8642-c83782b807c5'],
    ['chika', 'ee48f7be-6ae9-5654-9b61-8466aa8e16bc'],
  ])('makes of %s the UUID %s', (text, uuid) => {
    expect(id(text)).toBe(uuid);
  });

  it('reads UUIDs with or without any of their dashes', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (uuid, kept) => {
          let dash = 0;
          const text = uuid.replace(/-/g, () => (kept[dash++] ? '-' : ''));
          expect(id(text)).toBe(uuid);
          expect(id(text.toUpperCase())).toBe(uuid);
        },
      ),
    );
  });

  it('RFC 9562 §5.5: marks the UUID of a short text as of version 5', () => {
    const short = fc
      .string({ minLength: 1, maxLength: 30 })
      .filter((text) => toUtf8(text).length <= 30);
    fc.assert(
      fc.property(short, (text) => {
        expect(id(text)).toMatch(/^.{8}-.{4}-5.{3}-[89ab].{3}-.{12}$/);
      }),
    );
  });

  it.each(['', 'a'.repeat(31), 'a'.repeat(37), 'é'.repeat(19), `-${'a'.repeat(32)}-`.slice(0, 32)])(
    'refuses %j',
    (text) => {
      expect(() => parseUserId(text, place)).toThrow(`common/uuid: invalid UUID: ${text}`);
    },
  );

  it.each([
    ['g', "U+0067 'g'"],
    ['-', "U+002D '-'"],
    ['\u0001', 'U+0001'],
    ['é', "U+00C3 'Ã'"],
  ])('names the octet of %j that is no digit', (wrong, named) => {
    const text = `${wrong.length === 1 && wrong < '\x80' ? '0' : ''}${wrong}`.padEnd(32, '0');
    expect(() => parseUserId(text, place)).toThrow(`encoding/hex: invalid byte: ${named}`);
  });
});

describe('sha1', () => {
  it.each([
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    ],
    ['01234567'.repeat(80), 'dea356a2cddd90c7a7ecedc5ebb563934f460452'],
  ])('RFC 3174 §7.3: hashes %s', (text, digest) => {
    expect(toHex(sha1(toUtf8(text)))).toBe(digest);
  });
});
