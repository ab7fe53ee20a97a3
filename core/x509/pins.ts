/**
 * What an Xray client holds a server's certificates to: pinned digests, names, or the roots and serverName.
 *
 * Xray v26.7.28, transport/internet/tls/config.go:verifyPeerCert and verifyChain. A pinned leaf is accepted whatever it
 * says; a pinned authority takes the place of the roots. Either setting, `pins` or `names`, ends Go's own check, and hence
 * the names of `verifyPeerCertByName` take the place of serverName.
 */
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificate } from './certificate.ts';
import { type ChainFailure, type PeerChain, parseChain, verifyParsed } from './chain.ts';

export interface PeerRequirements {
  /** `pinnedPeerCertSha256`, 32 octets each. */
  readonly pins: readonly Uint8Array[];
  /** `verifyPeerCertByName`. */
  readonly names: readonly string[];
  readonly roots: readonly Uint8Array[];
  /** A name or an IP address. */
  readonly serverName: string;
}

export type PeerVerdict = { readonly ok: true } | ({ readonly ok: false } & ChainFailure);

/** `chain` in DER, the leaf first. Messages are what Xray prints. */
export function verifyPeer(
  crypto: CryptoProvider,
  chain: readonly Uint8Array[],
  { pins, names, roots, serverName }: PeerRequirements,
  nowMs: number,
): PeerVerdict {
  // Go parses the certificates before anything looks at them
  const parsed = parseChain(chain);
  if (!parsed.ok) {
    const message = `tls: failed to parse certificate from server: ${parsed.message}`;
    return { ...parsed, message };
  }
  if (pins.length === 0 && names.length === 0) {
    const verdict = verifyParsed(crypto, parsed, roots, serverName, nowMs);
    if (verdict.ok) return { ok: true };
    return { ...verdict, message: `tls: failed to verify certificate: ${verdict.message}` };
  }

  const pinned = pins.length === 0 ? null : pinnedOf(crypto, parsed, pins);
  if (pinned === 'none') {
    return failed('x509:not_pinned', 'peer cert is unrecognized (against pinnedPeerCertSha256)');
  }
  if (pinned === 'leaf') return { ok: true };
  const authorities = pinned ? [pinned] : roots;
  const accepts = (name: string) => verifyParsed(crypto, parsed, authorities, name, nowMs).ok;
  if (names.length > 0) {
    return names.some(accepts)
      ? { ok: true }
      : failed(
          'x509:not_of_names',
          'peer cert is invalid (against root CAs and verifyPeerCertByName)',
        );
  }
  if (serverName === '')
    return failed('x509:no_server_name', 'Pinning CA needs a valid ServerName');
  return accepts(serverName)
    ? { ok: true }
    : failed('x509:not_of_pinned', 'peer cert is invalid (against pinned CA and serverName)');
}

const failed = (code: ChainFailure['code'], message: string): PeerVerdict => ({
  ok: false,
  code,
  message,
});

function pinnedOf(
  crypto: CryptoProvider,
  { leaf, intermediates }: PeerChain,
  pins: readonly Uint8Array[],
): 'none' | 'leaf' | Uint8Array {
  const isPinned = ({ octets }: Certificate): boolean => {
    const digest = crypto.hash('sha256', octets);
    return pins.some((pin) => pin.length === 32 && pin.every((octet, i) => octet === digest[i]));
  };
  if (isPinned(leaf)) return 'leaf';
  const authority = intermediates.find((one) => one.basicConstraints?.isAuthority && isPinned(one));
  return authority?.octets ?? 'none';
}
