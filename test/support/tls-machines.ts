/** TLS machines for tests without a network, the same in every run: fixed keys and an Ed25519 certificate. */
import type { CryptoProvider } from '../../core/crypto/provider.ts';
import { nodeCrypto } from '../../core/node/crypto.ts';
import { certificatePolicy } from '../../core/tls/certificate-policy.ts';
import { TlsClient, type TlsClientOptions } from '../../core/tls/client.ts';
import type { ClientProfile } from '../../core/tls/client-profile.ts';
import { plainHello } from '../../core/tls/plain-hello.ts';
import { TlsServer, type TlsServerOptions } from '../../core/tls/server.ts';
import type { ServerIdentity } from '../../core/tls/server-certificates.ts';
import {
  buildCertificate,
  ed25519PrivateKeyInfo,
  ed25519PublicKeyInfo,
} from '../../core/x509/build.ts';
import { quickCrypto } from './quick-crypto.ts';

export const testCrypto: CryptoProvider = quickCrypto;

export const epochMs = Date.UTC(2027, 0, 1);
const authorityName = 'test authority';

const seedOf = (name: string) => nodeCrypto.hash('sha256', new TextEncoder().encode(name));
const publicKeyOf = (name: string) =>
  ed25519PublicKeyInfo(nodeCrypto.ed25519.publicKey(seedOf(name)));
const privateKeyOf = (name: string) => ed25519PrivateKeyInfo(seedOf(name));

function certify(name: string, dnsNames: readonly string[]): Uint8Array {
  const isAuthority = name === authorityName;
  const template = {
    serialNumber: Uint8Array.of(1, ...seedOf(name).slice(0, 4)),
    issuer: authorityName,
    subject: name,
    notBeforeMs: Date.UTC(2026, 0, 1),
    notAfterMs: Date.UTC(2046, 0, 1),
    publicKey: publicKeyOf(name),
    issuerPublicKey: publicKeyOf(authorityName),
    authority: isAuthority ? { maxPathLength: null } : null,
    dnsNames,
    ipAddresses: [],
  };
  return buildCertificate(nodeCrypto, template, 'ed25519', privateKeyOf(authorityName));
}

/** In DER. */
export const testAuthority: Uint8Array = certify(authorityName, []);

/** The certificate of a name, and of others with it. */
export const testIdentity = (
  name = 'server.example',
  dnsNames: readonly string[] = [name],
): ServerIdentity => ({ chain: [certify(name, dnsNames)], privateKey: privateKeyOf(name) });

const serverExample = testIdentity();

export type TestClientOptions = Partial<Omit<TlsClientOptions, 'profile'>> & {
  readonly profile?: Partial<ClientProfile>;
};

export function testClient({ profile, ...options }: TestClientOptions = {}): TlsClient {
  const policy = { crypto: testCrypto, epochMs, roots: [testAuthority] };
  return new TlsClient({
    crypto: testCrypto,
    dial: { to: 'address', address: '203.0.113.10', port: 443, leg: 'uplink' },
    serverName: 'server.example',
    alpn: ['h2', 'http/1.1'],
    ...options,
    profile: { hello: plainHello, authenticate: certificatePolicy(policy), ...profile },
  });
}

export const testServer = (options: Partial<TlsServerOptions> = {}): TlsServer =>
  new TlsServer({
    crypto: testCrypto,
    remote: '192.0.2.2:50000',
    certificates: [serverExample],
    alpn: ['h2', 'http/1.1'],
    ...options,
  });
