/**
 * A certificate with its key, out of two PEM texts: tls.X509KeyPair in crypto/tls/tls.go of Go 1.26, with its complaints.
 * Without a look into what the certificate says, but for its public key.
 */
import { type PemBlock, pemBlocks } from './pem.ts';
import { type PrivateKey, parsePrivateKey, publicKeyOf } from './private-key.ts';

export interface KeyPair {
  /** The leaf first, in DER. */
  readonly chain: readonly Uint8Array[];
  readonly key: PrivateKey;
}

export function keyPair(certificate: string, key: string): KeyPair | { readonly said: string } {
  const blocks = pemBlocks(certificate);
  const chain = certificatesOf(blocks);
  const leaf = chain[0];
  if (!leaf) return { said: withoutCertificate(blocks) };
  const keyBlocks = pemBlocks(key);
  const block = keyBlocks.find(({ type }) => /(^| )PRIVATE KEY$/.test(type));
  if (!block) return { said: withoutKey(keyBlocks) };
  const publicKey = publicKeyOf(leaf);
  if (!publicKey) return { said: 'x509: malformed certificate' };
  const parsed = parsePrivateKey(block.octets);
  if (!parsed) return { said: 'tls: failed to parse private key' };
  if (publicKey.algorithm !== parsed.algorithm) {
    return { said: 'tls: private key type does not match public key type' };
  }
  if (parsed.shared !== '' && parsed.shared !== publicKey.shared) {
    return { said: 'tls: private key does not match public key' };
  }
  return { chain, key: parsed };
}

export const certificatesOf = (blocks: readonly PemBlock[]): Uint8Array[] =>
  blocks.filter(({ type }) => type === 'CERTIFICATE').map(({ octets }) => octets);

function withoutCertificate(blocks: readonly PemBlock[]): string {
  const [only, ...more] = blocks;
  if (!only) return 'tls: failed to find any PEM data in certificate input';
  if (more.length === 0 && only.type.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ${typesOf(blocks)}`;
}

function withoutKey(blocks: readonly PemBlock[]): string {
  const [only, ...more] = blocks;
  if (!only) return 'tls: failed to find any PEM data in key input';
  if (more.length === 0 && only.type === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ${typesOf(blocks)}`;
}

/** As Go prints a list. */
const typesOf = (blocks: readonly PemBlock[]): string =>
  `[${blocks.map(({ type }) => type).join(' ')}]`;
