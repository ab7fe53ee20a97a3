import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import type { SignatureScheme } from '../../../core/crypto/provider.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { failures, inDer, providers, type Result, vectors } from './vectors.ts';

const octets = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 11 + seed * 17) & 255);
const message = octets(100);

interface Products {
  readonly products: readonly { scalar: string; u: string; result: string }[];
  readonly chain: Readonly<Record<string, string>>;
  readonly exchange: Readonly<Record<string, string>>;
}
interface XdhCase {
  readonly tcId: number;
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}
interface Ed25519Case {
  readonly name: string;
  readonly seed: string;
  readonly publicKey: string;
  readonly msg: string;
  readonly sig: string;
}
interface KeyedCase {
  readonly tcId: number;
  readonly publicKey: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: Result;
}
interface SchemeCases {
  readonly keys: readonly string[];
  readonly cases: readonly {
    tcId: number;
    key: number;
    msg: string;
    sig: string;
    result: Result;
  }[];
}

describe.each(providers)('Public keys of the provider $name', (crypto) => {
  it('RFC 7748 §5.2, §6.1: multiplies points', () => {
    const { products, chain, exchange } = vectors<Products>('rfc7748/cases');
    const product = (scalar: string, u: string): string =>
      toHex(crypto.x25519.sharedSecret(fromHex(scalar), fromHex(u)) ?? new Uint8Array());
    for (const { scalar, u, result } of products) expect(product(scalar, u)).toBe(result);
    const { alicePrivate = '', alicePublic = '', bobPrivate = '', bobPublic = '' } = exchange;
    expect(toHex(crypto.x25519.publicKey(fromHex(alicePrivate)))).toBe(alicePublic);
    expect(product(alicePrivate, bobPublic)).toBe(exchange.shared);
    expect(product(bobPrivate, alicePublic)).toBe(exchange.shared);
    const nine = '09'.padEnd(64, '0');
    const rounds = crypto === nodeCrypto ? [1, 1000] : [1];
    for (const round of rounds) {
      let [scalar, u] = [nine, nine];
      for (let i = 0; i < round; i++) [scalar, u] = [product(scalar, u), scalar];
      expect(scalar).toBe(chain[round]);
    }
  });

  it('RFC 7748 §6.1: agrees with Wycheproof, and on nothing where the result is zero', () => {
    const isRight = (one: XdhCase) => {
      const shared = crypto.x25519.sharedSecret(fromHex(one.private), fromHex(one.public));
      return /^0*$/.test(one.shared) ? shared === null : toHex(shared ?? octets(0)) === one.shared;
    };
    expect(failures(vectors<XdhCase[]>('wycheproof/x25519'), isRight)).toEqual([]);
    expect(crypto.x25519.sharedSecret(octets(32), octets(31))).toBeNull();
    expect(crypto.x25519.sharedSecret(octets(32), new Uint8Array())).toBeNull();
  });

  it.each(vectors<Ed25519Case[]>('rfc8032/cases'))('RFC 8032 §7.1 $name: signs', (one) => {
    const [seed, msg] = [fromHex(one.seed), fromHex(one.msg)];
    expect(toHex(crypto.ed25519.publicKey(seed))).toBe(one.publicKey);
    expect(toHex(crypto.ed25519.sign(seed, msg))).toBe(one.sig);
    expect(crypto.ed25519.verify(fromHex(one.publicKey), msg, fromHex(one.sig))).toBe(true);
  });

  it('RFC 8032 §5.1.7: verifies as Wycheproof', () => {
    const isRight = ({ publicKey, msg, sig, result }: KeyedCase) =>
      crypto.ed25519.verify(fromHex(publicKey), fromHex(msg), fromHex(sig)) ===
      (result === 'valid');
    expect(failures(vectors<KeyedCase[]>('wycheproof/ed25519'), isRight)).toEqual([]);
    expect(crypto.ed25519.verify(octets(31), message, octets(64))).toBe(false);
  });

  it.each([
    ['ecdsa-p256-sha256', 'ecdsa_secp256r1_sha256'],
    ['ecdsa-p384-sha384', 'ecdsa_secp384r1_sha384'],
    ['ecdsa-p384-sha256', 'ecdsa_secp384r1_sha256'],
    ['rsa-pss-2048-sha256', 'rsa_pss_rsae_sha256'],
    ['rsa-pss-2048-sha384', 'rsa_pss_rsae_sha384'],
    ['rsa-pss-4096-sha512', 'rsa_pss_rsae_sha512'],
    ['rsa-pkcs1-2048-sha256', 'rsa_pkcs1_sha256'],
    ['rsa-pkcs1-3072-sha384', 'rsa_pkcs1_sha384'],
    ['rsa-pkcs1-4096-sha512', 'rsa_pkcs1_sha512'],
  ] as const)('verifies %s as Wycheproof', (name, scheme) => {
    const { keys, cases } = vectors<SchemeCases>(`wycheproof/${name}`);
    const isRight = ({ key, msg, sig, result }: SchemeCases['cases'][number]) => {
      const verdict = crypto.verify(
        scheme,
        fromHex(keys[key] as string),
        fromHex(msg),
        fromHex(sig),
      );
      return result === 'acceptable' || verdict === (result === 'valid');
    };
    expect(failures(cases, isRight)).toEqual([]);
  });

  it('FIPS 203 §7.1: makes the keys of Wycheproof', () => {
    const cases = vectors<{ tcId: number; seed: string; ek: string }[]>(
      'wycheproof/mlkem768-keygen',
    );
    const isRight = ({ seed, ek }: (typeof cases)[number]) =>
      toHex(crypto.mlKem768.keyPair(fromHex(seed)).encapsulationKey) === ek;
    expect(failures(cases, isRight)).toEqual([]);
  });

  it('FIPS 203 §7.3: decapsulates as Wycheproof', () => {
    type Case = { tcId: number; seed: string; c: string; K: string; result: Result };
    const isRight = ({ seed, c, K, result }: Case) => {
      if (seed.length !== 128) return true; // no seed, no key to ask with
      const { decapsulationKey } = crypto.mlKem768.keyPair(fromHex(seed));
      const secret = crypto.mlKem768.decapsulate(decapsulationKey, fromHex(c));
      return result === 'valid' ? toHex(secret ?? octets(0)) === K : secret === null;
    };
    expect(failures(vectors<Case[]>('wycheproof/mlkem768-decaps'), isRight)).toEqual([]);
  });

  it('FIPS 203 §7.2: encapsulates to good keys, and not to malformed ones', () => {
    type Case = { tcId: number; m: string; ek: string; c: string; K: string; result: Result };
    const isRight = ({ m, ek, c, K, result }: Case) => {
      const made = crypto.mlKem768.encapsulate(fromHex(ek), fromHex(m));
      if (result === 'invalid' || !made) return result === 'invalid' && made === null;
      if (crypto === nodeCrypto) return made.ciphertext.length === 1088; // draws its own
      return toHex(made.ciphertext) === c && toHex(made.sharedSecret) === K;
    };
    expect(failures(vectors<Case[]>('wycheproof/mlkem768-encaps'), isRight)).toEqual([]);
    expect(crypto.mlKem768.encapsulate(octets(1183), octets(32))).toBeNull();
  });

  it('FIPS 204 §3.4, §5.2: signs as Wycheproof, noble to the octet', () => {
    type Case = { tcId: number; seed: string; publicKey: string; msg: string; sig: string };
    const isSigned = ({ seed, publicKey, msg, sig }: Case) => {
      const signature = crypto.mlDsa65.sign(fromHex(seed), fromHex(msg));
      // OpenSSL's signatures have chance in them: what can be asked is whether the other provider takes them
      return crypto.name === 'noble'
        ? toHex(signature) === sig
        : noble.mlDsa65.verify(fromHex(publicKey), fromHex(msg), signature);
    };
    const isRight = (of: Case) =>
      toHex(crypto.mlDsa65.publicKey(fromHex(of.seed))) === of.publicKey && isSigned(of);
    expect(failures(vectors<Case[]>('wycheproof/mldsa65-sign'), isRight)).toEqual([]);
  });

  it('FIPS 204 §5.3: verifies as Wycheproof', () => {
    const isRight = ({ publicKey, msg, sig, result }: KeyedCase) =>
      crypto.mlDsa65.verify(fromHex(publicKey), fromHex(msg), fromHex(sig)) ===
      (result === 'valid');
    expect(failures(vectors<KeyedCase[]>('wycheproof/mldsa65-verify'), isRight)).toEqual([]);
    expect(crypto.mlDsa65.verify(octets(3), message, octets(3309))).toBe(false);
  });
});

const keys = {
  p256: inDer(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  p384: inDer(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  ed25519: inDer(generateKeyPairSync('ed25519')),
  rsa: inDer(generateKeyPairSync('rsa', { modulusLength: 2048 })),
} as const;
const keyOf: Readonly<Record<SignatureScheme, keyof typeof keys>> = {
  ecdsa_secp256r1_sha256: 'p256',
  ecdsa_secp256r1_sha384: 'p256',
  ecdsa_secp384r1_sha384: 'p384',
  ecdsa_secp384r1_sha256: 'p384',
  ed25519: 'ed25519',
  rsa_pss_rsae_sha256: 'rsa',
  rsa_pss_rsae_sha384: 'rsa',
  rsa_pss_rsae_sha512: 'rsa',
  rsa_pkcs1_sha256: 'rsa',
  rsa_pkcs1_sha384: 'rsa',
  rsa_pkcs1_sha512: 'rsa',
};
const schemes = Object.keys(keyOf) as SignatureScheme[];

describe('Signatures by one provider', () => {
  it.each(schemes)('hold at the other: %s', (scheme) => {
    const { publicKey, privateKey } = keys[keyOf[scheme]];
    const signers = keyOf[scheme] === 'rsa' ? [nodeCrypto] : providers;
    for (const signer of signers) {
      const signature = signer.sign(scheme, privateKey, message);
      for (const verifier of providers) {
        expect(verifier.verify(scheme, publicKey, message, signature)).toBe(true);
        expect(verifier.verify(scheme, publicKey, octets(99), signature)).toBe(false);
        for (const other of schemes) {
          const isOther = verifier.verify(other, publicKey, message, signature);
          expect(isOther, `${scheme} as ${other}`).toBe(other === scheme);
        }
      }
    }
  });

  it('are refused for keys of another kind, by both', () => {
    for (const crypto of providers) {
      for (const scheme of schemes) {
        const fitting = keyOf[scheme];
        for (const [name, { privateKey, publicKey }] of Object.entries(keys)) {
          if (name === fitting) continue;
          expect(() => crypto.sign(scheme, privateKey, message)).toThrow(RangeError);
          expect(crypto.verify(scheme, publicKey, message, octets(64))).toBe(false);
        }
        expect(() => crypto.sign(scheme, octets(40), message)).toThrow(RangeError);
        expect(crypto.verify(scheme, octets(40), message, octets(64))).toBe(false);
      }
    }
    expect(() => noble.sign('rsa_pss_rsae_sha256', keys.rsa.privateKey, message)).toThrow(
      RangeError,
    );
  });

  it('RFC 6979: are the same each time by noble', () => {
    for (const scheme of ['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384'] as const) {
      const sign = () => toHex(noble.sign(scheme, keys[keyOf[scheme]].privateKey, message));
      expect(sign()).toBe(sign());
    }
  });

  it('FIPS 203: a secret made by one is found by the other', () => {
    const seed = octets(64);
    for (const [one, other] of [
      [noble, nodeCrypto],
      [nodeCrypto, noble],
    ] as const) {
      const { encapsulationKey, decapsulationKey } = one.mlKem768.keyPair(seed);
      const made = other.mlKem768.encapsulate(encapsulationKey, octets(32));
      const found = one.mlKem768.decapsulate(decapsulationKey, made?.ciphertext ?? octets(0));
      expect(toHex(found ?? octets(0))).toBe(toHex(made?.sharedSecret ?? octets(1)));
      expect(one.mlKem768.decapsulate(decapsulationKey, octets(1087))).toBeNull();
    }
  });
});
