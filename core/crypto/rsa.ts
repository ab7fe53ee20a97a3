/**
 * RSA signatures, checked on BigInt: RSASSA-PSS and RSASSA-PKCS1-v1_5 (RFC 8017 §8.1.2, §8.2.2).
 *
 * Verification only, of what is public; nothing here runs in constant time.
 */
import { concat } from '../bytes/concat.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import type { PublicKey } from './keys.ts';
import { type HashName, hashOctets } from './provider.ts';

export type RsaPublicKey = Extract<PublicKey, { type: 'rsa' }>;
type Hash = (hash: HashName, octets: Uint8Array) => Uint8Array;

/** RSASSA-PSS-VERIFY with MGF1 of the same hash and a salt of the digest's length, as TLS has it (RFC 9846 §4.3.3). */
export function verifyRsaPss(
  hash: Hash,
  hashName: HashName,
  key: RsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const encodedBits = bitLength(key.modulus) - 1;
  const length = Math.ceil(encodedBits / 8);
  const representative = publicOperation(key, signature);
  // EM is one octet shorter than a modulus of 8n + 1 bits
  const surplus = key.modulus.length - length;
  if (!representative || (surplus > 0 && representative[0] !== 0)) return false;
  const encoded = representative.subarray(surplus);
  const digestLength = hashOctets[hashName];
  // RFC 8017 §9.1.2, steps 3 to 6
  if (length < 2 * digestLength + 2 || encoded.at(-1) !== 0xbc) return false;
  const maskedLength = length - digestLength - 1;
  const masked = encoded.subarray(0, maskedLength);
  const digest = encoded.subarray(maskedLength, length - 1);
  const unusedBits = 8 * length - encodedBits;
  if ((masked[0] as number) >> (8 - unusedBits) !== 0) return false;

  const mask = mgf1(hash, hashName, digest, maskedLength);
  const data = masked.map((octet, i) => octet ^ (mask[i] as number));
  data[0] = (data[0] as number) & (0xff >> unusedBits);
  const padding = maskedLength - digestLength - 1;
  if (data.subarray(0, padding).some((octet) => octet !== 0) || data[padding] !== 1) return false;

  const salt = data.subarray(padding + 1);
  const again = hash(hashName, concat([new Uint8Array(8), hash(hashName, message), salt]));
  return areEqual(again, digest);
}

export function verifyRsaPkcs1(
  hash: Hash,
  hashName: HashName,
  key: RsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const info = concat([digestInfo[hashName], hash(hashName, message)]);
  const padding = key.modulus.length - info.length - 3;
  if (padding < 8) return false;
  const expected = concat([
    Uint8Array.of(0, 1),
    new Uint8Array(padding).fill(0xff),
    Uint8Array.of(0),
    info,
  ]);
  const encoded = publicOperation(key, signature);
  return encoded !== null && areEqual(encoded, expected);
}

/** DigestInfo in DER up to the digest (RFC 8017 §9.2, note 1). */
const digestInfo = {
  sha256: fromHex('3031300d060960864801650304020105000420'),
  sha384: fromHex('3041300d060960864801650304020205000430'),
  sha512: fromHex('3051300d060960864801650304020305000440'),
} as const satisfies Record<HashName, Uint8Array>;

/** RSAVP1 on octets as long as the modulus; null for a signature of another length or not below the modulus. */
function publicOperation(key: RsaPublicKey, signature: Uint8Array): Uint8Array | null {
  const modulus = toNumber(key.modulus);
  const base = toNumber(signature);
  if (signature.length !== key.modulus.length || base >= modulus) return null;
  let result = 1n;
  for (const bit of key.exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return fromHex(result.toString(16).padStart(2 * key.modulus.length, '0'));
}

/** RFC 8017 §B.2.1. */
function mgf1(hash: Hash, hashName: HashName, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; counter * hashOctets[hashName] < length; counter++) {
    blocks.push(hash(hashName, concat([seed, Uint8Array.of(0, 0, counter >> 8, counter & 255)])));
  }
  return concat(blocks).subarray(0, length);
}

const toNumber = (octets: Uint8Array): bigint => BigInt(`0x0${toHex(octets)}`);

const bitLength = (octets: Uint8Array): number =>
  8 * octets.length - (Math.clz32(octets[0] ?? 0) - 24);

const areEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);
