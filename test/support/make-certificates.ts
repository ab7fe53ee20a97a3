/**
 * Prints core/scenarios/certificates.ts: an authority and the leaves of the scenarios' hosts.
 *
 *     node test/support/make-certificates.ts > core/scenarios/certificates.ts
 *
 * Keys are digests of their names and signatures are RFC 6979's, so that the same file comes out every time.
 */
import { pathToFileURL } from 'node:url';
import { p256 } from '@noble/curves/nist.js';
import { toBase64 } from '../../core/bytes/base64.ts';
import { parseIp } from '../../core/bytes/ip.ts';
import { toUtf8 } from '../../core/bytes/utf8.ts';
import { noble } from '../../core/crypto/noble.ts';
import {
  buildCertificate,
  type CertificateTemplate,
  ecdsaPrivateKeyInfo,
  ecdsaPublicKeyInfo,
} from '../../core/x509/build.ts';

const authorityName = 'xhttp-lab test authority';
const validity = {
  notBeforeMs: Date.UTC(2026, 0, 1),
  notAfterMs: Date.UTC(2046, 0, 1),
} as const;

/** The names and addresses of each host, besides those of loopback. */
const hosts: Readonly<Record<string, readonly string[]>> = {
  'cdn.example': ['cdn.example'],
  'site.example': ['site.example'],
  'target.example': ['target.example', 'www.target.example'],
  'vps.example': ['vps.example', '203.0.113.10'],
};
const loopback = ['localhost', '127.0.0.1'];

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

function keyPairOf(name: string): KeyPair {
  const scalar = noble.hash('sha256', toUtf8(`key of ${name}`));
  return {
    publicKey: ecdsaPublicKeyInfo('p256', p256.getPublicKey(scalar, false)),
    privateKey: ecdsaPrivateKeyInfo('p256', scalar),
  };
}

function certify(subject: string, authority: CertificateTemplate['authority']): Uint8Array {
  const issuer = keyPairOf(authorityName);
  const names = [...(hosts[subject] ?? []), ...(authority ? [] : loopback)];
  const template: CertificateTemplate = {
    serialNumber: Uint8Array.of(1, ...noble.hash('sha256', toUtf8(subject)).slice(0, 8)),
    issuer: authorityName,
    subject,
    ...validity,
    publicKey: keyPairOf(subject).publicKey,
    issuerPublicKey: issuer.publicKey,
    authority,
    dnsNames: names.filter((name) => !parseIp(name)),
    ipAddresses: names.flatMap((name) => parseIp(name) ?? []),
  };
  return buildCertificate(noble, template, 'ecdsa_secp256r1_sha256', issuer.privateKey);
}

const lines = (octets: Uint8Array, indent: string): string =>
  (toBase64(octets).match(/.{1,80}/g) ?? []).map((part) => `${indent}'${part}',\n`).join('');

export function certificatesFile(): string {
  const leaves = Object.keys(hosts).map(
    (host) => `  '${host}': {
    certificate: [
${lines(certify(host, null), '      ')}    ],
    privateKey: [
${lines(keyPairOf(host).privateKey, '      ')}    ],
  },
`,
  );
  return `/**
 * Certificates of the scenarios' hosts and of the authority that has signed them, valid from 2026 to 2046. For nothing
 * else: the private keys are public.
 *
 * Each is also for localhost and 127.0.0.1, where live runs take place. Made by test/support/make-certificates.ts.
 */
import { fromBase64 } from '../bytes/base64.ts';
import type { TlsIdentity } from '../engine/hosts.ts';

export type CertifiedHost = keyof typeof leaves;

/** The authority's certificate in DER. */
export const authority = (): Uint8Array => decoded(authorityCertificate);

/** Without the authority. */
export const identityOf = (host: CertifiedHost): TlsIdentity => ({
  chain: [decoded(leaves[host].certificate)],
  privateKey: decoded(leaves[host].privateKey),
});

const decoded = (lines: readonly string[]): Uint8Array => {
  const octets = fromBase64(lines.join(''));
  if (!octets) throw new RangeError('Malformed Base64');
  return octets;
};

const authorityCertificate = [
${lines(certify(authorityName, { maxPathLength: 0 }), '  ')}];

const leaves = {
${leaves.join('')}} as const;
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(certificatesFile());
}
