import { expect, it } from 'vitest';
import { aeadKeyOctets, hashOctets } from '../../../core/crypto/provider.ts';
import { cipherSuite, cipherSuites } from '../../../core/tls/cipher-suites.ts';

it('RFC 8446 §B.4: the cipher suites have their AEADs and hashes in their names', () => {
  for (const { id, name, aead, hash } of cipherSuites) {
    expect(name).toBe(`TLS_${aead.replaceAll('-', '_').toUpperCase()}_${hash.toUpperCase()}`);
    expect(cipherSuite(id)?.name).toBe(name);
    expect(hashOctets[hash]).toBeGreaterThanOrEqual(aeadKeyOctets[aead]);
  }
});

it('of TLS 1.2 and of GREASE there is none', () => {
  expect([0xc02f, 0x2a2a, 0x1304].map(cipherSuite)).toEqual([null, null, null]);
});
