import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { proxyHeader } from '../../../core/bytes/proxy-header.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';

const v1 = (remote: string, local: string) => fromLatin1(proxyHeader(1, remote, local));
const v2 = (remote: string, local: string) => toHex(proxyHeader(2, remote, local));
const signature = '0d0a0d0a000d0a515549540a';

describe('the PROXY header', () => {
  it('PROXY protocol §2.1: of version 1 is a line of text', () => {
    expect(v1('192.0.2.2:50000', '203.0.113.10:443')).toBe(
      'PROXY TCP4 192.0.2.2 203.0.113.10 50000 443\r\n',
    );
    expect(v1('[2001:db8::2]:50000', '[2001:db8::1]:443')).toBe(
      'PROXY TCP6 2001:db8::2 2001:db8::1 50000 443\r\n',
    );
  });

  it('PROXY protocol §2.2: of version 2 has addresses of 4 or 16 octets and two ports', () => {
    expect(v2('192.0.2.2:50000', '203.0.113.10:443')).toBe(
      `${signature}2111000cc0000202cb00710ac35001bb`,
    );
    expect(v2('[2001:db8::2]:50000', '[2001:db8::1]:443')).toBe(
      `${signature}21210024${'20010db8000000000000000000000002'}${'20010db8000000000000000000000001'}c35001bb`,
    );
  });

  it('VLESS §5.5: says unknown for an end without address and port', () => {
    expect(v1('192.0.2.2:50000', '')).toBe('PROXY UNKNOWN\r\n');
    expect(v2('@', '203.0.113.10:443')).toBe(`${signature}20000000`);
  });
});
