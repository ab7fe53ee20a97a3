/**
 * What a proxied connection has written and the client has not posted yet.
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28): writes go in pieces into a pipe of limited size; the uploader takes all
 * of it at once and cuts packets at the borders of the pieces. What is written while the uploader pauses waits for its
 * next take, hence packets that hold several writes. Of a write that does not fit, the rest enters the pipe when it has
 * been emptied: a packet is never what was left over.
 */
import { concat } from '../bytes/concat.ts';

const pieceOctets = 8192;

export class UploadBuffer {
  readonly #maxPacketOctets: number;
  /** What waits for its place in the pipe. */
  #waiting: Uint8Array[] = [];
  #written: Uint8Array[] = [];
  #writtenOctets = 0;
  #taken: Uint8Array[] = [];

  constructor(maxPacketOctets: number) {
    this.#maxPacketOctets = maxPacketOctets;
  }

  /** A writer should wait: one piece more could pass the size of a packet. What it writes all the same waits here. */
  get isFull(): boolean {
    return this.#writtenOctets > Math.max(0, this.#maxPacketOctets - pieceOctets);
  }

  get isEmpty(): boolean {
    return this.#written.length === 0 && this.#taken.length === 0;
  }

  /** The octets of one write call. */
  write(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += pieceOctets) {
      this.#waiting.push(octets.subarray(at, at + pieceOctets));
    }
    this.#fill();
  }

  /** The next packet's octets, at most the size of a packet; null when nothing is there. */
  take(): Uint8Array | null {
    if (this.#taken.length === 0) {
      this.#taken = this.#written;
      this.#written = [];
      this.#writtenOctets = 0;
      this.#fill();
    }
    const [first] = this.#taken;
    if (!first) return null;
    if (first.length > this.#maxPacketOctets) {
      this.#taken[0] = first.subarray(this.#maxPacketOctets);
      return first.subarray(0, this.#maxPacketOctets);
    }
    let [count, octets] = [0, 0];
    for (const { length } of this.#taken) {
      if (octets + length > this.#maxPacketOctets) break;
      octets += length;
      count++;
    }
    return concat(this.#taken.splice(0, count));
  }

  #fill(): void {
    let count = 0;
    for (; count < this.#waiting.length && !this.isFull; count++) {
      const piece = this.#waiting[count] as Uint8Array;
      this.#written.push(piece);
      this.#writtenOctets += piece.length;
    }
    this.#waiting.splice(0, count);
  }
}
