/**
 * The security machines of a connection that a core dials, made of its settings.
 */
import type { Security, TlsSecurity } from '../config/types.ts';
import { RealityClient } from '../reality/client.ts';
import type { Machine } from '../sansio/machine.ts';
import { certificatePolicy } from '../tls/certificate-policy.ts';
import { chromeHello } from '../tls/chrome-hello.ts';
import { TlsClient } from '../tls/client.ts';
import { plainHello } from '../tls/plain-hello.ts';
import type { Surroundings } from './core-parts.ts';
import type { Dial } from './wires.ts';

/** Null where the settings ask for no security. */
export function securityClient(
  security: Security,
  dial: Dial,
  surroundings: Surroundings,
): Machine | null {
  if (security.type === 'tls') return tlsClient(security, dial, surroundings);
  if (security.type === 'reality' && security.side === 'client') {
    return new RealityClient({ ...surroundings, dial, settings: security });
  }
  return null;
}

function tlsClient(settings: TlsSecurity, dial: Dial, surroundings: Surroundings): TlsClient {
  const { crypto, roots, epochMs, decompress } = surroundings;
  const serverName = settings.serverName || dial.address;
  const authorities = settings.authorities;
  const policy = certificatePolicy({
    crypto,
    epochMs,
    roots: settings.disableSystemRoot ? authorities : [...roots, ...authorities],
    pins: settings.pinnedPeerCertSha256,
    names: settings.verifyPeerCertByName,
  });
  return new TlsClient({
    crypto,
    dial,
    serverName,
    alpn: settings.alpn.length ? settings.alpn : ['h2', 'http/1.1'],
    profile: {
      hello: settings.fingerprint === 'unsafe' ? plainHello : chromeHello(crypto),
      authenticate: policy,
    },
    ...(decompress ? { decompress } : {}),
  });
}
