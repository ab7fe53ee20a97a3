import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { authority, type CertifiedHost, identityOf } from '../../../core/scenarios/certificates.ts';
import { verifyChain } from '../../../core/x509/chain.ts';
import { textOf } from '../../architecture/source-files.ts';
import { certificatesFile } from '../../support/make-certificates.ts';

const hosts = ['cdn.example', 'site.example', 'target.example', 'vps.example'] as const;
const namesOf: Readonly<Record<CertifiedHost, readonly string[]>> = {
  'cdn.example': ['cdn.example'],
  'site.example': ['site.example'],
  'target.example': ['target.example', 'www.target.example'],
  'vps.example': ['vps.example', '203.0.113.10'],
};

describe('The file of certificates', () => {
  it('is what its program makes', () => {
    expect(textOf('core/scenarios/certificates.ts')).toBe(certificatesFile());
  });
});

describe.each(hosts)('The certificate of %s', (host) => {
  const { chain, privateKey } = identityOf(host);

  it('leads to the authority, for its names and for loopback, from 2026 to 2046', () => {
    const times = [Date.UTC(2026, 0, 1), Date.UTC(2046, 0, 1)];
    for (const name of [...namesOf[host], 'localhost', '127.0.0.1']) {
      for (const crypto of [noble, nodeCrypto]) {
        for (const now of times) {
          expect(verifyChain(crypto, chain, [authority()], name, now).ok).toBe(true);
        }
      }
    }
    const isFor = (name: string) =>
      verifyChain(nodeCrypto, chain, [authority()], name, times[0] as number).ok;
    expect(hosts.filter(isFor)).toEqual([host]);
  });

  it('is good for node:crypto, and the private key is its own', () => {
    const certificate = new X509Certificate(chain[0] as Uint8Array);
    const root = new X509Certificate(authority());
    expect(certificate.checkIssued(root) && certificate.verify(root.publicKey)).toBe(true);
    expect(root.ca && root.verify(root.publicKey)).toBe(true);
    expect(root.subject).toBe('CN=xhttp-lab test authority');
    expect(certificate.checkHost(host)).toBe(host);
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    expect(certificate.checkPrivateKey(key)).toBe(true);
  });
});
