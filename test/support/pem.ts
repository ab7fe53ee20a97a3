/** DER as PEM: what programs of other people read. */
import { pemText } from '../../core/config/pem.ts';
import type { TlsIdentity } from '../../core/engine/hosts.ts';

export interface PemIdentity {
  /** The leaf first. */
  readonly cert: string;
  readonly key: string;
}

export const pemIdentity = ({ chain, privateKey }: TlsIdentity): PemIdentity => ({
  cert: chain.map((certificate) => pemText('CERTIFICATE', certificate)).join(''),
  key: pemText('PRIVATE KEY', privateKey),
});
