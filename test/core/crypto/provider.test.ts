import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noble } from '../../../core/crypto/noble.ts';
import {
  type AeadName,
  aeadKeyOctets,
  type HashName,
  hashOctets,
} from '../../../core/crypto/provider.ts';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { failures, providers, type Result, vectors } from './vectors.ts';

const hashNames = ['sha256', 'sha384', 'sha512'] as const satisfies readonly HashName[];
const aeadNames = Object.keys(aeadKeyOctets) as AeadName[];
const octets = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 31) & 255);

interface AeadCase {
  readonly tcId: number;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: Result;
}

describe.each(providers)('The provider $name', (crypto) => {
  it.each(hashNames)('FIPS 180-4: hashes with %s', (name) => {
    const abc = toHex(crypto.hash(name, fromHex('616263')));
    expect(abc.slice(0, 16)).toBe(
      { sha256: 'ba7816bf8f01cfea', sha384: 'cb00753f45a35e8b', sha512: 'ddaf35a193617aba' }[name],
    );
    expect(abc.length).toBe(2 * hashOctets[name]);
  });

  it.each(hashNames)('RFC 2104: makes the codes of Wycheproof with %s', (name) => {
    const cases = vectors<{ tcId: number; key: string; msg: string; tag: string }[]>(
      `wycheproof/hmac-${name}`,
    );
    const isRight = ({ key, msg, tag }: (typeof cases)[number]) =>
      toHex(crypto.hmac(name, fromHex(key), fromHex(msg))) === tag;
    expect(cases.length).toBeGreaterThan(10);
    expect(failures(cases, isRight)).toEqual([]);
  });

  const isSealed = (name: AeadName) => (one: AeadCase) => {
    const key = crypto.aead(name, fromHex(one.key));
    const [iv, aad] = [fromHex(one.iv), fromHex(one.aad)];
    const sealed = one.ct + one.tag;
    const opened = key.open(iv, aad, fromHex(sealed));
    if (one.result === 'invalid') return opened === null;
    const again = key.seal(iv, aad, [fromHex(one.msg)], new Uint8Array());
    return opened !== null && toHex(opened) === one.msg && toHex(again) === sealed;
  };

  it('SP 800-38D: seals and opens the examples of GCM and of Wycheproof', () => {
    const named = vectors<AeadCase[]>('nist-gcm/cases');
    const cases = [...named, ...vectors<AeadCase[]>('wycheproof/aes-gcm')];
    for (const [name, digits] of [['aes-128-gcm', 32] as const, ['aes-256-gcm', 64] as const]) {
      const fitting = cases.filter(({ key }) => key.length === digits);
      expect(fitting.length).toBeGreaterThan(10);
      expect(failures(fitting, isSealed(name))).toEqual([]);
    }
  });

  it('RFC 8439 §2.8.2: seals and opens the example and those of Wycheproof', () => {
    const cases = [
      ...vectors<AeadCase[]>('rfc8439/cases'),
      ...vectors<AeadCase[]>('wycheproof/chacha20-poly1305'),
    ];
    expect(failures(cases, isSealed('chacha20-poly1305'))).toEqual([]);
  });

  it.each(aeadNames)('joins prefix, pieces and tag with %s, and lets the pieces be', (name) => {
    const key = crypto.aead(name, octets(aeadKeyOctets[name]));
    const [nonce, aad, prefix] = [octets(12), octets(5), octets(5, 2)];
    const pieces = [octets(3), octets(0), octets(20_000, 3)];
    const before = pieces.map(toHex);
    const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    const sealed = key.seal(nonce, aad, pieces, prefix);
    expect(toHex(sealed.subarray(0, 5))).toBe(toHex(prefix));
    expect(toHex(sealed.subarray(5))).toBe(toHex(key.seal(nonce, aad, [whole], new Uint8Array())));
    expect(pieces.map(toHex)).toEqual(before);
    expect(key.seal(nonce, aad, [], prefix).length).toBe(prefix.length + 16);
    expect(toHex(key.open(nonce, aad, sealed.subarray(5)) ?? new Uint8Array())).toBe(toHex(whole));
  });

  it.each(aeadNames)('opens nothing that is changed or too short for a tag with %s', (name) => {
    const key = crypto.aead(name, octets(aeadKeyOctets[name]));
    const [nonce, aad] = [octets(12), octets(5)];
    const sealed = key.seal(nonce, aad, [octets(40)], new Uint8Array());
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.with(at, (sealed[at] as number) ^ 1);
      expect(key.open(nonce, aad, changed)).toBeNull();
    }
    expect(key.open(nonce, octets(6), sealed)).toBeNull();
    expect(key.open(nonce, aad, sealed.subarray(0, 15))).toBeNull();
    expect(key.open(nonce, aad, new Uint8Array())).toBeNull();
  });

  it('refuses keys of another length', () => {
    expect(() => crypto.aead('aes-128-gcm', octets(32))).toThrow(RangeError);
    expect(() => crypto.aead('aes-256-gcm', octets(16))).toThrow(RangeError);
  });

  it('keeps a key of its own, whatever becomes of the octets', () => {
    const given = octets(16);
    const key = crypto.aead('aes-128-gcm', given);
    const seal = () => toHex(key.seal(octets(12), octets(0), [octets(9)], octets(0)));
    const before = seal();
    given.fill(0);
    expect(seal()).toBe(before);
  });

  it('gives plain arrays with a memory of their own', () => {
    const key = crypto.aead('aes-128-gcm', octets(16));
    const sealed = key.seal(octets(12), octets(0), [octets(30)], octets(5));
    const seed = octets(32);
    const results = [
      crypto.hash('sha256', octets(3)),
      crypto.hmac('sha384', octets(3), octets(3)),
      sealed,
      key.open(octets(12), octets(0), sealed.subarray(5)),
      crypto.x25519.publicKey(seed),
      crypto.x25519.sharedSecret(seed, crypto.x25519.publicKey(octets(32, 5))),
      crypto.ed25519.publicKey(seed),
      crypto.ed25519.sign(seed, octets(3)),
      crypto.mlKem768.keyPair(octets(64)).encapsulationKey,
    ];
    for (const result of results) {
      expect(Object.getPrototypeOf(result)).toBe(Uint8Array.prototype);
      expect(result?.buffer.byteLength).toBe(result?.length);
    }
  });
});

describe('The two providers', () => {
  it('give the same digests, codes and sealed octets', () => {
    const arbitrary = fc.uint8Array({ maxLength: 1500 });
    fc.assert(
      fc.property(arbitrary, arbitrary, fc.constantFrom(...hashNames), (key, message, name) => {
        expect(toHex(nodeCrypto.hash(name, message))).toBe(toHex(noble.hash(name, message)));
        const codes = [nodeCrypto, noble].map((crypto) => toHex(crypto.hmac(name, key, message)));
        expect(codes[0]).toBe(codes[1]);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 4 }), arbitrary, (pieces, additional) => {
        for (const name of aeadNames) {
          const [a, b] = [nodeCrypto, noble].map((crypto) =>
            toHex(
              crypto
                .aead(name, octets(aeadKeyOctets[name]))
                .seal(octets(12), additional, pieces, octets(5)),
            ),
          );
          expect(a).toBe(b);
        }
      }),
      { numRuns: 30 },
    );
  });
});
