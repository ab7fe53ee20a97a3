import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import {
  ecPublicKey,
  ed25519,
  p256,
  p384,
  parsePrivateKey,
  publicKeyOf,
  rsaEncryption,
} from '../../../core/config/private-key.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';

const der = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Uint8Array =>
  key.export({ type, format: 'der' });
const isSame = (octets: Uint8Array | undefined, key: KeyObject): boolean =>
  createPrivateKey({ key: Buffer.from(octets ?? []), format: 'der', type: 'pkcs8' }).equals(key);

const pointOf = ({ x = '', y = '' }: { x?: string; y?: string }): string =>
  `04${[x, y].map((half) => Buffer.from(half, 'base64url').toString('hex')).join('')}`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;

describe('parsePrivateKey', () => {
  it('makes PKCS #8 of an RSA key in PKCS #1', () => {
    const parsed = parsePrivateKey(der(rsa, 'pkcs1'));
    expect(parsed?.algorithm).toBe(rsaEncryption);
    expect(isSame(parsed?.octets, rsa)).toBe(true);
    const modulus = Buffer.from(rsa.export({ format: 'jwk' }).n ?? '', 'base64url');
    expect(parsed?.shared).toBe(`00${toHex(modulus)}`);
  });

  it.each([
    ['P-256', p256],
    ['P-384', p384],
  ])('makes PKCS #8 of a key for %s in SEC 1', (name, identifier) => {
    const key = curve(name);
    const parsed = parsePrivateKey(der(key, 'sec1'));
    expect(parsed).toMatchObject({ algorithm: ecPublicKey, curve: identifier });
    expect(isSame(parsed?.octets, key)).toBe(true);
    expect(parsed?.shared).toBe(pointOf(key.export({ format: 'jwk' })));
  });

  it('leaves PKCS #8 as it is', () => {
    for (const [key, algorithm] of [
      [rsa, rsaEncryption],
      [curve('P-384'), ecPublicKey],
      [ed, ed25519],
    ] as const) {
      const octets = der(key, 'pkcs8');
      expect(parsePrivateKey(octets)).toMatchObject({ algorithm, octets });
    }
  });

  it('sees the same public half whichever form the key is in', () => {
    const key = curve('P-256');
    const [sec1, pkcs8] = [der(key, 'sec1'), der(key, 'pkcs8')].map(parsePrivateKey);
    expect(sec1?.shared).toBe(pkcs8?.shared);
    const [pkcs1, wrapped] = [der(rsa, 'pkcs1'), der(rsa, 'pkcs8')].map(parsePrivateKey);
    expect(pkcs1?.shared).toBe(wrapped?.shared);
  });

  it('takes nothing else for a key, whatever is cut off', () => {
    for (const whole of [der(rsa, 'pkcs1'), der(curve('P-256'), 'sec1'), der(ed, 'pkcs8')]) {
      for (let length = 0; length < whole.length; length++) {
        expect(parsePrivateKey(whole.subarray(0, length))).toBeNull();
      }
      expect(parsePrivateKey(Uint8Array.of(...whole, 0))).toBeNull();
    }
    expect(parsePrivateKey(authority())).toBeNull();
  });
});

describe('publicKeyOf', () => {
  it('finds the public key of a certificate', () => {
    const { chain, privateKey } = identityOf('cdn.example');
    const key = publicKeyOf(chain[0] as Uint8Array);
    expect(key).toMatchObject({ algorithm: ecPublicKey, curve: p256 });
    const jwk = createPrivateKey({
      key: Buffer.from(privateKey),
      format: 'der',
      type: 'pkcs8',
    }).export({ format: 'jwk' });
    expect(key?.shared).toBe(pointOf(jwk));
  });

  it('finds none in octets that are no certificate', () => {
    expect(publicKeyOf(Uint8Array.of(0x30, 0))).toBeNull();
    expect(publicKeyOf(identityOf('cdn.example').privateKey)).toBeNull();
    expect(publicKeyOf(authority().subarray(1))).toBeNull();
  });
});
