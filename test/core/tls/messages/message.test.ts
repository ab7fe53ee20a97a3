import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf, struct, u8 } from '../../../../core/bytes/codec.ts';
import { message } from '../../../../core/tls/messages/message.ts';

const codec = message(20, struct({ a: u8, b: u8 }));

describe('message', () => {
  it('RFC 8446 §4: frames a body with its type and length', () => {
    const octets = Uint8Array.of(20, 0, 0, 2, 7, 8);
    expect(encode(codec, { a: 7, b: 8 })).toEqual(octets);
    expect(decode(codec, octets)?.value).toEqual({ a: 7, b: 8 });
    expect(spansOf(codec, octets).map(({ path }) => path)).toEqual([
      'msg_type',
      'length',
      'a',
      'b',
    ]);
  });

  it('refuses another type, and a body of another length', () => {
    expect(() => decode(codec, Uint8Array.of(21, 0, 0, 2, 7, 8))).toThrow('Expected 20, got 21');
    expect(() => decode(codec, Uint8Array.of(20, 0, 0, 1, 7))).toThrow('goes beyond the end');
    expect(() => decode(codec, Uint8Array.of(20, 0, 0, 3, 7, 8, 9))).toThrow('1 octets are left');
  });
});
