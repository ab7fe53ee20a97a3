/**
 * One entry of the server's session table: what joins the GET and the packets of a proxied connection.
 *
 * Reading hands on packets in order while somebody reads. It stops after a share of octets and goes on in a turn of its
 * own, so that a reader who has had enough can say so before the whole queue is behind him.
 */
import type { HttpPart } from '../http/message.ts';
import { type Doing, facts, type Port, send, setTimer } from '../sansio/machine.ts';
import type { XhttpFacts } from './facts.ts';
import type { SessionSelf, SessionState } from './session-states.ts';
import { type Packet, UploadQueue } from './upload-queue.ts';

/** The proxied connection that a GET has begun. */
export interface Stream {
  /** Inward. */
  readonly port: Port<Uint8Array>;
  readonly get: Port<HttpPart>;
  readonly session: Session;
  /** The inner side does not read at the moment. */
  isBlocked: boolean;
  /** The inner side was told not to send. */
  isPaused: boolean;
  /** Nobody is there to send the downlink to. */
  isGetGone: boolean;
}

export interface SessionOptions {
  readonly id: string;
  /** Makes the names of its timers. */
  readonly number: number;
  readonly maxBufferedPosts: number;
  /** A packet has its place in the queue: its request can be answered. */
  readonly onQueued: (exchange: string, packet: Packet) => Doing;
}

const fact = facts<XhttpFacts>();
const shareOctets = 256 * 1024;

export class Session implements SessionSelf {
  readonly id: string;
  readonly ttlTimer: string;
  readonly readTimer: string;
  readonly queue: UploadQueue;
  /** Two after a second GET; they read in turn. */
  readonly streams: Stream[] = [];
  state: SessionState = { name: 'UNCONNECTED' };
  readonly #onQueued: SessionOptions['onQueued'];
  /** Packets that found the channel full, and the exchanges whose answers they hold up. */
  #waiting: { readonly exchange: string; readonly packet: Packet }[] = [];
  #isYielding = false;

  constructor({ id, number, maxBufferedPosts, onQueued }: SessionOptions) {
    this.id = id;
    this.ttlTimer = `session_ttl:${number}`;
    this.readTimer = `session_read:${number}`;
    this.queue = new UploadQueue(maxBufferedPosts);
    this.#onQueued = onQueued;
  }

  /** False when the packet must wait for room. */
  *push(exchange: string, packet: Packet): Doing<boolean> {
    if (this.queue.isFull) {
      this.#waiting.push({ exchange, packet });
      return false;
    }
    this.queue.push(packet);
    yield* this.#onQueued(exchange, packet);
    return true;
  }

  /** Hands on what can be. Gives the stream whose read has failed because too much is out of order, or null. */
  *read(): Doing<Stream | null> {
    for (let octets = 0; !this.#isYielding; ) {
      const reader = this.streams.find(({ isBlocked, isGetGone }) => !isBlocked && !isGetGone);
      if (!reader) return null;
      const result = this.queue.read();
      yield* this.#fillUp();
      if (result.outcome === 'overflow') return reader;
      if (result.outcome === 'empty') return null;
      if (result.outcome === 'dropped') yield* this.#stateDrop(result.packet);
      else yield* this.#release(reader, result.packet);
      octets += result.packet.payload.length;
      if (octets < shareOctets || this.queue.isEmpty) continue;
      this.#isYielding = true;
      yield* setTimer(this.readTimer, 0);
    }
    return null;
  }

  /** The turn of its own has come. */
  *readOn(): Doing<Stream | null> {
    this.#isYielding = false;
    return yield* this.read();
  }

  /** Gives up the packets that wait; the names are of the exchanges that brought them. */
  takeWaiting(): string[] {
    return this.#waiting.splice(0).map(({ exchange }) => exchange);
  }

  *#release(reader: Stream, { seq, payload }: Packet): Doing {
    this.streams.push(...this.streams.splice(this.streams.indexOf(reader), 1));
    const data = { session_id: this.id, seq, octets: payload.length };
    yield* fact('xhttp:packet_released', data);
    if (payload.length > 0) yield* send(reader.port, payload);
  }

  *#stateDrop({ seq }: Packet): Doing {
    const data = { session_id: this.id, seq, expected_seq: this.queue.expectedSeq };
    yield* fact('xhttp:packet_dropped', data);
  }

  *#fillUp(): Doing {
    while (!this.queue.isFull) {
      const first = this.#waiting.shift();
      if (!first) return;
      this.queue.push(first.packet);
      yield* this.#onQueued(first.exchange, first.packet);
    }
  }
}
