/**
 * The cryptography that protocols ask for: synchronous functions on octets, without randomness of their own where the
 * caller can give it.
 *
 * Two implementations: `noble.ts` runs anywhere and is deterministic; `core/node/crypto.ts` uses OpenSSL and is an order of
 * magnitude faster. Both pass the same vectors. SubtleCrypto is none: its promises would end sans-IO.
 */

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** Octets of a digest. */
export const hashOctets = { sha256: 32, sha384: 48, sha512: 64 } as const satisfies Record<
  HashName,
  number
>;

export type AeadName = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';

/** Octets of a key; the nonce has 12 and the tag 16 for all (RFC 5116 §5, RFC 8439 §2.8). */
export const aeadKeyOctets = {
  'aes-128-gcm': 16,
  'aes-256-gcm': 32,
  'chacha20-poly1305': 32,
} as const satisfies Record<AeadName, number>;

/** One key of an AEAD. Nonces are the caller's: never the same twice. */
export interface AeadKey {
  /** Gives `prefix`, ciphertext and tag in one new array. The plaintext is the pieces one after another. */
  seal(
    nonce: Uint8Array,
    additional: Uint8Array,
    plaintext: readonly Uint8Array[],
    prefix: Uint8Array,
  ): Uint8Array;
  /** The plaintext, in octets of its own; null where the tag does not fit. `sealed` is ciphertext and tag. */
  open(nonce: Uint8Array, additional: Uint8Array, sealed: Uint8Array): Uint8Array | null;
}

/** TLS SignatureScheme values (RFC 9846 §4.3.3; RFC 8446 §4.2.3) that can be verified. */
export type SignatureScheme =
  | 'ecdsa_secp256r1_sha256'
  | 'ecdsa_secp384r1_sha384'
  | 'ed25519'
  | 'rsa_pss_rsae_sha256'
  | 'rsa_pss_rsae_sha384'
  | 'rsa_pss_rsae_sha512'
  /** Of certificates only. */
  | 'rsa_pkcs1_sha256'
  | 'rsa_pkcs1_sha384'
  | 'rsa_pkcs1_sha512'
  | 'ecdsa_secp256r1_sha384'
  | 'ecdsa_secp384r1_sha256';

/** What is done under a key that both sides have. */
export interface SymmetricCrypto {
  hash(hash: HashName, octets: Uint8Array): Uint8Array;
  /** RFC 2104. */
  hmac(hash: HashName, key: Uint8Array, octets: Uint8Array): Uint8Array;
  /** The key has `aeadKeyOctets`. */
  aead(aead: AeadName, key: Uint8Array): AeadKey;
}

export interface CryptoProvider extends SymmetricCrypto {
  readonly name: 'noble' | 'node';
  /** RFC 7748; all keys have 32 octets. */
  readonly x25519: {
    publicKey(privateKey: Uint8Array): Uint8Array;
    /** Null where the result is all zero (RFC 7748 §6.1), or the peer's key has not 32 octets. */
    sharedSecret(privateKey: Uint8Array, peerPublicKey: Uint8Array): Uint8Array | null;
  };
  /** FIPS 203: encapsulation key 1,184 octets, ciphertext 1,088, shared secret 32. */
  readonly mlKem768: {
    /** From 64 random octets (d, then z). */
    keyPair(seed: Uint8Array): {
      readonly encapsulationKey: Uint8Array;
      /** In a form of the provider's own. */
      readonly decapsulationKey: unknown;
    };
    /** From 32 random octets, which a provider may replace by its own. Null where the key is malformed (FIPS 203 §7.2). */
    encapsulate(
      encapsulationKey: Uint8Array,
      random: Uint8Array,
    ): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array } | null;
    /** Null where the ciphertext has not 1,088 octets. */
    decapsulate(decapsulationKey: unknown, ciphertext: Uint8Array): Uint8Array | null;
  };
  /** RFC 8032; seed and public key 32 octets, signature 64. */
  readonly ed25519: {
    publicKey(seed: Uint8Array): Uint8Array;
    sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
    verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  };
  /**
   * FIPS 204, pure, empty context: seed 32 octets, public key 1,952, signature 3,309. Noble signs deterministically,
   * OpenSSL with randomness of its own (hedged); nobody who verifies can tell.
   */
  readonly mlDsa65: {
    publicKey(seed: Uint8Array): Uint8Array;
    sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
    verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  };
  /** `publicKey` is a SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7). False for a key that does not fit the scheme. */
  verify(
    scheme: SignatureScheme,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean;
  /** `privateKey` is PKCS #8 in DER (RFC 5958). Throws RangeError for a key or scheme that the provider cannot sign with. */
  sign(scheme: SignatureScheme, privateKey: Uint8Array, message: Uint8Array): Uint8Array;
}
