import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { formatIp, hostAndPort, hostFromName, parseIp } from '../../../core/bytes/ip.ts';
import { toLatin1 } from '../../../core/bytes/utf8.ts';

describe('parseIp', () => {
  it.each([
    ['192.0.2.1', 'c0000201'],
    ['0.0.0.0', '00000000'],
    ['2001:db8::1', '20010db8000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['::ffff:192.0.2.1', 'c0000201'],
  ])('reads %s', (text, octets) => {
    expect(toHex(parseIp(text) ?? new Uint8Array())).toBe(octets);
  });

  it.each([
    '',
    'example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.02.1',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1::2::3',
    '2001:db8::g',
    '[2001:db8::1]',
    'fe80::1%eth0',
    '192.0.2.1::',
  ])('gives null for "%s"', (text) => {
    expect(parseIp(text)).toBeNull();
  });
});

describe('formatIp', () => {
  it.each([
    ['c0000201', '192.0.2.1'],
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000ffffc0000201', '192.0.2.1'],
  ])('writes %s as %s', (octets, text) => {
    expect(formatIp(fromHex(octets))).toBe(text);
  });

  it('RFC 5952 §4.2.2: leaves a single zero group as it is', () => {
    expect(formatIp(fromHex('20010db8000000010001000100010001'))).toBe('2001:db8:0:1:1:1:1:1');
  });

  it('RFC 5952 §4.2.3: shortens the longest run of zeros, of equal runs the first', () => {
    expect(formatIp(fromHex('20010000000000010000000000000001'))).toBe('2001:0:0:1::1');
    expect(formatIp(fromHex('20010db8000000000001000000000001'))).toBe('2001:db8::1:0:0:1');
  });

  it('writes what parseIp reads back', () => {
    for (const text of ['1::', '::1', '1:0:0:2::', '1:2:3:4:5:6:7:8', '0:1::']) {
      const octets = parseIp(text) as Uint8Array;
      expect(parseIp(formatIp(octets))).toEqual(octets);
    }
  });
});

describe('hostFromName', () => {
  const host = (name: string) => hostFromName(toLatin1(name));

  it('is an IP address when the name is one in letters, in brackets or not', () => {
    expect(host('192.0.2.1')).toBe('192.0.2.1');
    expect(host('[2001:DB8::1]')).toBe('2001:db8::1');
  });

  it('is a name of letters, digits, dots, hyphens and underscores', () => {
    expect(host('9to5.my_host-1.example')).toBe('9to5.my_host-1.example');
    for (const name of ['', 'a b', 'm\u00fcnchen', 'a/b', '[x]', 'a:1'])
      expect(host(name)).toBeNull();
  });
});

describe('hostAndPort', () => {
  it('puts IPv6 in brackets', () => {
    expect(hostAndPort('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
    expect(hostAndPort('site.example', 80)).toBe('site.example:80');
  });
});
