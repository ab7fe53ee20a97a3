/** What CertificateVerify signs, and which schemes fit which key (RFC 9846 §4.3.3, §4.5.3; RFC 8446 §4.2.3, §4.4.3). */
import { concat } from '../bytes/concat.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import type { SignatureScheme } from '../crypto/provider.ts';
import { signatureScheme } from './enums.ts';

/** In Go's order of preference. */
const schemes = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'ecdsa_secp384r1_sha384',
] as const satisfies readonly (SignatureScheme & keyof typeof signatureScheme)[];
/** A scheme that a handshake may be signed with. */
export type HandshakeScheme = (typeof schemes)[number];

/** The numbers of all schemes that a handshake may be signed with here. */
export const handshakeSchemes: readonly number[] = schemes.map((name) => signatureScheme[name]);

export const handshakeScheme = (number: number): HandshakeScheme | null =>
  schemes.find((name) => signatureScheme[name] === number) ?? null;

/** The octets under a CertificateVerify's signature; `transcriptHash` is of all messages up to Certificate. */
export const signatureContent = (
  signer: 'client' | 'server',
  transcriptHash: Uint8Array,
): Uint8Array =>
  concat([
    new Uint8Array(64).fill(0x20),
    toLatin1(`TLS 1.3, ${signer} CertificateVerify\0`),
    transcriptHash,
  ]);
