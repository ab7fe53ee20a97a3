/** DER as PEM: what programs of other people read. */
import type { Identity } from '../../core/scenarios/certificates.ts';

export interface PemIdentity {
  /** The leaf first. */
  readonly cert: string;
  readonly key: string;
}

export const pem = (label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string =>
  [
    `-----BEGIN ${label}-----`,
    ...(Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []),
    `-----END ${label}-----\n`,
  ].join('\n');

export const pemIdentity = ({ chain, privateKey }: Identity): PemIdentity => ({
  cert: chain.map((certificate) => pem('CERTIFICATE', certificate)).join(''),
  key: pem('PRIVATE KEY', privateKey),
});
