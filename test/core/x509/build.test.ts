import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { p384 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { parsePrivateKey, parsePublicKey } from '../../../core/crypto/keys.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import {
  buildCertificate,
  type CertificateTemplate,
  ecdsaPrivateKeyInfo,
  ecdsaPublicKeyInfo,
  ed25519PrivateKeyInfo,
  ed25519PublicKeyInfo,
} from '../../../core/x509/build.ts';
import { parseCertificate } from '../../../core/x509/certificate.ts';
import { verifyChain } from '../../../core/x509/chain.ts';
import { inDer } from '../crypto/vectors.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const scalar = Uint8Array.from({ length: 48 }, (_, i) => i + 1);
const ed25519 = {
  publicKey: ed25519PublicKeyInfo(noble.ed25519.publicKey(seed)),
  privateKey: ed25519PrivateKeyInfo(seed),
};
const ecdsa = {
  publicKey: ecdsaPublicKeyInfo('p384', p384.getPublicKey(scalar, false)),
  privateKey: ecdsaPrivateKeyInfo('p384', scalar),
};
const rsa = inDer(generateKeyPairSync('rsa', { modulusLength: 2048 }));

const nowMs = Date.UTC(2026, 6, 1);
const template = (publicKey: Uint8Array, issuerPublicKey: Uint8Array): CertificateTemplate => ({
  serialNumber: fromHex('0123456789'),
  issuer: 'authority ü',
  subject: 'leaf',
  notBeforeMs: Date.UTC(2026, 0, 1),
  notAfterMs: Date.UTC(2051, 0, 1),
  publicKey,
  issuerPublicKey,
  authority: null,
  dnsNames: ['a.example', '*.b.example'],
  ipAddresses: [fromHex('7f000001')],
});
const rootTemplate = (publicKey: Uint8Array): CertificateTemplate => ({
  ...template(publicKey, publicKey),
  subject: 'authority ü',
  authority: { maxPathLength: 0 },
  dnsNames: [],
  ipAddresses: [],
});

describe('Keys in DER', () => {
  it('are those of OpenSSL', () => {
    for (const { privateKey, publicKey } of [ed25519, ecdsa]) {
      const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
      const type = parsePublicKey(publicKey)?.type;
      expect(key.asymmetricKeyType).toBe(type === 'ecdsa' ? 'ec' : 'ed25519');
      expect(parsePrivateKey(privateKey)?.type).toBe(type);
    }
  });
});

describe.each([
  ['ed25519', ed25519, noble],
  ['ecdsa_secp384r1_sha384', ecdsa, noble],
  ['rsa_pkcs1_sha256', rsa, nodeCrypto],
] as const)('An authority with a key of %s', (scheme, { publicKey, privateKey }, crypto) => {
  const root = buildCertificate(crypto, rootTemplate(publicKey), scheme, privateKey);
  const leaf = buildCertificate(crypto, template(ecdsa.publicKey, publicKey), scheme, privateKey);

  it('signs leaves that verify', () => {
    for (const verifier of [noble, nodeCrypto]) {
      for (const host of ['a.example', 'x.b.example', '127.0.0.1']) {
        expect(verifyChain(verifier, [leaf], [root], host, nowMs).ok).toBe(true);
      }
      expect(verifyChain(verifier, [leaf], [], 'a.example', nowMs).ok).toBe(false);
    }
  });

  it('is one for node:crypto too', () => {
    const [authority, certificate] = [new X509Certificate(root), new X509Certificate(leaf)];
    expect(authority.ca && certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.subjectAltName).toBe('DNS:a.example, DNS:*.b.example, IP Address:127.0.0.1');
    expect(certificate.serialNumber).toBe('0123456789');
    expect(certificate.issuer).toBe('CN=authority ü');
    expect(certificate.validToDate).toEqual(new Date(Date.UTC(2051, 0, 1)));
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('says who may sign, and with which key it was signed', () => {
    const [authority, certificate] = [parseCertificate(root), parseCertificate(leaf)];
    expect(authority.basicConstraints).toEqual({ isAuthority: true, maxPathLength: 0 });
    expect(authority.keyUsage).toEqual(['keyCertSign']);
    expect(certificate.basicConstraints?.isAuthority).toBe(false);
    expect(certificate.keyUsage).toEqual(['digitalSignature']);
    expect(toHex(certificate.authorityKeyIdentifier ?? new Uint8Array())).toBe(
      toHex(authority.subjectKeyIdentifier ?? new Uint8Array(1)),
    );
  });
});

describe('A certificate', () => {
  it('is the same each time where the signature is', () => {
    const build = () =>
      toHex(
        buildCertificate(
          noble,
          rootTemplate(ecdsa.publicKey),
          'ecdsa_secp384r1_sha384',
          ecdsa.privateKey,
        ),
      );
    expect(build()).toBe(build());
  });

  it('is not made with a key that does not fit', () => {
    expect(() =>
      buildCertificate(noble, rootTemplate(ecdsa.publicKey), 'ed25519', ecdsa.privateKey),
    ).toThrow(RangeError);
  });
});
