import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import {
  certificateOctets,
  certificatePlaces,
  judgeCertificate,
  temporaryCertificate,
} from '../../../core/reality/certificate.ts';
import { vector } from '../../support/reality-vector.ts';

const publicKey = vector.ed25519Public;
const context = {
  authKey: vector.authKey,
  clientHello: vector.blankHello,
  serverHello: Uint8Array.of(2, 0, 0, 0),
};
const seed = new Uint8Array(32).fill(7);
const verifyKey = crypto.mlDsa65.publicKey(seed);

describe('the temporary certificate', () => {
  it('has 178 octets, the key at 72 and the code at the end', () => {
    const octets = temporaryCertificate(crypto, context, publicKey, null);
    expect(octets.length).toBe(certificateOctets.plain);
    const { publicKey: keyAt, code } = certificatePlaces;
    expect(toHex(octets.subarray(keyAt, keyAt + 32))).toBe(toHex(publicKey));
    expect(toHex(octets.subarray(code))).toBe(toHex(vector.certificateCode));
    expect(toHex(crypto.ed25519.publicKey(vector.ed25519Seed))).toBe(toHex(publicKey));
  });

  it('has 3,509 octets with ML-DSA-65, the signature at 126', () => {
    const octets = temporaryCertificate(crypto, context, publicKey, seed);
    expect(octets.length).toBe(certificateOctets.mldsa65);
    const signature = octets.subarray(certificatePlaces.mldsa65, certificatePlaces.mldsa65 + 3309);
    const { authKey, clientHello, serverHello } = context;
    const signed = crypto.hmac('sha512', authKey, concat([publicKey, clientHello, serverHello]));
    expect(crypto.mlDsa65.verify(verifyKey, signed, signature)).toBe(true);
    expect(toHex(octets.subarray(-64))).toBe(toHex(vector.certificateCode));
  });

  it('is a sequence whose lengths are right', () => {
    for (const mldsa65Seed of [null, seed]) {
      const octets = temporaryCertificate(crypto, context, publicKey, mldsa65Seed);
      expect(derEnd(octets)).toBe(octets.length);
    }
  });
});

/** Where the outermost value ends, after a look into all that is constructed. */
function derEnd(octets: Uint8Array, at = 0): number {
  const [tag, first] = [octets[at] as number, octets[at + 1] as number];
  const more = first < 0x80 ? 0 : first & 0x7f;
  let length = more ? 0 : first;
  for (let i = 0; i < more; i++) length = length * 256 + (octets[at + 2 + i] as number);
  const [begin, end] = [at + 2 + more, at + 2 + more + length];
  if (tag & 0x20) {
    let inner = begin;
    while (inner < end) inner = derEnd(octets, inner);
    expect(inner).toBe(end);
  }
  return end;
}

describe('judging a leaf', () => {
  const leaf = {
    ed25519PublicKey: publicKey,
    signature: vector.certificateCode,
    firstExtension: null,
  };
  const signature = temporaryCertificate(crypto, context, publicKey, seed).subarray(
    126,
    126 + 3309,
  );
  const judge = (of: Partial<typeof leaf> | object, verify: Uint8Array | null = null) =>
    judgeCertificate(crypto, context, { ...leaf, ...of }, verify);

  it('takes the code for verified', () => {
    expect(judge({})).toBe('verified');
  });

  it('takes another algorithm, another code or another key for real', () => {
    expect(judge({ ed25519PublicKey: null })).toBe('real');
    expect(judge({ signature: new Uint8Array(64) })).toBe('real');
    expect(judge({ ed25519PublicKey: crypto.ed25519.publicKey(seed) })).toBe('real');
    expect(judge({ signature: vector.certificateCode.subarray(0, 63) })).toBe('real');
  });

  it('asks for the ML-DSA-65 signature where its key is known, and only there', () => {
    expect(judge({ firstExtension: signature }, verifyKey)).toBe('verified');
    expect(judge({ firstExtension: null }, verifyKey)).toBe('unsigned');
    expect(judge({ firstExtension: signature.slice(1) }, verifyKey)).toBe('unsigned');
    const changed = signature.slice();
    changed[0] = (changed[0] as number) ^ 1;
    expect(judge({ firstExtension: changed }, verifyKey)).toBe('unsigned');
    expect(judge({ firstExtension: changed })).toBe('verified');
  });
});
