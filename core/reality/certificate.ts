/**
 * REALITY's temporary certificate: an Ed25519 key, and in place of a signature a code that only the two who share the
 * AuthKey can make.
 *
 * XTLS/REALITY 9234c772, handshake_server_tls13.go: one key pair a process; of each connection only the last 64 octets are
 * its own, and with ML-DSA-65 the 3,309 of an extension. The client's half is Xray v26.7.28,
 * transport/internet/reality/reality.go:VerifyPeerCertificate. DER by hand (RFC 5280 §4.1), because every octet is fixed.
 * What a certificate says of issuer, time and serial number is never looked at.
 */
import { concat } from '../bytes/concat.ts';
import { constantTimeEqual } from '../bytes/constant-time.ts';
import { fromHex } from '../bytes/hex.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

/** The whole of the certificate without and with the extension, in octets. */
export const certificateOctets = { plain: 178, mldsa65: 3509 } as const;

const codeOctets = 64;
const mldsa65Octets = 3309;
const mldsa65Offset = 126;

const algorithm = '300506032b6570';
const validity = '3022 180f 30303031303130313030303030305a 180f 30303031303130313030303030305a';
/** version 3, serial number 0, Ed25519, no issuer, from and to 0001-01-01, no subject, SubjectPublicKeyInfo. */
const toKey = fromHex(
  `a003020102 020100 ${algorithm} 3000 ${validity} 3000 302a ${algorithm} 032100`,
);
/** `extensions`, of them one: OID 0.0, not critical. */
const toExtension = fromHex('a3820cfc 30820cf8 30820cf4 060100 04820ced');
/** signatureAlgorithm and the begin of signatureValue. */
const toSignature = fromHex(`${algorithm} 034100`);

/** What both sides know of a connection when the certificate is made or looked at. */
export interface CertificateContext {
  readonly authKey: Uint8Array;
  /** Handshake messages with their headers, as sent. */
  readonly clientHello: Uint8Array;
  readonly serverHello: Uint8Array;
}

/** The certificate in DER. `mldsa65Seed`: null for none. */
export function temporaryCertificate(
  crypto: CryptoProvider,
  context: CertificateContext,
  publicKey: Uint8Array,
  mldsa65Seed: Uint8Array | null,
): Uint8Array {
  const code = crypto.hmac('sha512', context.authKey, publicKey);
  if (!mldsa65Seed) {
    return concat([fromHex('3081af 3063'), toKey, publicKey, toSignature, code]);
  }
  const signature = crypto.mlDsa65.sign(mldsa65Seed, signedCode(crypto, context, publicKey));
  const head = fromHex('30820db1 30820d63');
  return concat([head, toKey, publicKey, toExtension, signature, toSignature, code]);
}

/** `real`: it is not from whoever has the AuthKey; `unsigned`: it is, but lacks the ML-DSA-65 signature that was asked for. */
export type CertificateVerdict = 'verified' | 'real' | 'unsigned';

/** What a client looks at, taken from the leaf. */
export interface Leaf {
  /** Of Ed25519, 32 octets; null for any other algorithm. */
  readonly ed25519PublicKey: Uint8Array | null;
  readonly signature: Uint8Array;
  /** `extnValue` of the first extension; null where there is none. */
  readonly firstExtension: Uint8Array | null;
}

/** `mldsa65Verify`: null where no such signature is asked for, and one that is there is not looked at. */
export function judgeCertificate(
  crypto: CryptoProvider,
  context: CertificateContext,
  leaf: Leaf,
  mldsa65Verify: Uint8Array | null,
): CertificateVerdict {
  const { ed25519PublicKey: publicKey, signature, firstExtension } = leaf;
  if (!publicKey) return 'real';
  const code = crypto.hmac('sha512', context.authKey, publicKey);
  if (!constantTimeEqual(code, signature)) return 'real';
  if (!mldsa65Verify) return 'verified';
  const message = signedCode(crypto, context, publicKey);
  const holds =
    firstExtension?.length === mldsa65Octets &&
    crypto.mlDsa65.verify(mldsa65Verify, message, firstExtension);
  return holds ? 'verified' : 'unsigned';
}

/** What ML-DSA-65 signs: it binds the certificate to both hellos. */
function signedCode(
  crypto: CryptoProvider,
  { authKey, clientHello, serverHello }: CertificateContext,
  publicKey: Uint8Array,
): Uint8Array {
  return crypto.hmac('sha512', authKey, concat([publicKey, clientHello, serverHello]));
}

/** What is the same in every one, before each of the parts that differ, for whoever shows the octets. */
export const certificateForm = {
  plain: { toKey: concat([fromHex('3081af 3063'), toKey]), toCode: toSignature },
  mldsa65: {
    toKey: concat([fromHex('30820db1 30820d63'), toKey]),
    toExtension,
    toCode: toSignature,
  },
} as const;

/** Where the parts that differ from connection to connection are, for whoever shows the octets. */
export const certificatePlaces = {
  publicKey: 72,
  code: certificateOctets.plain - codeOctets,
  mldsa65: mldsa65Offset,
} as const;
