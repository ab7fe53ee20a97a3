import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp } from '../../../core/bytes/ip.ts';
import { addressText, parseAddress } from '../../../core/config/address.ts';

describe('parseAddress', () => {
  it.each([
    ['192.0.2.1', 'ipv4', '192.0.2.1'],
    [' 192.0.2.1\n', 'ipv4', '192.0.2.1'],
    ['192.0.2.01', 'domain', '192.0.2.01'],
    ['2001:DB8:0:0::1', 'ipv6', '2001:db8::1'],
    ['[2001:db8::1]', 'ipv6', '2001:db8::1'],
    ['::ffff:192.0.2.1', 'ipv4', '192.0.2.1'],
    ['fe80::1%eth0', 'domain', 'fe80::1%eth0'],
    ['[cdn.example]', 'domain', 'cdn.example'],
    ['CDN.example', 'domain', 'CDN.example'],
    ['/run/x.sock', 'domain', '/run/x.sock'],
    ['', 'domain', ''],
  ])('reads %j as %s %s', (text, type, host) => {
    expect(parseAddress(text)).toEqual({ type, host });
  });

  it('reads back what addressText writes', () => {
    const octets = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    );
    fc.assert(
      fc.property(octets, (ip) => {
        const address = parseAddress(formatIp(ip));
        expect(address.type).not.toBe('domain');
        expect(parseAddress(addressText(address))).toEqual(address);
      }),
    );
  });
});

describe('addressText', () => {
  it('puts IPv6 in brackets and nothing else', () => {
    expect(addressText({ type: 'ipv6', host: '::1' })).toBe('[::1]');
    expect(addressText({ type: 'ipv4', host: '192.0.2.1' })).toBe('192.0.2.1');
    expect(addressText({ type: 'domain', host: 'a.example' })).toBe('a.example');
  });
});
