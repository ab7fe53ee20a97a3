/**
 * Which algorithms sign certificates here (RFC 5280 §4.1.1.2): ECDSA (RFC 5758), RSA (RFC 4055), Ed25519 (RFC 8410).
 *
 * Not SHA-1, as in Go, and not ECDSA with SHA-512.
 */
import { toHex } from '../bytes/hex.ts';
import type { PublicKey } from '../crypto/keys.ts';
import type { HashName, SignatureScheme } from '../crypto/provider.ts';

export type SignatureAlgorithm =
  | { readonly type: 'ecdsa'; readonly hash: 'sha256' | 'sha384' }
  | { readonly type: 'rsa_pss' | 'rsa_pkcs1'; readonly hash: HashName }
  | { readonly type: 'ed25519' };

/** The content of AlgorithmIdentifier, of which DER allows one spelling for each algorithm. */
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  '06082a8648ce3d040302': { type: 'ecdsa', hash: 'sha256' },
  '06082a8648ce3d040303': { type: 'ecdsa', hash: 'sha384' },
  '06032b6570': { type: 'ed25519' },
  '06092a864886f70d01010b0500': { type: 'rsa_pkcs1', hash: 'sha256' },
  '06092a864886f70d01010c0500': { type: 'rsa_pkcs1', hash: 'sha384' },
  '06092a864886f70d01010d0500': { type: 'rsa_pkcs1', hash: 'sha512' },
  [pss('01', '20')]: { type: 'rsa_pss', hash: 'sha256' },
  [pss('02', '30')]: { type: 'rsa_pss', hash: 'sha384' },
  [pss('03', '40')]: { type: 'rsa_pss', hash: 'sha512' },
};

/** Null for an algorithm, or parameters of it, that are not known here. */
export const signatureAlgorithm = (content: Uint8Array): SignatureAlgorithm | null =>
  (content.length < 100 && algorithms[toHex(content)]) || null;

/** The scheme of a signature by this key; null where the key is of another kind. */
export function schemeOf(algorithm: SignatureAlgorithm, key: PublicKey): SignatureScheme | null {
  switch (algorithm.type) {
    case 'ed25519':
      return key.type === 'ed25519' ? 'ed25519' : null;
    case 'rsa_pkcs1':
      return key.type === 'rsa' ? `rsa_pkcs1_${algorithm.hash}` : null;
    case 'rsa_pss':
      return key.type === 'rsa' ? `rsa_pss_rsae_${algorithm.hash}` : null;
    case 'ecdsa': {
      if (key.type !== 'ecdsa') return null;
      const curve = key.curve === 'p256' ? 'secp256r1' : 'secp384r1';
      return `ecdsa_${curve}_${algorithm.hash}`;
    }
  }
}

/** id-RSASSA-PSS with MGF1 of the same hash and a salt of its length (RFC 4055 §3.1). */
function pss(hash: string, saltLength: string): string {
  const sha2 = `300d06096086480165030402${hash}0500`;
  const mgf1 = `301a06092a864886f70d010108${sha2}`;
  return `06092a864886f70d01010a3034a00f${sha2}a11c${mgf1}a2030201${saltLength}`;
}
