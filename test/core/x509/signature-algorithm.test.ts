import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { parsePublicKey } from '../../../core/crypto/keys.ts';
import { parseCertificate } from '../../../core/x509/certificate.ts';
import { schemeOf, signatureAlgorithm } from '../../../core/x509/signature-algorithm.ts';
import { inDer } from '../crypto/vectors.ts';
import { chainCase } from './cases.ts';

const keys = {
  p256: inDer(generateKeyPairSync('ec', { namedCurve: 'P-256' })).publicKey,
  p384: inDer(generateKeyPairSync('ec', { namedCurve: 'P-384' })).publicKey,
  rsa: inDer(generateKeyPairSync('rsa', { modulusLength: 1024 })).publicKey,
  ed25519: inDer(generateKeyPairSync('ed25519')).publicKey,
};

describe('The algorithm of a signature', () => {
  it.each([
    ['RSA PKCS#1 SHA-256', { type: 'rsa_pkcs1', hash: 'sha256' }, 'rsa', 'rsa_pkcs1_sha256'],
    ['RSA PKCS#1 SHA-384', { type: 'rsa_pkcs1', hash: 'sha384' }, 'rsa', 'rsa_pkcs1_sha384'],
    ['RSA PKCS#1 SHA-512', { type: 'rsa_pkcs1', hash: 'sha512' }, 'rsa', 'rsa_pkcs1_sha512'],
    ['RSA-PSS SHA-256', { type: 'rsa_pss', hash: 'sha256' }, 'rsa', 'rsa_pss_rsae_sha256'],
    ['RSA-PSS SHA-384', { type: 'rsa_pss', hash: 'sha384' }, 'rsa', 'rsa_pss_rsae_sha384'],
    ['RSA-PSS SHA-512', { type: 'rsa_pss', hash: 'sha512' }, 'rsa', 'rsa_pss_rsae_sha512'],
    ['Ed25519', { type: 'ed25519' }, 'ed25519', 'ed25519'],
    ['P-384 with SHA-256', { type: 'ecdsa', hash: 'sha256' }, 'p384', 'ecdsa_secp384r1_sha256'],
    ['P-256 with SHA-384', { type: 'ecdsa', hash: 'sha384' }, 'p256', 'ecdsa_secp256r1_sha384'],
  ] as const)(
    'is known, and its scheme with a key that fits: %s',
    (name, expected, kind, scheme) => {
      const algorithm = parseCertificate(chainCase(name).chain[0] as Uint8Array).signatureAlgorithm;
      expect(algorithm).toEqual(expected);
      for (const [other, octets] of Object.entries(keys)) {
        const key = parsePublicKey(octets);
        const made = algorithm && key && schemeOf(algorithm, key);
        const isOfKind = other === kind || (kind[0] === 'p' && other[0] === 'p');
        expect(made === null).toBe(!isOfKind);
        if (other === kind) expect(made).toBe(scheme);
      }
    },
  );

  it.each([
    ['SHA-1 with RSA', '06092a864886f70d0101050500'],
    ['ECDSA with SHA-512', '06082a8648ce3d040304'],
    ['RSA-PSS with the defaults, which are SHA-1', '06092a864886f70d01010a3000'],
    ['nothing', ''],
    ['100 octets', '00'.repeat(100)],
  ])('is not known for %s', (_, hex) => {
    expect(signatureAlgorithm(fromHex(hex))).toBeNull();
  });
});
