/** HKDF (RFC 5869), from the HMAC of a provider. */
import { concat } from '../bytes/concat.ts';
import { type HashName, hashOctets, type SymmetricCrypto } from './provider.ts';

/** A pseudorandom key of a digest's length. An empty salt is as good as one of zeros (§2.2). */
export const hkdfExtract = (
  crypto: SymmetricCrypto,
  hash: HashName,
  salt: Uint8Array,
  inputKeyingMaterial: Uint8Array,
): Uint8Array => crypto.hmac(hash, salt, inputKeyingMaterial);

/** `length` octets of output keying material. Throws RangeError past 255 digests (§2.3). */
export function hkdfExpand(
  crypto: SymmetricCrypto,
  hash: HashName,
  pseudorandomKey: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const blocks = Math.ceil(length / hashOctets[hash]);
  if (blocks > 255) throw new RangeError(`HKDF gives no ${length} octets`);
  const output: Uint8Array[] = [];
  let previous: Uint8Array = new Uint8Array();
  for (let counter = 1; counter <= blocks; counter++) {
    previous = crypto.hmac(hash, pseudorandomKey, concat([previous, info, Uint8Array.of(counter)]));
    output.push(previous);
  }
  return concat(output).slice(0, length);
}
