/**
 * The protection of records in one direction under one traffic secret (RFC 9846 §5.2–§5.4; RFC 8446 §5.2–§5.4).
 *
 *     header (5)                | encrypted
 *     23, 0x0303, length        | fragment, type (1), zeros … | tag (16)
 *
 * Sequence numbers begin at 0 with each secret. Who must not come near 2^24.5 records under one (§5.5) asks `records`.
 */
import type { AeadKey, SymmetricCrypto } from '../crypto/provider.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { contentType } from './enums.ts';
import { refused } from './errors.ts';
import { trafficKeys, updatedSecret } from './key-schedule.ts';
import { maxPlaintextOctets, recordHeaderOctets } from './messages/record.ts';
import type { RawRecord } from './record-reader.ts';

const tagOctets = 16;
/** What a protected record has beside its fragment, without padding: header, type, tag. */
export const protectionOctets = recordHeaderOctets + 1 + tagOctets;

export interface Plaintext {
  readonly type: number;
  /** Octets of its own, which nobody else keeps. */
  readonly fragment: Uint8Array;
}

const typeOctets: readonly Uint8Array[] = Array.from({ length: 256 }, (_, type) =>
  Uint8Array.of(type),
);

export class RecordProtection {
  readonly #crypto: SymmetricCrypto;
  readonly #suite: CipherSuite;
  readonly #secret: Uint8Array;
  readonly #key: AeadKey;
  readonly #iv: Uint8Array;
  readonly #nonce: Uint8Array;
  #sequence = 0;
  #length = 0;
  #header: Uint8Array = new Uint8Array();

  constructor(crypto: SymmetricCrypto, suite: CipherSuite, trafficSecret: Uint8Array) {
    this.#crypto = crypto;
    this.#suite = suite;
    this.#secret = trafficSecret;
    const { key, iv } = trafficKeys(crypto, suite, trafficSecret);
    this.#key = crypto.aead(suite.aead, key);
    this.#iv = iv;
    this.#nonce = iv.slice();
  }

  /** How many records have been sealed or opened. */
  get records(): number {
    return this.#sequence;
  }

  /**
   * A whole record. With `totalOctets` it is padded to this length, header and tag included; RangeError where the
   * fragment does not fit into it.
   */
  seal(type: number, fragment: Uint8Array, totalOctets?: number): Uint8Array {
    const padding =
      (totalOctets ?? fragment.length + protectionOctets) - fragment.length - protectionOctets;
    if (padding < 0) throw new RangeError(`A record lacks ${-padding} octets for its fragment`);
    const header = this.#headerOf(fragment.length + padding + 1 + tagOctets);
    const plaintext = [fragment, typeOctets[type] as Uint8Array];
    if (padding > 0) plaintext.push(new Uint8Array(padding));
    return this.#key.seal(this.#nextNonce(), header, plaintext, header);
  }

  /** Throws ProtocolError for a record that this secret has not sealed, and one without a type or that is too long. */
  open({ header, fragment }: RawRecord): Plaintext {
    const inner = this.#key.open(this.#nextNonce(), header, fragment);
    if (!inner) throw refused('tls:bad_record_mac');
    let end = inner.length;
    while (end > 0 && inner[end - 1] === 0) end--;
    if (end === 0) throw refused('tls:unexpected_message');
    if (end - 1 > maxPlaintextOctets) throw refused('tls:record_overflow');
    return { type: inner[end - 1] as number, fragment: inner.subarray(0, end - 1) };
  }

  /** Passes over records that cannot be had: for whoever reads a recording. */
  skip(records: number): void {
    this.#sequence += records;
  }

  /** What protects this direction after a KeyUpdate. */
  updated(): RecordProtection {
    const secret = updatedSecret(this.#crypto, this.#suite, this.#secret);
    return new RecordProtection(this.#crypto, this.#suite, secret);
  }

  /** Mostly the same as before, because records are filled. */
  #headerOf(length: number): Uint8Array {
    if (length !== this.#length) {
      this.#length = length;
      this.#header = Uint8Array.of(contentType.application_data, 3, 3, length >> 8, length & 255);
    }
    return this.#header;
  }

  /** The iv, exclusive-or the sequence number in its last 8 octets. */
  #nextNonce(): Uint8Array {
    const [iv, nonce] = [this.#iv, this.#nonce];
    let left = this.#sequence++;
    for (let i = nonce.length - 1; i >= 4; i--) {
      nonce[i] = (iv[i] as number) ^ (left & 255);
      left = Math.floor(left / 256);
    }
    return nonce;
  }
}
