/**
 * The protected records of one direction, opened in order as far as their secrets are known.
 *
 * Records wait while nobody has said a secret that fits. Those of which octets are missing are counted on. A handshake is
 * under one secret, what follows it under another; where a missing record may have held its end, both are tried.
 */
import type { SymmetricCrypto } from '../crypto/provider.ts';
import type { CipherSuite } from '../tls/cipher-suites.ts';
import { failureOf } from '../tls/errors.ts';
import { maxCiphertextOctets, recordHeaderOctets } from '../tls/messages/record.ts';
import { type Plaintext, protectionOctets, RecordProtection } from '../tls/record-protection.ts';
import type { Phase } from './secrets.ts';

/** A record as it lies on the wire; `fragment` is null where octets of it are missing. */
export interface SealedRecord {
  readonly header: Uint8Array;
  readonly fragment: Uint8Array | null;
}

/** What is known of the connection when a record is to be opened. */
export interface Keys {
  /** Null before the ServerHello. */
  readonly suite: CipherSuite | null;
  secretsOf(phase: Phase): readonly Uint8Array[];
}

/** Records that a gap may have held, beyond the fewest. */
const mostTried = 32;

export class SealedRecords<Sealed extends SealedRecord> {
  readonly #crypto: SymmetricCrypto;
  readonly #keys: Keys;
  /** Runs for each record in order: opened, or null for one that cannot be had. */
  readonly #taken: (record: Sealed, plaintext: Plaintext | null) => void;
  readonly #waiting: Sealed[] = [];
  #phase: Phase = 'handshake';
  #current: { readonly secret: Uint8Array; protection: RecordProtection } | null = null;
  /** Missing records since the phase began. */
  #missed = 0;

  constructor(
    crypto: SymmetricCrypto,
    keys: Keys,
    taken: (record: Sealed, plaintext: Plaintext | null) => void,
  ) {
    this.#crypto = crypto;
    this.#keys = keys;
    this.#taken = taken;
  }

  get phase(): Phase {
    return this.#phase;
  }

  push(record: Sealed): void {
    this.#waiting.push(record);
    this.retry();
  }

  /** Opens what waits, as far as it can be opened. */
  retry(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const plaintext = this.#open(first);
      if (plaintext === 'later') return;
      this.#waiting.shift();
      this.#taken(first, plaintext);
    }
  }

  /** The sender has sent its Finished. */
  completeHandshake(): void {
    this.#enter('application');
  }

  /** The sender has sent a KeyUpdate. */
  update(): void {
    if (!this.#current) return;
    const protection = this.#current.protection.updated();
    this.#current = { ...this.#current, protection };
  }

  /**
   * Goes on behind octets of which not even the records' borders are known: gives how many records lay in them, or null
   * where `next`, which follows, does not open.
   */
  resume(gapOctets: number, next: SealedRecord): number | null {
    const { suite } = this.#keys;
    if (!suite || !this.#current || this.#waiting.length > 0) return null;
    const { secret, protection } = this.#current;
    const fewest = Math.ceil(gapOctets / (recordHeaderOctets + maxCiphertextOctets));
    const most = Math.min(fewest + mostTried, Math.floor(gapOctets / protectionOctets));
    for (let count = fewest; count <= most; count++) {
      const trial = () => this.#protection(suite, secret, protection.records + count);
      if (!opened(trial(), next)) continue;
      this.#current = { secret, protection: trial() };
      return count;
    }
    return null;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#current = null;
    this.#missed = 0;
  }

  #open(record: Sealed): Plaintext | null | 'later' {
    if (!record.fragment) {
      this.#current?.protection.skip(1);
      this.#missed++;
      return null;
    }
    if (!this.#current) return this.#find(record) ?? 'later';
    const plaintext = opened(this.#current.protection, record);
    return plaintext ?? (this.#missed > 0 ? this.#find(record) : null);
  }

  /** The first secret that opens the record becomes the one of its phase. */
  #find(record: SealedRecord): Plaintext | null {
    const { suite } = this.#keys;
    if (!suite) return null;
    const mayBeOver = this.#phase === 'handshake' && this.#missed > 0;
    for (const phase of mayBeOver ? (['handshake', 'application'] as const) : [this.#phase]) {
      for (const secret of this.#keys.secretsOf(phase)) {
        const missed = phase === this.#phase ? this.#missed : 0;
        const protection = this.#protection(suite, secret, missed);
        const plaintext = opened(protection, record);
        if (!plaintext) continue;
        if (phase !== this.#phase) this.#enter(phase);
        this.#current = { secret, protection };
        return plaintext;
      }
    }
    return null;
  }

  #protection(suite: CipherSuite, secret: Uint8Array, records: number): RecordProtection {
    const protection = new RecordProtection(this.#crypto, suite, secret);
    protection.skip(records);
    return protection;
  }
}

/** Null where the secret is not the record's. */
function opened(
  protection: RecordProtection,
  { header, fragment }: SealedRecord,
): Plaintext | null {
  if (!fragment) return null;
  try {
    return protection.open({ type: header[0] as number, header, fragment });
  } catch (error) {
    if (!failureOf(error)) throw error;
    return null;
  }
}
