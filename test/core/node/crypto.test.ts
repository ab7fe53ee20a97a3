import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { inDer } from '../crypto/vectors.ts';

const octets = (length: number, seed = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 13 + seed) & 255);

describe('The provider on node:crypto', () => {
  it('answers for more keys than it remembers, each time the same', () => {
    const ask = (seed: number) => toHex(nodeCrypto.x25519.publicKey(octets(32, seed)));
    const first = Array.from({ length: 150 }, (_, seed) => ask(seed));
    expect(new Set(first).size).toBe(150);
    expect(Array.from({ length: 150 }, (_, seed) => ask(seed))).toEqual(first);
    expect(first[7]).toBe(toHex(noble.x25519.publicKey(octets(32, 7))));
  });

  it('is not misled by octets of a key that change later', () => {
    const key = octets(32);
    const before = toHex(nodeCrypto.x25519.publicKey(key));
    key[5] = 0xee;
    expect(toHex(nodeCrypto.x25519.publicKey(key))).toBe(toHex(noble.x25519.publicKey(key)));
    expect(toHex(nodeCrypto.x25519.publicKey(octets(32)))).toBe(before);
  });

  it('makes codes and seals of any length, one after another', () => {
    const key = nodeCrypto.aead('aes-128-gcm', octets(16));
    const same = noble.aead('aes-128-gcm', octets(16));
    for (const length of [40_000, 1, 16_639, 16_640, 16_641, 0]) {
      const pieces = [octets(length), octets(1)];
      const [a, b] = [key, same].map((one) =>
        toHex(one.seal(octets(12), octets(5), pieces, octets(0))),
      );
      expect(a).toBe(b);
      const [c, d] = [nodeCrypto, noble].map((one) =>
        toHex(one.hmac('sha384', octets(200), octets(length))),
      );
      expect(c).toBe(d);
    }
  });

  it('signs RSA-PSS, which noble verifies', () => {
    const { publicKey, privateKey } = inDer(generateKeyPairSync('rsa', { modulusLength: 2048 }));
    for (const scheme of ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512'] as const) {
      const signature = nodeCrypto.sign(scheme, privateKey, octets(50));
      expect(noble.verify(scheme, publicKey, octets(50), signature)).toBe(true);
    }
  });
});
