/**
 * Which certificate a server shows, and how it signs (RFC 9846 §4.5.2, §4.5.3; RFC 8446 §4.4.2, §4.4.3).
 *
 * Xray v26.7.28, transport/internet/tls/config.go:getNewGetCertificateFunc: by the name asked for, a wildcard of one label
 * included, the first where none fits. The scheme is the first of the client's that the key can sign with, as in Go.
 */
import { fitsScheme, parsePrivateKey } from '../crypto/keys.ts';
import { commonNameOf, parseCertificate } from '../x509/certificate.ts';
import { refused } from './errors.ts';
import type { ClientHello } from './messages/client-hello.ts';
import { extensionOf } from './messages/extensions.ts';
import { type HandshakeScheme, handshakeScheme } from './signature.ts';

export interface ServerIdentity {
  /** X.509 in DER, the leaf first. */
  readonly chain: readonly Uint8Array[];
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array;
}

export interface ChosenIdentity extends ServerIdentity {
  /** Its place among the server's, from 0. */
  readonly certificate: number;
  readonly scheme: HandshakeScheme;
}

/** Throws ProtocolError where the server has no certificate for this client. */
export function chosenIdentity(
  hello: ClientHello,
  serverName: string,
  identities: readonly ServerIdentity[],
  rejectUnknownSni: boolean,
): ChosenIdentity {
  const schemes = extensionOf(hello.extensions, 'signature_algorithms');
  if (!schemes) throw refused('tls:missing_extension');
  const certificate = placeOf(serverName.toLowerCase(), identities, rejectUnknownSni);
  const identity = identities[certificate];
  if (!identity) throw refused('tls:unrecognized_name');
  const key = parsePrivateKey(identity.privateKey);
  for (const number of schemes.supported_signature_algorithms) {
    const scheme = handshakeScheme(number);
    if (key && scheme && fitsScheme(key, scheme)) return { ...identity, certificate, scheme };
  }
  throw refused('tls:no_common_signature_scheme');
}

/** -1: none. */
function placeOf(
  name: string,
  identities: readonly ServerIdentity[],
  rejectUnknownSni: boolean,
): number {
  if (!rejectUnknownSni && (identities.length === 1 || name === '')) return 0;
  const wildcard = name.includes('.') ? `*${name.slice(name.indexOf('.'))}` : '*';
  const found = identities.findIndex(({ chain: [leaf] }) =>
    namesOf(leaf).some((one) => one === name || one === wildcard),
  );
  return found < 0 && !rejectUnknownSni ? 0 : found;
}

function namesOf(leaf: Uint8Array | undefined): readonly string[] {
  if (!leaf) return [];
  const { subject, subjectAltName } = parseCertificate(leaf);
  return [commonNameOf(subject), ...(subjectAltName?.dnsNames ?? [])];
}
