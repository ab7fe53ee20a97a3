/**
 * What Xray runs of tlsSettings and realitySettings and this core does not, and what Xray takes and breaks on: refused
 * when the configuration is loaded.
 *
 * Accepted without effect: `enableSessionResumption` and `ocspStapling`, which a peer can do without; the ways in which
 * Xray renews certificates from files (`oneTimeLoading`, `buildChain`); `cipherSuites`, which Go applies to TLS 1.2 only;
 * `show`, which prints to the terminal.
 */
import type {
  BuiltCertificate,
  BuiltRealityClient,
  BuiltRealityServer,
  BuiltSecurity,
  BuiltTls,
} from './built.ts';
import { placeOf } from './decode.ts';
import { tcpTarget } from './dial-target.ts';
import type { Place } from './errors.ts';
import { fingerprintOf } from './fingerprints.ts';
import { certificatesOf, keyPair } from './key-pair.ts';
import { pemBlocks } from './pem.ts';
import { ecPublicKey, ed25519, p256, p384, rsaEncryption } from './private-key.ts';
import { breaksXray, unsupported } from './refusals.ts';
import type { TlsSection } from './stream-schema.ts';
import { isFromMitm } from './tls.ts';
import type {
  RealityClientSecurity,
  RealityServerSecurity,
  Security,
  ServerCertificate,
  TlsSecurity,
} from './types.ts';

/** Throws Fault. */
export function supportedSecurity(built: BuiltSecurity, use: 'inbound' | 'outbound'): Security {
  switch (built.type) {
    case 'none':
      return built;
    case 'tls':
      return supportedTls(built, use);
    case 'reality':
      if (built.side === 'server') return realityServer(built, use);
      return realityClient(built, use);
  }
}

function supportedTls(built: BuiltTls, use: 'inbound' | 'outbound'): TlsSecurity {
  const { section, certificates } = built;
  refuseTls(built);
  const fingerprint = use === 'outbound' ? played(section) : 'chrome';
  return {
    type: 'tls',
    at: section.$at,
    serverName: section.serverName,
    alpn: section.alpn ?? [],
    fingerprint,
    certificates: use === 'inbound' ? certificates.flatMap(serverCertificate) : [],
    authorities: use === 'outbound' ? certificates.flatMap(authority) : [],
    disableSystemRoot: section.disableSystemRoot,
    rejectUnknownSni: section.rejectUnknownSni,
    pinnedPeerCertSha256: built.pinnedPeerCertSha256,
    verifyPeerCertByName: built.verifyPeerCertByName,
    masterKeyLog: section.masterKeyLog === 'none' ? '' : section.masterKeyLog,
  };
}

function refuseTls({ section, certificates, verifyPeerCertByName }: BuiltTls): void {
  for (const { section: certificate } of certificates) {
    if (certificate.usage.toLowerCase() !== 'issue') continue;
    throw unsupported(
      placeOf(certificate, 'usage'),
      '"encipherment" or "verify"',
      `"${certificate.usage}"`,
      'this core signs no certificates',
    );
  }
  const named = {
    serverName: [section.serverName],
    alpn: section.alpn ?? [],
    verifyPeerCertByName,
  } as const;
  for (const field of ['serverName', 'alpn', 'verifyPeerCertByName'] as const) {
    if (!named[field].some(isFromMitm)) continue;
    const why = 'this core intercepts no connections';
    throw unsupported(placeOf(section, field), 'a value of its own', '"fromMitm"', why);
  }
  if (['1.0', '1.1', '1.2'].includes(section.maxVersion)) {
    throw unsupported(
      placeOf(section, 'maxVersion'),
      '"1.3" or nothing',
      `"${section.maxVersion}"`,
      'this core speaks TLS 1.3 only',
    );
  }
  refuseCurves(section);
  for (const field of ['echServerKeys', 'echConfigList'] as const) {
    if (section[field] === '') continue;
    const why = 'this core does not encrypt ClientHellos';
    throw unsupported(placeOf(section, field), 'nothing', 'a value', why);
  }
}

/** ParseCurveName in transport/internet/tls/config.go of Xray; a list without any of these is none. */
const curves =
  'curvep256 curvep384 curvep521 x25519 x25519mlkem768 secp256r1mlkem768 secp384r1mlkem1024';

function refuseCurves(section: TlsSection): void {
  const names = (section.curvePreferences ?? []).map((name) => name.toLowerCase());
  const known = names.filter((name) => curves.split(' ').includes(name));
  if (known.length === 0) return;
  if (known.includes('x25519') && known.includes('x25519mlkem768')) return;
  throw unsupported(
    placeOf(section, 'curvePreferences'),
    '"X25519" and "X25519MLKEM768" among them',
    JSON.stringify((section.curvePreferences ?? []).join(',')),
    'this core has these two and no way to leave one out',
  );
}

function played(section: {
  readonly fingerprint: string;
  readonly $at: Place;
  readonly $given: ReadonlySet<string>;
}): 'chrome' | 'unsafe' {
  const fingerprint = fingerprintOf(section.fingerprint.toLowerCase());
  if (fingerprint === 'chrome' || fingerprint === 'unsafe') return fingerprint;
  throw unsupported(
    { ...section.$at, path: `${section.$at.path}.fingerprint` },
    '"chrome" or nothing',
    `"${section.fingerprint}"`,
    'this core plays Chrome and no other program',
  );
}

/** None for one that only clients use. */
function serverCertificate(built: BuiltCertificate): ServerCertificate[] {
  const { section, certificate, key } = built;
  if (section.usage.toLowerCase() === 'verify') return [];
  const pair = keyPair(certificate, key);
  if ('said' in pair) {
    throw breaksXray(
      section.$at,
      'a certificate and its key in PEM',
      `what Go calls "${pair.said}"`,
      'Xray goes on without the certificate',
    );
  }
  const { algorithm, curve, octets } = pair.key;
  const isSigner =
    algorithm === ecPublicKey
      ? curve === p256 || curve === p384
      : algorithm === rsaEncryption || algorithm === ed25519;
  if (!isSigner) {
    const why = 'this core signs with no other';
    const at = placeOf(section, section.keyFile === '' ? 'key' : 'keyFile');
    throw unsupported(at, 'a key for RSA, P-256, P-384 or Ed25519', 'another', why);
  }
  return [{ at: section.$at, chain: pair.chain, privateKey: octets }];
}

/** Clients trust all certificates that are given, whatever their usage (getCertPool in transport/internet/tls of Xray). */
function authority({ section, certificate }: BuiltCertificate): readonly Uint8Array[] {
  const blocks = pemBlocks(certificate).filter(({ hasHeaders }) => !hasHeaders);
  const found = certificatesOf(blocks);
  if (found.length > 0) return found;
  throw breaksXray(
    placeOf(section, section.certificateFile === '' ? 'certificate' : 'certificateFile'),
    'a certificate in PEM',
    'none',
    "Xray goes on with the system's authorities alone",
  );
}

function realityClient(
  { section, ...built }: BuiltRealityClient,
  use: 'inbound' | 'outbound',
): RealityClientSecurity {
  if (use === 'inbound') {
    const why = 'Xray lets nobody in';
    throw breaksXray(placeOf(section, 'target'), 'a target', 'settings of a client', why);
  }
  played(section);
  return { ...built, fingerprint: 'chrome' };
}

function realityServer(
  { section, ...built }: BuiltRealityServer,
  use: 'inbound' | 'outbound',
): RealityServerSecurity {
  const at = placeOf(section, section.target ? 'target' : 'dest');
  if (use === 'outbound') {
    throw breaksXray(at, 'nothing', 'a target, which is for servers', 'Xray cannot dial');
  }
  const { type, text } = built.target;
  if (type !== 'tcp') {
    const why = 'this core dials TCP only';
    throw unsupported(at, 'a port or "host:port"', `type "${type}"`, why);
  }
  return { ...built, target: tcpTarget(at, text) };
}
