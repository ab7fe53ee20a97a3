/**
 * The part of `noble.ts` that opens what a secret has sealed, by itself: whoever only reads a recorded run needs no curves.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concat } from '../bytes/concat.ts';
import { type AeadKey, type AeadName, aeadKeyOctets, type SymmetricCrypto } from './provider.ts';

const hashes = { sha256, sha384, sha512 } as const;
const tagOctets = 16;
const ciphers = {
  'aes-128-gcm': gcm,
  'aes-256-gcm': gcm,
  'chacha20-poly1305': chacha20poly1305,
} as const satisfies Record<AeadName, unknown>;

export const nobleSymmetric: SymmetricCrypto = {
  hash: (name, octets) => hashes[name](octets),
  hmac: (name, key, octets) => hmac(hashes[name], key, octets),
  aead(name, key): AeadKey {
    if (key.length !== aeadKeyOctets[name]) throw new RangeError(`${name} has another key length`);
    const own = key.slice();
    const cipher = ciphers[name];
    return {
      seal: (nonce, additional, plaintext, prefix) =>
        concat([prefix, cipher(own, nonce, additional).encrypt(concat(plaintext))]),
      open: (nonce, additional, sealed) =>
        sealed.length < tagOctets
          ? null
          : unlessThrown(() => cipher(own, nonce, additional).decrypt(sealed), null),
    };
  },
};

/** Noble throws for octets that are no key, no signature, or have the wrong tag. */
export function unlessThrown<T, E>(compute: () => T, otherwise: E): T | E {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}
