/**
 * The provider that runs anywhere, on the noble packages; the same answers from the same arguments everywhere.
 *
 * ECDSA is deterministic (RFC 6979), ML-DSA too (FIPS 204 §3.4). RSA is verified by `rsa.ts`, and not signed.
 */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { fitsScheme, parsePrivateKey, parsePublicKey, schemeTraits } from './keys.ts';
import type { CryptoProvider, SignatureScheme } from './provider.ts';
import { verifyRsaPkcs1, verifyRsaPss } from './rsa.ts';
import { nobleSymmetric, unlessThrown } from './symmetric.ts';

const curves = { p256, p384 } as const;
const { hash } = nobleSymmetric;

export const noble: CryptoProvider = {
  ...nobleSymmetric,
  name: 'noble',
  x25519: {
    publicKey: (privateKey) => x25519.getPublicKey(privateKey),
    sharedSecret: (privateKey, peerPublicKey) =>
      peerPublicKey.length === 32
        ? unlessThrown(() => x25519.getSharedSecret(privateKey, peerPublicKey), null)
        : null,
  },
  mlKem768: {
    keyPair(seed) {
      const { publicKey, secretKey } = ml_kem768.keygen(seed);
      return { encapsulationKey: publicKey, decapsulationKey: secretKey };
    },
    encapsulate: (encapsulationKey, random) =>
      unlessThrown(() => {
        const { cipherText, sharedSecret } = ml_kem768.encapsulate(encapsulationKey, random);
        return { ciphertext: cipherText, sharedSecret };
      }, null),
    decapsulate: (decapsulationKey, ciphertext) =>
      ciphertext.length === 1088
        ? ml_kem768.decapsulate(ciphertext, decapsulationKey as Uint8Array)
        : null,
  },
  ed25519: {
    publicKey: (seed) => ed25519.getPublicKey(seed),
    sign: (seed, message) => ed25519.sign(message, seed),
    verify: verifyEd25519,
  },
  mlDsa65: {
    publicKey: (seed) => ml_dsa65.keygen(seed).publicKey,
    sign: (seed, message) =>
      ml_dsa65.sign(message, ml_dsa65.keygen(seed).secretKey, { extraEntropy: false }),
    verify: (publicKey, message, signature) =>
      unlessThrown(() => ml_dsa65.verify(signature, message, publicKey), false),
  },
  verify: (scheme, publicKey, message, signature) =>
    unlessThrown(() => verify(scheme, publicKey, message, signature), false),
  sign(scheme, privateKey, message) {
    const key = unlessThrown(() => parsePrivateKey(privateKey), null);
    const traits = schemeTraits[scheme];
    if (key && key.type !== 'rsa' && fitsScheme(key, scheme)) {
      if (key.type === 'ed25519') return ed25519.sign(message, key.seed);
      const digest = hash('hash' in traits ? traits.hash : 'sha256', message);
      return curves[key.curve].sign(digest, key.scalar, {
        prehash: false,
        lowS: false,
        format: 'der',
      });
    }
    throw new RangeError(`The key does not sign ${scheme} here`);
  },
};

function verify(
  scheme: SignatureScheme,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = parsePublicKey(publicKey);
  const traits = schemeTraits[scheme];
  if (!key || !fitsScheme(key, scheme)) return false;
  if (key.type === 'ed25519') return verifyEd25519(key.key, message, signature);
  if (key.type === 'ecdsa' && traits.type === 'ecdsa') {
    const options = { prehash: false, lowS: false, format: 'der' } as const;
    return curves[key.curve].verify(signature, hash(traits.hash, message), key.point, options);
  }
  if (key.type !== 'rsa' || traits.type !== 'rsa') return false;
  const check = traits.padding === 'pss' ? verifyRsaPss : verifyRsaPkcs1;
  return check(hash, traits.hash, key, message, signature);
}

function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  // RFC 8032 §5.1.7, where noble would take encodings that it forbids
  return unlessThrown(() => ed25519.verify(signature, message, key, { zip215: false }), false);
}
