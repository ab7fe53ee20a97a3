/** One stream of a connection: its state and windows, what waits to be sent on it, how far its message has come in. */
import type { HeaderField } from '../http/message.ts';
import { refused } from './errors.ts';
import { ReceiveWindow, SendWindow } from './flow-control.ts';
import type { StreamState } from './stream-states.ts';

/** What waits to be sent, in order. */
export type Outgoing = { readonly fields: readonly HeaderField[] } | { readonly data: Uint8Array };

/** Of the message that comes in: its head is awaited, its body is, nothing is, or it is not wanted. */
export type Phase = 'head' | 'body' | 'done' | 'unwanted';

export class Stream {
  readonly id: number;
  state: StreamState = 'idle';
  readonly sendWindow: SendWindow;
  readonly receiveWindow: ReceiveWindow;

  /** Of the request. */
  method = '';
  readonly queue: Outgoing[] = [];
  /** Of data in the queue. */
  queuedOctets = 0;
  /** Nothing comes after the queue. */
  isEnding = false;
  /** Whoever fills the queue has been told to wait. */
  isPaused = false;
  /** It has waited for its window. */
  isStalled = false;
  /** A head of this end's has been given. */
  isAnswered = false;

  phase: Phase = 'head';
  /** Octets of the body that are still to come, where its head says so. */
  #missing: number | null = null;
  /** Whoever takes the body takes no more for now. */
  isInnerBlocked = false;
  /** Octets that came and for which the windows have not been widened. */
  untaken = 0;

  constructor(id: number, sendOctets: number, receiveOctets: number) {
    this.id = id;
    this.sendWindow = new SendWindow(sendOctets);
    this.receiveWindow = new ReceiveWindow(receiveOctets);
  }

  /** The head of the message that comes in is there. */
  begin(statedLength: number | null): void {
    this.phase = 'body';
    this.#missing = statedLength;
  }

  /** How many of `octets` of body there may be; the rest is more than the head says. */
  admit(octets: number): number {
    if (this.#missing === null) return octets;
    const admitted = Math.min(this.#missing, octets);
    this.#missing -= admitted;
    return admitted;
  }

  /**
   * The message that comes in is complete. Throws ProtocolError. RFC 9113 §8.1.1: "A request or response is also malformed if the value of
   * a content-length header field does not equal the sum of the DATA frame payload lengths that form the content".
   */
  complete(): void {
    if (this.#missing) {
      throw refused('http2:content_length_mismatch', `A body lacks ${this.#missing} octets`);
    }
    this.phase = 'done';
  }
}
