/**
 * Both directions of one connection between octets and messages: records, their protection, the messages in them
 * (RFC 9846 §5, §D.4; RFC 8446 §5, §D.4).
 *
 * What is read and means nothing is passed over, up to 16 times in a row as in Go: change_cipher_spec, empty records,
 * user_canceled. Go passes over change_cipher_spec after the handshake too, and so does this.
 */
import { decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { type AlertName, alert, alertDescription, alertLevel } from './alert.ts';
import { contentType } from './enums.ts';
import { refused } from './errors.ts';
import { HandshakeReader, type RawMessage } from './handshake-reader.ts';
import { maxPlaintextOctets } from './messages/record.ts';
import type { Plaintext, RecordProtection } from './record-protection.ts';
import { type RawRecord, RecordReader } from './record-reader.ts';

export type Incoming =
  | ({ readonly kind: 'message' } & RawMessage)
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'alert'; readonly level: number; readonly description: number };

const maxIgnored = 16;

/** A change_cipher_spec record, which middleboxes of old want to see (§D.4). */
export const changeCipherSpec: Uint8Array = Uint8Array.of(
  ...[contentType.change_cipher_spec, 3, 3, 0, 1, 1],
);

export class RecordLayer {
  readonly #records: RecordReader;
  readonly #messages = new HandshakeReader();
  #read: RecordProtection | null = null;
  #ignored = 0;
  /** Protects what is sent; null: nothing does. */
  write: RecordProtection | null = null;
  /** Application data may come; handshake messages are no progress. */
  isComplete = false;

  /** `records`: one that has been read from already. */
  constructor(records: RecordReader = new RecordReader()) {
    this.#records = records;
  }

  /** Whether what was read ends with a whole record. */
  get isBetweenRecords(): boolean {
    return this.#records.isEmpty;
  }

  get read(): RecordProtection | null {
    return this.#read;
  }

  /** Changes what protects the records to come. RFC 9846 §5.1: "Handshake messages MUST NOT span key changes." */
  set read(protection: RecordProtection | null) {
    this.checkFlightEnd();
    this.#read = protection;
  }

  /** Throws ProtocolError where octets of a further message came together with the one before. */
  checkFlightEnd(): void {
    if (!this.#messages.isEmpty) throw refused('tls:unexpected_message');
  }

  push(octets: Uint8Array): void {
    this.#records.push(octets);
  }

  /** The next message, data or alert, or null when more octets are needed. Throws ProtocolError. */
  next(): Incoming | null {
    for (;;) {
      const message = this.#messages.next();
      if (message) return { kind: 'message', ...message };
      const record = this.#records.next();
      if (!record) return null;
      const incoming = this.#incoming(record);
      if (incoming) return incoming;
    }
  }

  /** Whole records that hold the octets, each filled. */
  *seal(type: number, octets: Uint8Array): Generator<Uint8Array, void> {
    for (let start = 0; start < octets.length; start += maxPlaintextOctets) {
      const fragment = octets.subarray(start, start + maxPlaintextOctets);
      yield this.write ? this.write.seal(type, fragment) : plaintextRecord(type, fragment);
    }
  }

  sealAlert(name: AlertName): Uint8Array {
    const isWarning = name === 'close_notify' || name === 'user_canceled';
    const level = isWarning ? alertLevel.warning : alertLevel.fatal;
    const octets = Uint8Array.of(level, alertDescription[name]);
    return this.write
      ? this.write.seal(contentType.alert, octets)
      : plaintextRecord(contentType.alert, octets);
  }

  /** Counts something that brings the connection no further. Throws ProtocolError when it is too much of it. */
  ignore(): void {
    if (++this.#ignored > maxIgnored) throw refused('tls:too_many_ignored_records');
  }

  #incoming(record: RawRecord): Incoming | null {
    if (record.type === contentType.change_cipher_spec) return this.#onChangeCipherSpec(record);
    const { type, fragment } = this.#opened(record);
    if (type !== contentType.handshake && !this.#messages.isEmpty) {
      throw refused('tls:unexpected_message'); // §5.1: other records between the fragments of a message
    }
    switch (type) {
      case contentType.handshake:
        if (fragment.length === 0) throw refused('tls:unexpected_message');
        if (!this.isComplete) this.#ignored = 0;
        this.#messages.push(fragment);
        return null;
      case contentType.application_data:
        return this.#onData(fragment);
      case contentType.alert:
        return this.#onAlert(fragment);
      default:
        throw refused('tls:unexpected_message');
    }
  }

  #opened(record: RawRecord): Plaintext {
    const { type, fragment } = record;
    // an alert of a peer that has found no keys
    const isPlain = type === contentType.alert && fragment.length === 2 && !this.isComplete;
    if (this.#read && !isPlain) {
      if (type !== contentType.application_data) throw refused('tls:unexpected_message');
      return this.#read.open(record);
    }
    if (type === contentType.application_data) throw refused('tls:unexpected_message');
    if (fragment.length > maxPlaintextOctets) throw refused('tls:record_overflow');
    return record;
  }

  #onChangeCipherSpec({ fragment }: RawRecord): null {
    if (fragment.length !== 1 || fragment[0] !== 1) {
      throw refused('tls:malformed_change_cipher_spec');
    }
    if (!this.#messages.isEmpty) throw refused('tls:unexpected_message');
    this.ignore();
    return null;
  }

  #onData(data: Uint8Array): Incoming | null {
    if (!this.isComplete) throw refused('tls:unexpected_message');
    if (data.length === 0) {
      this.ignore();
      return null;
    }
    this.#ignored = 0;
    return { kind: 'data', data };
  }

  #onAlert(fragment: Uint8Array): Incoming | null {
    const unit = fragment.length === 2 ? decode(alert, fragment) : null;
    if (!unit) throw refused('tls:unexpected_message');
    if (unit.value.description !== alertDescription.user_canceled) {
      return { kind: 'alert', ...unit.value };
    }
    this.ignore();
    return null;
  }
}

/** `minorVersion`: RFC 9846 §5.1 lets the first ClientHello say 1, for TLS 1.0; everything else says 3. */
export const plaintextRecord = (
  type: number,
  fragment: Uint8Array,
  minorVersion: 1 | 3 = 3,
): Uint8Array => {
  const { length } = fragment;
  return concat([Uint8Array.of(type, 3, minorVersion, length >> 8, length & 255), fragment]);
};
