import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { readServerHello, withKeyExchange } from '../../../core/reality/target-hello.ts';
import { serverHello } from '../../support/target-octets.ts';

describe("the target's ServerHello", () => {
  it('says suite and group, and where the key is', () => {
    const message = serverHello({ suite: 0x1302 });
    const hello = readServerHello(message);
    expect(hello).toMatchObject({
      suite: { name: 'TLS_AES_256_GCM_SHA384' },
      group: 'x25519',
      keyOctets: 32,
    });
    const at = hello?.keyOffset ?? 0;
    expect(message.subarray(at, at + 32)).toEqual(new Uint8Array(32).fill(0xee));
    expect(readServerHello(serverHello({ group: 0x11ec, keyOctets: 1120 }))).toMatchObject({
      group: 'X25519MLKEM768',
      keyOctets: 1120,
    });
  });

  it('keeps every octet but the key, also of what nobody knows', () => {
    const message = serverHello({ isOdd: true });
    const hello = readServerHello(message);
    if (!hello) throw new Error('It is one');
    const key = new Uint8Array(32).fill(0x77);
    const changed = withKeyExchange(hello, key);
    const { keyOffset } = hello;
    expect(changed.subarray(keyOffset, keyOffset + 32)).toEqual(key);
    changed.set(message.subarray(keyOffset, keyOffset + 32), keyOffset);
    expect(changed).toEqual(message);
    expect(message).toEqual(serverHello({ isOdd: true }));
    expect(() => withKeyExchange(hello, key.subarray(1))).toThrow(RangeError);
  });

  it.each([
    ['a suite of another TLS', serverHello({ suite: 0xc02f })],
    ['another version', serverHello({ version: 0x0303 })],
    ['another group', serverHello({ group: 0x0017, keyOctets: 65 })],
    ['a key of another length', serverHello({ keyOctets: 31 })],
    ['a hybrid key of another length', serverHello({ group: 0x11ec, keyOctets: 1216 })],
    ['an octet too few', serverHello().subarray(0, -1)],
    ['an octet too many', concat([serverHello(), Uint8Array.of(0)])],
    ['no extensions', serverHello().subarray(0, 4 + 2 + 32 + 33 + 3)],
  ])('is not one with %s', (_what, message) => {
    expect(readServerHello(message)).toBeNull();
  });

  it('is no HelloRetryRequest, which has a group and no key', () => {
    const message = serverHello({ keyOctets: 0 });
    expect(readServerHello(message)).toBeNull();
  });
});
