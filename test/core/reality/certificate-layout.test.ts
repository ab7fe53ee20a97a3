import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { temporaryCertificate } from '../../../core/reality/certificate.ts';
import { certificateLayout } from '../../../core/reality/certificate-layout.ts';
import { vector } from '../../support/reality-vector.ts';
import { testAuthority } from '../../support/tls-machines.ts';

const publicKey = vector.ed25519Public;
const { authKey, blankHello: clientHello } = vector;
const context = { authKey, clientHello, serverHello: Uint8Array.of(2, 0, 0, 0) };
const plain = temporaryCertificate(crypto, context, publicKey, null);
const signed = temporaryCertificate(crypto, context, publicKey, new Uint8Array(32).fill(7));

const codeOf = (octets: Uint8Array): string | null => {
  try {
    return decode(certificateLayout, octets) && 'read';
  } catch (error) {
    return (error as DecodeError).code;
  }
};

describe('the layout of a temporary certificate', () => {
  it('finds key and code in what REALITY makes', () => {
    const { value, length } = decode(certificateLayout, plain) ?? {};
    expect(length).toBe(plain.length);
    expect(toHex(value?.public_key ?? new Uint8Array())).toBe(toHex(publicKey));
    expect(toHex(value?.authentication_code ?? new Uint8Array())).toBe(
      toHex(vector.certificateCode),
    );
    expect(value?.mldsa65_signature).toBeNull();
  });

  it('finds the ML-DSA-65 signature where there is one', () => {
    const { value, length } = decode(certificateLayout, signed) ?? {};
    expect(length).toBe(signed.length);
    expect(value?.mldsa65_signature).toEqual(signed.subarray(126, 126 + 3309));
    expect(toHex(value?.public_key ?? new Uint8Array())).toBe(toHex(publicKey));
  });

  it('writes the octets that `certificate.ts` makes', () => {
    for (const octets of [plain, signed]) {
      const value = decode(certificateLayout, octets)?.value;
      expect(value && toHex(encode(certificateLayout, value))).toBe(toHex(octets));
    }
  });

  it('names what differs from one connection to another, and calls the rest fixed', () => {
    const named = (octets: Uint8Array) =>
      spansOf(certificateLayout, octets).map(({ path, start, end }) => [path, start, end]);
    expect(named(plain)).toEqual([
      ['fixed', 0, 72],
      ['public_key', 72, 104],
      ['fixed', 104, 114],
      ['authentication_code', 114, 178],
    ]);
    expect(named(signed).map(([path]) => path)).toEqual([
      ...['fixed', 'public_key', 'fixed', 'mldsa65_signature', 'fixed', 'authentication_code'],
    ]);
  });
});

describe('another certificate', () => {
  it('is refused: one that an authority has signed', () => {
    expect(codeOf(testAuthority)).toBe('reality:other_certificate');
  });

  it('is refused: one that differs in any fixed octet', () => {
    const fixed = [...Array(72).keys(), ...Array.from({ length: 10 }, (_, i) => 104 + i)];
    // the second octet says which of the two forms it is
    for (const at of fixed.filter((n) => n !== 1)) {
      const changed = plain.with(at, (plain[at] as number) ^ 1);
      expect(codeOf(changed), `octet ${at}`).toBe('reality:other_certificate');
    }
  });

  it('is not seen before all of it is there', () => {
    expect(codeOf(plain.subarray(0, 177))).toBeNull();
    expect(codeOf(plain)).toBe('read');
  });

  it('is told from what has no form at all by an error that says so', () => {
    expect(() => decode(certificateLayout, new Uint8Array(178))).toThrow(DecodeError);
  });
});
