import { constants, type createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePublicKey } from '../../../core/crypto/keys.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { type RsaPublicKey, verifyRsaPkcs1, verifyRsaPss } from '../../../core/crypto/rsa.ts';

const message = Uint8Array.from({ length: 70 }, (_, i) => i);
const rsaOf = (key: ReturnType<typeof createPublicKey>): RsaPublicKey => {
  const parsed = parsePublicKey(key.export({ type: 'spki', format: 'der' }));
  if (parsed?.type !== 'rsa') throw new Error('not RSA');
  return parsed;
};

describe('RSA', () => {
  it.each([1024, 1025, 1031, 1032, 1033, 2047, 2048, 3072])(
    'RFC 8017 §8.1.2, §8.2.2: verifies what OpenSSL signs with %s bits',
    (modulusLength) => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
      const key = rsaOf(publicKey);
      const pss = {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      };
      const signatures = [
        [verifyRsaPss, sign('sha256', message, pss)],
        [verifyRsaPkcs1, sign('sha256', message, privateKey)],
      ] as const;
      for (const [verify, signature] of signatures) {
        const isGood = (octets: Uint8Array, text = message) =>
          verify(noble.hash, 'sha256', key, text, octets);
        const plain = new Uint8Array(signature);
        expect(isGood(plain)).toBe(true);
        expect(isGood(plain, message.subarray(1))).toBe(false);
        expect(isGood(plain.with(9, (plain[9] as number) ^ 4))).toBe(false);
        expect(isGood(plain.subarray(1))).toBe(false);
        expect(isGood(Uint8Array.of(0, ...plain))).toBe(false);
        expect(isGood(new Uint8Array(plain.length))).toBe(false);
        expect(isGood(key.modulus.slice())).toBe(false);
        expect(isGood(new Uint8Array())).toBe(false);
      }
    },
  );

  it('RFC 9846 §4.3.3: takes no salt of another length than the digest', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    for (const saltLength of [0, 20, 31, 33]) {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const signature = sign('sha256', message, { key: privateKey, padding, saltLength });
      expect(verifyRsaPss(noble.hash, 'sha256', rsaOf(publicKey), message, signature)).toBe(false);
    }
  });

  it('takes nothing where the digest does not fit into the modulus', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const signature = new Uint8Array(sign('sha256', message, privateKey));
    expect(verifyRsaPss(noble.hash, 'sha512', rsaOf(publicKey), message, signature)).toBe(false);
  });
});
