import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { hkdfExpand, hkdfExtract } from '../../../core/crypto/hkdf.ts';
import { failures, providers, type Result, vectors } from './vectors.ts';

interface NamedCase {
  readonly name: string;
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly prk: string;
  readonly okm: string;
}
interface Case {
  readonly tcId: number;
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly size: number;
  readonly okm: string;
  readonly result: Result;
}

describe.each(providers)('HKDF on the provider $name', (crypto) => {
  it.each(vectors<NamedCase[]>('rfc5869/cases'))('RFC 5869 $name: derives', (one) => {
    const prk = hkdfExtract(crypto, 'sha256', fromHex(one.salt), fromHex(one.ikm));
    expect(toHex(prk)).toBe(one.prk);
    const length = one.okm.length / 2;
    expect(toHex(hkdfExpand(crypto, 'sha256', prk, fromHex(one.info), length))).toBe(one.okm);
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('derives as Wycheproof with %s', (hash) => {
    const isRight = ({ ikm, salt, info, size, okm, result }: Case) => {
      const prk = hkdfExtract(crypto, hash, fromHex(salt), fromHex(ikm));
      if (result === 'valid') {
        return toHex(hkdfExpand(crypto, hash, prk, fromHex(info), size)) === okm;
      }
      expect(() => hkdfExpand(crypto, hash, prk, fromHex(info), size)).toThrow(RangeError);
      return true;
    };
    expect(failures(vectors<Case[]>(`wycheproof/hkdf-${hash}`), isRight)).toEqual([]);
  });

  it('RFC 5869 §2.3: gives nothing past 255 digests', () => {
    const expand = (length: number) =>
      hkdfExpand(crypto, 'sha256', new Uint8Array(32), new Uint8Array(), length);
    expect(expand(0).length).toBe(0);
    expect(expand(255 * 32).length).toBe(255 * 32);
    expect(() => expand(255 * 32 + 1)).toThrow(RangeError);
  });
});
