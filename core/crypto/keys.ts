/**
 * Public and private keys as octets: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) and PKCS #8 (RFC 5958).
 *
 * RSA (RFC 8017 §A.1.1), ECDSA on P-256 and P-384 (RFC 5480; RFC 5915), Ed25519 (RFC 8410). Points are uncompressed.
 */
import {
  contextTag,
  type DerReader,
  derTags,
  objectIdentifier,
  readDer,
  unsignedInteger,
  wholeOctets,
} from './der.ts';
import type { HashName, SignatureScheme } from './provider.ts';

export type Curve = 'p256' | 'p384';

export type PublicKey =
  | { readonly type: 'rsa'; readonly modulus: Uint8Array; readonly exponent: number }
  /** 0x04, x, y. */
  | { readonly type: 'ecdsa'; readonly curve: Curve; readonly point: Uint8Array }
  | { readonly type: 'ed25519'; readonly key: Uint8Array };

export type PrivateKey =
  | { readonly type: 'rsa' }
  | { readonly type: 'ecdsa'; readonly curve: Curve; readonly scalar: Uint8Array }
  | { readonly type: 'ed25519'; readonly seed: Uint8Array };

/** What a scheme asks of the key, and its hash. */
type SchemeTraits =
  | { readonly type: 'rsa'; readonly padding: 'pss' | 'pkcs1'; readonly hash: HashName }
  | { readonly type: 'ecdsa'; readonly curve: Curve; readonly hash: HashName }
  | { readonly type: 'ed25519' };

export const schemeTraits = {
  ecdsa_secp256r1_sha256: { type: 'ecdsa', curve: 'p256', hash: 'sha256' },
  ecdsa_secp384r1_sha384: { type: 'ecdsa', curve: 'p384', hash: 'sha384' },
  ecdsa_secp256r1_sha384: { type: 'ecdsa', curve: 'p256', hash: 'sha384' },
  ecdsa_secp384r1_sha256: { type: 'ecdsa', curve: 'p384', hash: 'sha256' },
  ed25519: { type: 'ed25519' },
  rsa_pss_rsae_sha256: { type: 'rsa', padding: 'pss', hash: 'sha256' },
  rsa_pss_rsae_sha384: { type: 'rsa', padding: 'pss', hash: 'sha384' },
  rsa_pss_rsae_sha512: { type: 'rsa', padding: 'pss', hash: 'sha512' },
  rsa_pkcs1_sha256: { type: 'rsa', padding: 'pkcs1', hash: 'sha256' },
  rsa_pkcs1_sha384: { type: 'rsa', padding: 'pkcs1', hash: 'sha384' },
  rsa_pkcs1_sha512: { type: 'rsa', padding: 'pkcs1', hash: 'sha512' },
} as const satisfies Record<SignatureScheme, SchemeTraits>;

/** Octets of a coordinate. */
export const curveOctets = { p256: 32, p384: 48 } as const satisfies Record<Curve, number>;

export const keyOids = {
  rsaEncryption: '1.2.840.113549.1.1.1',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  ed25519: '1.3.101.112',
} as const;

/**
 * Null for a key of another kind, or out of bounds: RSA has 1,024..8,192 bits and an exponent below 2^31. Throws
 * DecodeError.
 */
export function parsePublicKey(subjectPublicKeyInfo: Uint8Array): PublicKey | null {
  return readDer(subjectPublicKeyInfo, (der) =>
    der.inside('subjectPublicKeyInfo', derTags.sequence, (info) => {
      const algorithm = readKeyAlgorithm(info);
      const key = wholeOctets(info.content('subjectPublicKey', derTags.bitString));
      switch (algorithm) {
        case 'rsa':
          return rsaPublicKey(key);
        case 'ed25519':
          return key.length === 32 ? { type: 'ed25519', key } : null;
        case null:
          return null;
        default: {
          const isUncompressed = key[0] === 4 && key.length === 1 + 2 * curveOctets[algorithm];
          return isUncompressed ? { type: 'ecdsa', curve: algorithm, point: key } : null;
        }
      }
    }),
  );
}

/** Null for a key of another kind. Throws DecodeError. */
export function parsePrivateKey(pkcs8: Uint8Array): PrivateKey | null {
  return readDer(pkcs8, (der) =>
    der.inside('privateKeyInfo', derTags.sequence, (info) => {
      info.content('version', derTags.integer);
      const algorithm = readKeyAlgorithm(info);
      const key = info.content('privateKey', derTags.octetString);
      // attributes, and the public key (RFC 5958 §2)
      while (info.hasMore) info.element('more');
      if (algorithm === null) return null;
      if (algorithm === 'rsa') return { type: 'rsa' };
      if (algorithm === 'ed25519') {
        const seed = readDer(key, (inner) => inner.content('seed', derTags.octetString));
        return seed.length === 32 ? { type: 'ed25519', seed } : null;
      }
      const scalar = readDer(key, (inner) => inner.inside('key', derTags.sequence, ecPrivateKey));
      return scalar.length === curveOctets[algorithm]
        ? { type: 'ecdsa', curve: algorithm, scalar }
        : null;
    }),
  );
}

/** Whether a key of this kind can make or check signatures of the scheme. */
export function fitsScheme(key: PublicKey | PrivateKey, scheme: SignatureScheme): boolean {
  const traits = schemeTraits[scheme];
  if (key.type !== traits.type) return false;
  return !(key.type === 'ecdsa' && traits.type === 'ecdsa') || key.curve === traits.curve;
}

function readKeyAlgorithm(info: DerReader): 'rsa' | 'ed25519' | Curve | null {
  return info.inside('algorithm', derTags.sequence, (algorithm) => {
    const oid = objectIdentifier(algorithm.content('algorithm', derTags.objectIdentifier));
    const parameters = algorithm.hasMore ? algorithm.element('parameters') : null;
    if (oid === keyOids.rsaEncryption) return parameters?.tag === derTags.null ? 'rsa' : null;
    if (oid === keyOids.ed25519) return parameters === null ? 'ed25519' : null;
    if (oid !== keyOids.ecPublicKey || parameters?.tag !== derTags.objectIdentifier) return null;
    const curve = objectIdentifier(parameters.content);
    return curve === keyOids.p256 ? 'p256' : curve === keyOids.p384 ? 'p384' : null;
  });
}

function rsaPublicKey(octets: Uint8Array): PublicKey | null {
  return readDer(octets, (der) =>
    der.inside('rsaPublicKey', derTags.sequence, (key) => {
      const modulus = unsignedInteger(key.content('modulus', derTags.integer));
      const exponentOctets = unsignedInteger(key.content('publicExponent', derTags.integer));
      const exponent = exponentOctets.reduce((value, octet) => value * 256 + octet, 0);
      const bits = 8 * modulus.length - Math.clz32(modulus[0] ?? 0) + 24;
      const isUsable =
        bits >= 1024 &&
        bits <= 8192 &&
        ((modulus.at(-1) as number) & 1) === 1 &&
        exponent >= 3 &&
        exponent < 2 ** 31 &&
        (exponent & 1) === 1;
      return isUsable ? { type: 'rsa', modulus, exponent } : null;
    }),
  );
}

function ecPrivateKey(key: DerReader): Uint8Array {
  key.content('version', derTags.integer);
  const scalar = key.content('privateKey', derTags.octetString);
  for (const number of [0, 1]) {
    const tag = contextTag(number, 'constructed');
    if (key.hasNext(tag)) key.content('parameters', tag);
  }
  return scalar;
}
