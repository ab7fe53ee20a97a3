import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { derOf, derTags } from '../../../core/crypto/der.ts';
import { fitsScheme, parsePrivateKey, parsePublicKey } from '../../../core/crypto/keys.ts';
import { inDer } from './vectors.ts';

const ec = (namedCurve: string) => inDer(generateKeyPairSync('ec', { namedCurve }));

describe('A public key in DER', () => {
  it('RFC 5480 §2: of ECDSA gives its curve and point', () => {
    expect(parsePublicKey(ec('P-256').publicKey)).toMatchObject({ type: 'ecdsa', curve: 'p256' });
    const p384 = parsePublicKey(ec('P-384').publicKey);
    expect(p384?.type === 'ecdsa' && p384.point.length).toBe(97);
  });

  it('RFC 8410 §4: of Ed25519 gives 32 octets', () => {
    const { publicKey } = inDer(generateKeyPairSync('ed25519'));
    const key = parsePublicKey(publicKey);
    expect(key?.type === 'ed25519' && toHex(key.key)).toBe(toHex(publicKey.subarray(12)));
  });

  it('RFC 8017 §A.1.1: of RSA gives modulus and exponent', () => {
    const { publicKey } = inDer(generateKeyPairSync('rsa', { modulusLength: 1024 }));
    const key = parsePublicKey(publicKey);
    expect(key?.type === 'rsa' && [key.modulus.length, key.exponent]).toEqual([128, 65_537]);
  });

  it('of other kinds is null', () => {
    expect(parsePublicKey(ec('P-521').publicKey)).toBeNull();
    expect(parsePublicKey(ec('secp256k1').publicKey)).toBeNull();
    expect(parsePublicKey(inDer(generateKeyPairSync('ed448')).publicKey)).toBeNull();
    expect(
      parsePublicKey(inDer(generateKeyPairSync('rsa-pss', { modulusLength: 1024 })).publicKey),
    ).toBeNull();
  });

  it('with a compressed point is null', () => {
    const { publicKey } = ec('P-256');
    const compressed = fromHex(
      `3039301306072a8648ce3d020106082a8648ce3d030107032200${(publicKey.at(-1) as number & 1) ? '03' : '02'}${toHex(publicKey.subarray(27, 59))}`,
    );
    expect(() =>
      createPublicKey({ key: Buffer.from(compressed), format: 'der', type: 'spki' }),
    ).not.toThrow();
    expect(parsePublicKey(compressed)).toBeNull();
  });

  const rsaKey = (modulus: Uint8Array, exponent: Uint8Array): Uint8Array =>
    derOf(
      derTags.sequence,
      fromHex('300d06092a864886f70d0101010500'),
      derOf(
        derTags.bitString,
        Uint8Array.of(0),
        derOf(derTags.sequence, derOf(derTags.integer, modulus), derOf(derTags.integer, exponent)),
      ),
    );
  const modulus = (octets: number): Uint8Array =>
    Uint8Array.of(0, ...new Uint8Array(octets).fill(0xff));

  it('of RSA is null out of bounds: 1,024..8,192 bits, odd exponents of 3..2^31-1', () => {
    const three = Uint8Array.of(3);
    expect(parsePublicKey(rsaKey(modulus(128), three))).not.toBeNull();
    expect(parsePublicKey(rsaKey(modulus(1024), three))).not.toBeNull();
    expect(parsePublicKey(rsaKey(modulus(1025), three))).toBeNull();
    expect(parsePublicKey(rsaKey(modulus(127), three))).toBeNull();
    expect(parsePublicKey(rsaKey(modulus(128).with(128, 0xfe), three))).toBeNull();
    expect(parsePublicKey(rsaKey(modulus(128), Uint8Array.of(1)))).toBeNull();
    expect(parsePublicKey(rsaKey(modulus(128), Uint8Array.of(4)))).toBeNull();
    expect(parsePublicKey(rsaKey(modulus(128), fromHex('7fffffff')))).not.toBeNull();
    expect(parsePublicKey(rsaKey(modulus(128), fromHex('0080000001')))).toBeNull();
    expect(parsePublicKey(rsaKey(Uint8Array.of(0), three))).toBeNull();
  });

  it('that is malformed is a DecodeError, whatever is wrong', () => {
    const { publicKey, privateKey } = ec('P-256');
    const parsers = [
      [publicKey, parsePublicKey],
      [privateKey, parsePrivateKey],
    ] as const;
    for (const [key, parse] of parsers) {
      for (let length = 0; length < key.length; length++) {
        expect(() => parse(new Uint8Array(key.subarray(0, length)))).toThrow(DecodeError);
      }
      fc.assert(
        fc.property(fc.nat(key.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
          try {
            parse(new Uint8Array(key).with(at, (key[at] as number) ^ change));
          } catch (error) {
            expect(error).toBeInstanceOf(DecodeError);
          }
        }),
      );
    }
  });
});

describe('A private key in PKCS #8', () => {
  it('RFC 5915 §3, RFC 8410 §7: gives scalar or seed', () => {
    const p384 = parsePrivateKey(ec('P-384').privateKey);
    expect(p384?.type === 'ecdsa' && p384.scalar.length).toBe(48);
    const { privateKey } = inDer(generateKeyPairSync('ed25519'));
    const key = parsePrivateKey(privateKey);
    expect(key?.type === 'ed25519' && toHex(key.seed)).toBe(toHex(privateKey.subarray(16)));
    expect(parsePrivateKey(ec('P-521').privateKey)).toBeNull();
  });

  it('fits the schemes of its kind and curve', () => {
    const key = parsePrivateKey(ec('P-256').privateKey);
    expect(key && fitsScheme(key, 'ecdsa_secp256r1_sha256')).toBe(true);
    expect(key && fitsScheme(key, 'ecdsa_secp384r1_sha384')).toBe(false);
    expect(key && fitsScheme(key, 'rsa_pss_rsae_sha256')).toBe(false);
    expect(key && fitsScheme(key, 'ed25519')).toBe(false);
  });
});
