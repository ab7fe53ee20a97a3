/**
 * The TLS 1.3 key schedule: from a shared secret and transcript hashes to traffic secrets, keys and Finished.
 *
 * RFC 9846 §7.1–§7.3, §4.5.4 (RFC 8446 §7.1–§7.3, §4.4.4). Without PSK, exporters and resumption.
 */
import { concat } from '../bytes/concat.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { hkdfExpand, hkdfExtract } from '../crypto/hkdf.ts';
import {
  aeadKeyOctets,
  type CryptoProvider,
  type HashName,
  hashOctets,
  type SymmetricCrypto,
} from '../crypto/provider.ts';
import type { CipherSuite } from './cipher-suites.ts';

/** One for each direction, named after who writes with it. */
export interface TrafficSecrets {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

const nothing = new Uint8Array();
/** Octets of a nonce of any suite. */
const ivOctets = 12;

export class KeySchedule {
  readonly #crypto: CryptoProvider;
  readonly #hash: HashName;
  readonly #handshakeSecret: Uint8Array;

  /** `sharedSecret` is that of the key exchange. */
  constructor(crypto: CryptoProvider, suite: CipherSuite, sharedSecret: Uint8Array) {
    this.#crypto = crypto;
    this.#hash = suite.hash;
    const zeros = new Uint8Array(hashOctets[suite.hash]);
    const earlySecret = hkdfExtract(crypto, suite.hash, zeros, zeros);
    this.#handshakeSecret = this.#extract(earlySecret, sharedSecret);
  }

  /** `transcriptHash`: of ClientHello to ServerHello. */
  handshakeSecrets(transcriptHash: Uint8Array): TrafficSecrets {
    return this.#traffic(this.#handshakeSecret, 'hs', transcriptHash);
  }

  /** `transcriptHash`: of ClientHello to the server's Finished. */
  applicationSecrets(transcriptHash: Uint8Array): TrafficSecrets {
    const zeros = new Uint8Array(hashOctets[this.#hash]);
    const masterSecret = this.#extract(this.#handshakeSecret, zeros);
    return this.#traffic(masterSecret, 'ap', transcriptHash);
  }

  /** What Finished holds: `trafficSecret` is the sender's of the handshake, the hash that of all messages before it. */
  verifyData(trafficSecret: Uint8Array, transcriptHash: Uint8Array): Uint8Array {
    const length = hashOctets[this.#hash];
    const key = expandLabel(this.#crypto, this.#hash, trafficSecret, 'finished', nothing, length);
    return this.#crypto.hmac(this.#hash, key, transcriptHash);
  }

  /** The next Extract of the schedule, with the `derived` of the secret before it as salt. */
  #extract(secret: Uint8Array, inputKeyingMaterial: Uint8Array): Uint8Array {
    const empty = this.#crypto.hash(this.#hash, nothing);
    const salt = this.#derive(secret, 'derived', empty);
    return hkdfExtract(this.#crypto, this.#hash, salt, inputKeyingMaterial);
  }

  #traffic(secret: Uint8Array, phase: 'hs' | 'ap', transcriptHash: Uint8Array): TrafficSecrets {
    return {
      client: this.#derive(secret, `c ${phase} traffic`, transcriptHash),
      server: this.#derive(secret, `s ${phase} traffic`, transcriptHash),
    };
  }

  /** Derive-Secret. */
  #derive(secret: Uint8Array, label: string, transcriptHash: Uint8Array): Uint8Array {
    const length = hashOctets[this.#hash];
    return expandLabel(this.#crypto, this.#hash, secret, label, transcriptHash, length);
  }
}

/** HKDF-Expand-Label; the label is given without its prefix `tls13 `. */
export function expandLabel(
  crypto: SymmetricCrypto,
  hash: HashName,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const full = toLatin1(`tls13 ${label}`);
  const info = concat([
    Uint8Array.of(length >> 8, length & 255, full.length),
    full,
    Uint8Array.of(context.length),
    context,
  ]);
  return hkdfExpand(crypto, hash, secret, info, length);
}

/** The record protection keys of a traffic secret. */
export function trafficKeys(
  crypto: SymmetricCrypto,
  { hash, aead }: CipherSuite,
  secret: Uint8Array,
): { readonly key: Uint8Array; readonly iv: Uint8Array } {
  return {
    key: expandLabel(crypto, hash, secret, 'key', nothing, aeadKeyOctets[aead]),
    iv: expandLabel(crypto, hash, secret, 'iv', nothing, ivOctets),
  };
}

/** The traffic secret after a KeyUpdate. */
export const updatedSecret = (
  crypto: SymmetricCrypto,
  { hash }: CipherSuite,
  secret: Uint8Array,
): Uint8Array => expandLabel(crypto, hash, secret, 'traffic upd', nothing, hashOctets[hash]);
