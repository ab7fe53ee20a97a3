/**
 * Whom a client believes by default: Go's verification against roots and a name, or what Xray's `pinnedPeerCertSha256` and
 * `verifyPeerCertByName` put in its place (`x509/pins.ts`).
 *
 * Every refusal is told as bad_certificate, as Go does; a certificate that cannot be read as decode_error.
 */
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Doing } from '../sansio/machine.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { verifyPeer } from '../x509/pins.ts';
import type { Authenticate, PeerCertificates, Verdict } from './client-profile.ts';
import { fact } from './facts.ts';

export interface CertificatePolicyOptions {
  readonly crypto: CryptoProvider;
  /** When the run began, in ms since 1970. */
  readonly epochMs: number;
  /** Authorities in DER. */
  readonly roots: readonly Uint8Array[];
  /** SHA-256 of a leaf or of an authority, 32 octets each. */
  readonly pins?: readonly Uint8Array[];
  /** Names of which the certificate must have one, in place of the server's. */
  readonly names?: readonly string[];
}

export function certificatePolicy(options: CertificatePolicyOptions): Authenticate {
  const { crypto, epochMs, roots, pins = [], names = [] } = options;
  return function* authenticate({ chain, serverName, now }: PeerCertificates): Doing<Verdict> {
    const requirements = { pins, names, roots, serverName };
    const verdict = verifyPeer(crypto, chain, requirements, epochMs + now);
    if (!verdict.ok) {
      const { code, message } = verdict;
      const isUnreadable = message.startsWith('tls: failed to parse certificate');
      return { ok: false, alert: isUnreadable ? 'decode_error' : 'bad_certificate', code, message };
    }
    const by = names.length > 0 ? 'names' : pins.length > 0 ? 'pins' : 'roots';
    yield* fact('tls:certificate_verified', { server_name: serverName, by });
    const [leaf] = chain as readonly [Uint8Array];
    return { ok: true, publicKey: parseCertificate(leaf).subjectPublicKeyInfo };
  };
}
