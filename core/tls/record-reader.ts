/**
 * Records from octets, however the wire has cut them (RFC 9846 §5.1; RFC 8446 §5.1).
 *
 * Of the octets between two records at most one record is kept; what lies whole in a piece is given as a view of it.
 * The first record is looked at as Go does, so that what is not TLS is known at once.
 */
import { concat } from '../bytes/concat.ts';
import { contentType } from './enums.ts';
import { refused } from './errors.ts';
import { maxCiphertextOctets, recordHeaderOctets } from './messages/record.ts';

export interface RawRecord {
  readonly type: number;
  /** The 5 octets, which protection authenticates. */
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

export class RecordReader {
  /** Pieces of a record that has begun and is not all there. */
  #partial: Uint8Array[] = [];
  #partialOctets = 0;
  /** How many octets of it tell more: those of its header, then all. */
  #wanted = recordHeaderOctets;
  /** What has come after it. */
  #octets: Uint8Array = new Uint8Array();
  #isFirst = true;

  /** Whether everything that was pushed has been read. */
  get isEmpty(): boolean {
    return this.#partialOctets === 0 && this.#octets.length === 0;
  }

  push(octets: Uint8Array): void {
    this.#octets = this.#octets.length ? concat([this.#octets, octets]) : octets;
  }

  /** The next record, or null when it is not all there. Throws ProtocolError for what is no record. */
  next(): RawRecord | null {
    if (this.#partialOctets) return this.#nextFromPieces();
    const octets = this.#octets;
    if (octets.length >= recordHeaderOctets) {
      const total = this.#totalOf(octets);
      if (octets.length >= total) {
        this.#octets = octets.subarray(total);
        return recordOf(octets.subarray(0, total));
      }
      this.#wanted = total;
    }
    this.#keep(octets.length);
    return null;
  }

  #nextFromPieces(): RawRecord | null {
    this.#keep(this.#wanted - this.#partialOctets);
    if (this.#partialOctets === recordHeaderOctets && this.#wanted === recordHeaderOctets) {
      this.#wanted = this.#totalOf(concat(this.#partial));
      this.#keep(this.#wanted - this.#partialOctets);
    }
    if (this.#partialOctets < this.#wanted) return null;
    const record = recordOf(concat(this.#partial));
    this.#partial = [];
    this.#partialOctets = 0;
    this.#wanted = recordHeaderOctets;
    return record;
  }

  /** Moves up to `count` octets to the pieces. */
  #keep(count: number): void {
    const piece = this.#octets.subarray(0, count);
    if (piece.length === 0) return;
    this.#octets = this.#octets.subarray(piece.length);
    this.#partial.push(piece);
    this.#partialOctets += piece.length;
  }

  /** Of the record that begins with these octets, header included. */
  #totalOf(header: Uint8Array): number {
    const at = (i: number): number => header[i] as number;
    if (this.#isFirst) {
      const isKnown = at(0) === contentType.handshake || at(0) === contentType.alert;
      if (!isKnown || at(1) >= 0x10) throw refused('tls:not_tls');
      this.#isFirst = false;
    }
    const length = (at(3) << 8) | at(4);
    if (length > maxCiphertextOctets) {
      throw refused('tls:record_overflow', `tls: oversized record received with length ${length}`);
    }
    return recordHeaderOctets + length;
  }
}

const recordOf = (octets: Uint8Array): RawRecord => ({
  type: octets[0] as number,
  header: octets.subarray(0, recordHeaderOctets),
  fragment: octets.subarray(recordHeaderOctets),
});
