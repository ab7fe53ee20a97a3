/** The cipher suites of TLS 1.3 (RFC 9846 §B.4; RFC 8446 §B.4), without the two CCM ones. */
import type { AeadName, HashName } from '../crypto/provider.ts';

export interface CipherSuite {
  readonly id: number;
  readonly name:
    | 'TLS_AES_128_GCM_SHA256'
    | 'TLS_AES_256_GCM_SHA384'
    | 'TLS_CHACHA20_POLY1305_SHA256';
  readonly hash: HashName;
  readonly aead: AeadName;
}

/** In the order in which this core offers and chooses them, which is Go's on machines with AES. */
export const cipherSuites: readonly CipherSuite[] = [
  { id: 0x1301, name: 'TLS_AES_128_GCM_SHA256', hash: 'sha256', aead: 'aes-128-gcm' },
  { id: 0x1302, name: 'TLS_AES_256_GCM_SHA384', hash: 'sha384', aead: 'aes-256-gcm' },
  { id: 0x1303, name: 'TLS_CHACHA20_POLY1305_SHA256', hash: 'sha256', aead: 'chacha20-poly1305' },
];

export const cipherSuite = (id: number): CipherSuite | null =>
  cipherSuites.find((suite) => suite.id === id) ?? null;
