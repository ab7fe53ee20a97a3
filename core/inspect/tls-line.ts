/**
 * One direction of a TLS connection: records, the handshake messages in them, and what is inside of those that can be
 * opened. What was opened lies on a track of its own.
 */
import { decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { nobleSymmetric } from '../crypto/symmetric.ts';
import { contentType, handshakeType } from '../tls/enums.ts';
import { messageHeaderOctets } from '../tls/messages/message.ts';
import { maxCiphertextOctets, recordHeaderOctets } from '../tls/messages/record.ts';
import { recordHeader } from '../tls/messages/record-parts.ts';
import { isRetryRequest } from '../tls/messages/server-hello.ts';
import { type Plaintext, protectionOctets } from '../tls/record-protection.ts';
import type { CodedUnit } from '../trace/units.ts';
import { type Layer, markAll, type Piece, Pieces } from './pieces.ts';
import { type Keys, type SealedRecord, SealedRecords } from './sealed-records.ts';
import { type FoundUnit, Track } from './track.ts';

/** A handshake message that was found; `pieces` are where it lies. */
export interface Message {
  readonly name: CodedUnit;
  readonly unit: FoundUnit;
  readonly pieces: readonly Piece[];
  readonly depth: number;
}

/** What a direction tells its connection. */
export interface TlsEvents {
  message(message: Message): void;
  /** Application data, in order. */
  data(piece: Piece): void;
}

interface Body extends SealedRecord {
  readonly type: number;
  readonly header: Uint8Array;
  fragment: Uint8Array | null;
  readonly unit: FoundUnit;
  readonly parts: Piece[];
  missing: number;
}

const messageUnits: ReadonlyMap<number, CodedUnit> = new Map([
  [handshakeType.client_hello, 'tls:client_hello'],
  [handshakeType.server_hello, 'tls:server_hello'],
  [handshakeType.new_session_ticket, 'tls:new_session_ticket'],
  [handshakeType.encrypted_extensions, 'tls:encrypted_extensions'],
  [handshakeType.certificate, 'tls:certificate'],
  [handshakeType.certificate_request, 'tls:certificate_request'],
  [handshakeType.certificate_verify, 'tls:certificate_verify'],
  [handshakeType.finished, 'tls:finished'],
  [handshakeType.key_update, 'tls:key_update'],
  [handshakeType.compressed_certificate, 'tls:compressed_certificate'],
]);

export class TlsLine implements Layer {
  readonly #depth: number;
  readonly #events: TlsEvents;
  readonly #sealed: SealedRecords<Body>;
  readonly #pieces = new Pieces();
  /** Of handshake messages, as they come out of records. */
  readonly #messages = new Pieces();
  readonly #track = new Track();
  /** How much has been opened so far. */
  #openedOctets = 0;
  #body: Body | null = null;
  /** Octets since the borders of records were lost; null while they are known. */
  #gap: number | null = null;
  #isLost = false;

  constructor(depth: number, keys: Keys, events: TlsEvents) {
    this.#depth = depth;
    this.#events = events;
    this.#sealed = new SealedRecords(nobleSymmetric, keys, (body, plaintext) =>
      this.#taken(body, plaintext),
    );
  }

  /** There may be a secret for what was not opened. */
  retry(): void {
    this.#sealed.retry();
  }

  push(piece: Piece): void {
    if (this.#isLost || this.#isInGap(piece)) return;
    this.#pieces.push(piece);
    while (!this.#pieces.isEmpty && (this.#body ? this.#readBody(this.#body) : this.#readHeader()));
  }

  /** False when there is nothing more to be done with what has come. */
  #readHeader(): boolean {
    const front = this.#pieces.front(recordHeaderOctets);
    const header = decode(recordHeader, front)?.value;
    if (!header) {
      if (this.#pieces.hasGap) this.#loseBorders();
      return false;
    }
    this.#isLost = !isHeader(front);
    if (this.#isLost) return false;
    this.#pieces.takeUnit('tls:record_header', this.#depth);
    const { type, length } = header;
    const name = 'tls:unopened_record';
    const unit: FoundUnit = { name, length, octets: null, value: null, exchange: null };
    const body = { type, header: front, unit, parts: [], missing: length, fragment: null };
    if (length > 0) this.#body = body;
    return true;
  }

  #readBody(body: Body): boolean {
    for (const piece of this.#pieces.take(body.missing)) {
      const offset = body.unit.length - body.missing;
      body.missing -= piece.length;
      if (body.type === contentType.handshake) this.#readMessages(piece, this.#depth);
      else body.parts.push(piece);
      if (body.type !== contentType.application_data) continue;
      const { track, at, length } = piece;
      track.add({ unit: body.unit, depth: this.#depth, start: at, end: at + length, offset });
    }
    if (body.missing > 0) return false;
    this.#body = null;
    if (body.type === contentType.application_data) this.#seal(body);
    else this.#readSmall(body.type, body.parts);
    return true;
  }

  #seal(body: Body): void {
    const parts = body.parts.flatMap(({ octets }) => (octets ? [octets] : []));
    const isWhole = parts.length === body.parts.length;
    body.fragment = isWhole ? concat(parts) : null;
    if (!isWhole) body.unit.name = 'tls:cut_record';
    this.#sealed.push(body);
  }

  /** change_cipher_spec and alerts, which are never cut. */
  #readSmall(type: number, parts: readonly Piece[], depth = this.#depth): void {
    const pieces = new Pieces();
    for (const part of parts) pieces.push(part);
    if (type === contentType.change_cipher_spec) pieces.takeUnit('tls:change_cipher_spec', depth);
    if (type === contentType.alert) pieces.takeUnit('tls:alert', depth);
  }

  #readMessages(piece: Piece, depth: number): void {
    const messages = this.#messages;
    messages.push(piece);
    for (;;) {
      const head = messages.front(messageHeaderOctets);
      if (head.length < messageHeaderOctets) {
        if (messages.hasGap) messages.drain();
        return;
      }
      const [type = 0, high = 0, middle = 0, low = 0] = head;
      const total = messageHeaderOctets + high * 65536 + middle * 256 + low;
      if (messages.length < total) return;
      const isRetry = type === handshakeType.server_hello && isRetryRequest(messages.front(total));
      const name = isRetry ? 'tls:hello_retry_request' : messageUnits.get(type);
      const taken = name ? messages.takeUnit(name, depth) : 'lost';
      if (typeof taken === 'string') messages.take(total);
      else this.#found({ name: name as CodedUnit, ...taken, depth });
    }
  }

  #found(message: Message): void {
    this.#events.message(message);
    if (this.#sealed.phase === 'handshake' && message.name === 'tls:finished') {
      this.#sealed.completeHandshake();
    }
    if (message.name === 'tls:key_update') this.#sealed.update();
  }

  #taken(body: Body, plaintext: Plaintext | null): void {
    if (!plaintext) {
      if (!body.fragment) this.#unknownData(body.unit.length + recordHeaderOctets, 1);
      return;
    }
    const { type, fragment } = plaintext;
    const total = body.unit.length - tagOctets;
    const octets = new Uint8Array(total);
    octets.set(fragment);
    octets[fragment.length] = type;
    const at = this.#openedOctets;
    this.#openedOctets += total;
    body.unit.name = 'tls:encrypted_record';
    body.unit.opened = { path: 'data', octets, track: this.#track, from: at };
    this.#markEnd(octets, fragment.length, at);
    const { length } = fragment;
    if (length === 0) return;
    const piece: Piece = { octets: fragment, length, track: this.#track, at };
    if (type === contentType.handshake) this.#readMessages(piece, 0);
    else if (type === contentType.application_data) this.#events.data(piece);
    else this.#readSmall(type, [piece], 0);
  }

  /** The type behind the content, and the padding behind that. */
  #markEnd(octets: Uint8Array, length: number, at: number): void {
    const end = new Pieces();
    const behind = octets.subarray(length);
    end.push({ octets: behind, length: behind.length, track: this.#track, at: at + length });
    end.takeUnit('tls:inner_type', 0);
    const padding = end.drain();
    const zeros = { length: behind.length - 1, octets: null, value: null, exchange: null };
    if (padding.length > 0) markAll(padding, { name: 'tls:padding', ...zeros }, 0);
  }

  /** What was in records that cannot be opened; as long as they have no padding. */
  #unknownData(octets: number, records: number): void {
    const length = octets - records * protectionOctets;
    if (this.#sealed.phase !== 'application' || length <= 0) return;
    const at = this.#openedOctets;
    this.#openedOctets += length;
    this.#events.data({ octets: null, length, track: this.#track, at });
  }

  #loseBorders(): void {
    this.#gap = this.#pieces.length;
    this.#pieces.drain();
  }

  /**
   * After borders were lost: whether a piece is no place from which one can go on. Whoever sends begins with a record
   * mostly, and what opens is one.
   */
  #isInGap({ octets, length }: Piece): boolean {
    if (this.#gap === null) return false;
    const header = octets?.subarray(0, recordHeaderOctets) ?? new Uint8Array();
    const end = recordHeaderOctets + (decode(recordHeader, header)?.value.length ?? 0);
    const isRecord = octets && octets.length >= end && isHeader(header);
    const next = { header, fragment: octets?.subarray(recordHeaderOctets, end) ?? null };
    const records = isRecord ? this.#sealed.resume(this.#gap, next) : null;
    if (records === null) {
      this.#gap += length;
      return true;
    }
    const gap = this.#gap;
    this.#gap = null;
    this.#unknownData(gap, records);
    return false;
  }
}

const tagOctets = 16;
const types: ReadonlySet<number> = new Set(Object.values(contentType));

function isHeader(octets: Uint8Array): boolean {
  const header = decode(recordHeader, octets)?.value;
  return (
    header !== undefined &&
    types.has(header.type) &&
    header.legacy_record_version >> 8 === 3 &&
    header.length <= maxCiphertextOctets
  );
}
