/**
 * The certificate authorities that the system trusts, as Go finds them: those of `SSL_CERT_FILE` where it is set, else the
 * system's own; and Node's own list where the system has none.
 */
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { pemBlocks } from '../config/pem.ts';

/** In DER. Throws where `SSL_CERT_FILE` names a file that cannot be read. */
export function systemRoots(): readonly Uint8Array[] {
  const file = process.env.SSL_CERT_FILE;
  if (file) return certificatesIn(readFileSync(file, 'latin1'));
  const system = getCACertificates('system');
  return (system.length ? system : getCACertificates('bundled')).flatMap(certificatesIn);
}

const certificatesIn = (pem: string): Uint8Array[] =>
  pemBlocks(pem)
    .filter(({ type }) => type === 'CERTIFICATE')
    .map(({ octets }) => octets);
