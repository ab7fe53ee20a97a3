import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../../core/x509/certificate.ts';
import { hostMismatch } from '../../../core/x509/host-name.ts';
import { chainCase } from './cases.ts';

const of = (name: string) => parseCertificate(chainCase(name).chain[0] as Uint8Array);

describe('The host of a certificate', () => {
  it('RFC 9525 §6.3: is compared label by label, without regard to case', () => {
    const certificate = of('a wildcard');
    const hosts = ['x.a.example', 'X.A.EXAMPLE', '0.a.example', 'x.a.example.'];
    expect(hosts.map((host) => hostMismatch(certificate, host))).toEqual([null, null, null, null]);
    for (const host of ['a.example', 'x.y.a.example', '.a.example', 'x.a.example..', '', '.']) {
      expect(hostMismatch(certificate, host)).toContain(', not ');
    }
  });

  it('is never a wildcard of letters beyond ASCII', () => {
    expect(hostMismatch(of('a wildcard'), 'ü.a.example')).toContain(', not ü.a.example');
    expect(hostMismatch(of('one intermediate'), 'ａ.example')).not.toBeNull();
  });

  it('RFC 9525 §6.5: that is an address is among the addresses, in any of its spellings', () => {
    const certificate = of('an IPv6 address');
    for (const host of [
      '2001:db8::1',
      '[2001:db8:0:0::1]',
      '203.0.113.10',
      '::ffff:203.0.113.10',
    ]) {
      expect(hostMismatch(certificate, host)).toBeNull();
    }
    expect(hostMismatch(certificate, '[2001:db8::2]')).toBe(
      'x509: certificate is valid for 203.0.113.10, 2001:db8::1, not 2001:db8::2',
    );
  });
});
