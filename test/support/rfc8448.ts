/** The traces of RFC 8448 (test/vectors/rfc8448), and what a client needs to follow them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../../core/bytes/hex.ts';
import type { CryptoProvider } from '../../core/crypto/provider.ts';
import { TlsClient } from '../../core/tls/client.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { Stand } from './stand.ts';

const folder = join(import.meta.dirname, '..', 'vectors', 'rfc8448');

/** The octets of a section by their names. */
export function trace(section: 3 | 5 | 7): (name: string) => Uint8Array {
  const text = readFileSync(join(folder, `section-${section}.txt`), 'utf8');
  const values = new Map(
    text.split(/\n\n+/).map((entry): [string, Uint8Array] => {
      const [name = '', octets = ''] = entry.split(':\n');
      return [name, fromHex(octets)];
    }),
  );
  return (name) => {
    const found = values.get(name);
    if (!found) throw new RangeError(`§${section} has no ${name}`);
    return found;
  };
}

/** A client that sends this ClientHello and believes any certificate. */
export const clientSending = (crypto: CryptoProvider, hello: Uint8Array): TlsClient =>
  new TlsClient({
    crypto,
    dial: { to: 'transport' },
    serverName: 'server',
    alpn: [],
    profile: {
      hello: { groups: ['x25519'], randomOctets: 0, build: () => hello },
      *authenticate({ chain: [leaf] }) {
        const { subjectPublicKeyInfo } = parseCertificate(leaf as Uint8Array);
        return { ok: true, publicKey: subjectPublicKeyInfo };
      },
    },
  });

/** A stand whose machine draws these octets, one after the other. */
export const standDrawing = (machine: TlsClient, ...drawn: readonly Uint8Array[]): Stand => {
  const left = [...drawn];
  return new Stand(machine, (length) => {
    const octets = left.shift();
    if (octets?.length !== length) throw new RangeError(`Nobody has prepared ${length} octets`);
    return octets;
  });
};
