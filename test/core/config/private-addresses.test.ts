import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../core/config/address.ts';
import { inRange, isPrivateAddress } from '../../../core/config/private-addresses.ts';

describe('isPrivateAddress', () => {
  it.each([
    '127.0.0.1',
    '10.255.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.127.0.1',
    '169.254.1.1',
    '198.51.100.7',
    '203.0.113.10',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    'localhost',
    'cdn.example',
    'a.b.LAN',
    'x.home.arpa.',
    'host',
    'a-1',
  ])('takes %s for private', (text) => {
    expect(isPrivateAddress(parseAddress(text))).toBe(true);
  });

  it.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.1.1',
    '2001:db8::1',
    '::2',
    'fec0::1',
    'example.com',
    'notlan.x',
    'mylan.net',
    '1host',
    'a_b',
    'a-',
    '',
  ])('takes %s for public', (text) => {
    expect(isPrivateAddress(parseAddress(text))).toBe(false);
  });
});

describe('inRange', () => {
  const number = (octets: Uint8Array) => octets.reduce((n, octet) => n * 256n + BigInt(octet), 0n);

  it('compares the first bits and no others', () => {
    const ip = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(ip, ip, fc.nat(32), fc.nat(32), (octets, other, kept, prefix) => {
        // `range` shares its first `kept` bits with `octets`, so that both answers come up
        const low = (1n << BigInt(32 - kept)) - 1n;
        const mixed = (number(octets) & ~low) | (number(other) & low);
        const range = Uint8Array.from([24n, 16n, 8n, 0n], (shift) =>
          Number((mixed >> shift) & 255n),
        );
        const same = number(octets) >> BigInt(32 - prefix) === number(range) >> BigInt(32 - prefix);
        expect(inRange(octets, range, prefix)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('holds for no address of the other family', () => {
    expect(inRange(new Uint8Array(4), new Uint8Array(16), 0)).toBe(false);
  });
});
