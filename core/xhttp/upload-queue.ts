/**
 * The packets of one session on the server, on their way into order.
 *
 * splithttp/upload_queue.go of Xray (v26.7.28): a channel of bounded length that requests fill, and a reassembly heap
 * that only the reader fills, from the channel. Whoever finds the channel full waits, unanswered. The part for
 * stream-up is in `session.ts`. There is no patience for gaps: a lost packet stalls the reader until the heap overflows.
 */

export interface Packet {
  readonly seq: number;
  readonly payload: Uint8Array;
}

export type ReadResult =
  | { readonly outcome: 'packet'; readonly packet: Packet }
  /** Its number is below the one that is due. */
  | { readonly outcome: 'dropped'; readonly packet: Packet }
  | { readonly outcome: 'empty' }
  /** The reader gets an error, and the connection is over. */
  | { readonly outcome: 'overflow' };

export class UploadQueue {
  /** Of the channel, and of what may be left in the heap when its lowest packet is out. */
  readonly limit: number;
  #channel: Packet[] = [];
  /** By sequence number. */
  #heap: Packet[] = [];
  #expectedSeq = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get expectedSeq(): number {
    return this.#expectedSeq;
  }

  get isFull(): boolean {
    return this.#channel.length >= this.limit;
  }

  get isEmpty(): boolean {
    return this.#channel.length === 0 && this.#heap.length === 0;
  }

  /** Must not be called while the channel is full. */
  push(packet: Packet): void {
    this.#channel.push(packet);
  }

  /** One read of the proxied connection. Takes no more from the channel than it needs. */
  read(): ReadResult {
    for (;;) {
      const lowest = this.#heap[0];
      if (lowest && lowest.seq <= this.#expectedSeq) {
        this.#heap.shift();
        if (lowest.seq < this.#expectedSeq) return { outcome: 'dropped', packet: lowest };
        this.#expectedSeq++;
        return { outcome: 'packet', packet: lowest };
      }
      if (this.#heap.length - 1 > this.limit) return { outcome: 'overflow' };
      const pushed = this.#channel.shift();
      if (!pushed) return { outcome: 'empty' };
      const at = this.#heap.findIndex(({ seq }) => seq > pushed.seq);
      this.#heap.splice(at < 0 ? this.#heap.length : at, 0, pushed);
    }
  }
}
