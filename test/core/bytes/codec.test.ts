import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decode,
  encode,
  isCodec,
  literal,
  opaque,
  prefixed,
  spansOf,
  struct,
  u8,
  u16,
  uint,
  variant,
} from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { codecLaws, law, octets } from '../../support/codec-laws.ts';

const greeting = struct({
  ver: literal(u8, 5, 'test:unsupported_version'),
  addr: variant(u8, { 1: opaque(4), 3: prefixed(u8) }, 'test:unknown_address_type'),
  port: u16,
});
const domain = '05 03 02 61 62 01 bb';

describe('decode', () => {
  it('gives the value, its length and what follows', () => {
    const unit = decode(greeting, fromHex(`${domain} ff`));
    expect(unit).toMatchObject({ length: 7, value: { ver: 5, port: 443 } });
    expect(unit?.value.addr).toEqual({ tag: 3, body: fromHex('6162') });
    expect(toHex(unit?.rest ?? new Uint8Array())).toBe('ff');
  });

  it('gives null when octets are missing', () => {
    expect(decode(greeting, fromHex('05 03 02 61'))).toBeNull();
    expect(decode(greeting, new Uint8Array())).toBeNull();
  });

  it.each([
    ['a value that a literal forbids', '04', 'test:unsupported_version', 'ver', 1],
    ['an unknown tag', '05 09', 'test:unknown_address_type', 'addr.tag', 2],
  ])('throws DecodeError for %s, with its place', (_what, hex, code, path, offset) => {
    expect(() => decode(greeting, fromHex(hex))).toThrow(
      expect.objectContaining({ name: 'DecodeError', code, path, offset }),
    );
  });
});

describe('spansOf', () => {
  it('names every octet by its path', () => {
    const spans = spansOf(greeting, fromHex(domain));
    expect(spans.map(({ path, start, end }) => `${path} ${start}-${end}`)).toEqual([
      'ver 0-1',
      'addr.tag 1-2',
      'addr.body.length 2-3',
      'addr.body.data 3-5',
      'port 5-7',
    ]);
    expect(spans.at(-1)?.value).toBe(443);
  });
});

describe('encode', () => {
  it.each([
    ['a number that does not fit', () => encode(u16, 65_536)],
    ['a negative number', () => encode(u8, -1)],
    ['a fraction', () => encode(u8, 0.5)],
    ['another number of octets', () => encode(opaque(4), new Uint8Array(3))],
    ['more octets than a length can say', () => encode(prefixed(u8), new Uint8Array(256))],
  ])('refuses %s', (_what, write) => {
    expect(write).toThrow(RangeError);
  });

  it('writes an array of its own', () => {
    const given = fromHex('01020304');
    const written = encode(opaque(4), given);
    given[0] = 9;
    expect(toHex(written)).toBe('01020304');
  });
});

describe('an unsigned integer', () => {
  it('of 4 octets reaches 2^32 - 1', () => {
    expect(toHex(encode(uint(4), 0xfffefdfc))).toBe('fffefdfc');
    expect(decode(uint(4), fromHex('fffefdfc'))?.value).toBe(0xfffefdfc);
  });
});

describe.each([
  ['prefixed', law<unknown>(prefixed(u16) as never, octets({ maxLength: 300 }))],
  [
    'a struct with a variant',
    law<unknown>(
      greeting as never,
      fc.record({
        ver: fc.constant(5),
        addr: fc.oneof(
          fc.record({ tag: fc.constant(1), body: octets({ minLength: 4, maxLength: 4 }) }),
          fc.record({ tag: fc.constant(3), body: octets({ maxLength: 255 }) }),
        ),
        port: fc.nat(0xffff),
      }),
    ),
  ],
])('the combinator %s', (_name, entry) => {
  it.each(Object.entries(codecLaws))('%s', (_law, check) => {
    check(entry);
  });
});

describe('isCodec', () => {
  it('tells codecs from other values', () => {
    expect([u8, greeting].every(isCodec)).toBe(true);
    expect([null, {}, opaque, { read: 1, write: 2 }].some(isCodec)).toBe(false);
  });
});
