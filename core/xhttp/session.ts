/**
 * One entry of the server's session table: what joins the downlink and the uplink of a proxied connection.
 *
 * splithttp/upload_queue.go and splithttp/hub.go:upsertSession of Xray (v26.7.28). The uplink is packets by number, or
 * from its coming on the body of one stream-up POST, its feed. Reading hands on what there is while somebody reads. It
 * stops after a share of packets and goes on in a turn of its own, so that a reader who has had enough can say so before
 * the whole queue is behind him. Left out: a stream-up that finds the channel full is answered at once, in Xray with the
 * end of its session.
 */
import { type Doing, facts } from '../sansio/machine.ts';
import { transition } from '../sansio/transitions.ts';
import type { Pushed, Refusal, XhttpFacts } from './facts.ts';
import {
  type SessionMessages,
  type SessionSelf,
  type SessionState,
  sessionTransitions,
  sessionTtlMs,
} from './session-states.ts';
import type { Timers } from './timers.ts';
import { type Packet, UploadQueue } from './upload-queue.ts';

/** The proxied connection that a GET has begun: it reads the uplink. */
export interface SessionReader {
  /** It takes octets now. */
  readonly isReading: boolean;
  deliver(octets: Uint8Array): Doing;
  /** The uplink is complete. */
  uplinkEnded(): Doing;
  /** The uplink was cut off. */
  uplinkBroken(): Doing;
  /** Too much is out of order. */
  overflowed(): Doing;
}

/** The request of a packet. */
export interface SessionPusher {
  /** The packet has its place in the queue: the request can be answered. */
  queued(): Doing;
  /** There is no place for it any more. */
  refused(refusal: Refusal): Doing;
}

/** The POST of stream-up. */
export interface SessionFeed {
  /** Its body shall wait, or go on. */
  hold(isHeld: boolean): Doing;
  /** The session is over. */
  closed(): Doing;
}

export interface SessionOptions {
  readonly id: string;
  /** Makes the names of its timers. */
  readonly number: number;
  readonly maxBufferedPosts: number;
  readonly timers: Timers;
  /** It leaves the table. */
  readonly onGone: () => void;
}

const fact = facts<XhttpFacts>();
const shareOctets = 256 * 1024;

export class Session implements SessionSelf {
  readonly id: string;
  readonly timers: Timers;
  readonly ttlTimer: string;
  readonly #readTimer: string;
  readonly #queue: UploadQueue;
  readonly #onGone: () => void;
  /** Two after a second GET; they read in turn. */
  readonly #readers: SessionReader[] = [];
  #state: SessionState = { name: 'UNCONNECTED' };
  /** Packets that found the channel full, and the requests whose answers they hold up. */
  #waiting: { readonly pusher: SessionPusher; readonly packet: Packet }[] = [];
  #feed: SessionFeed | null = null;
  /** What of the feed nobody has taken, and how it has ended. */
  #fed: Uint8Array[] = [];
  #feedEnd: 'ended' | 'broken' | null = null;
  #isYielding = false;

  constructor({ id, number, maxBufferedPosts, timers, onGone }: SessionOptions) {
    this.id = id;
    this.timers = timers;
    this.ttlTimer = `session_ttl:${number}`;
    this.#readTimer = `session_read:${number}`;
    this.#queue = new UploadQueue(maxBufferedPosts);
    this.#onGone = onGone;
  }

  get state(): SessionState {
    return this.#state;
  }

  *begin(method: string): Doing {
    yield* fact('xhttp:session_created', { session_id: this.id, method });
    yield* this.timers.set(this.ttlTimer, sessionTtlMs, () => this.#end('ttl_expired'));
  }

  /** A GET has come. */
  *connect(): Doing {
    if (this.#state.name === 'UNCONNECTED') yield* this.#do('get_arrived');
  }

  *addReader(reader: SessionReader): Doing {
    this.#readers.push(reader);
    yield* this.read();
  }

  removeReader(reader: SessionReader): void {
    const at = this.#readers.indexOf(reader);
    if (at >= 0) this.#readers.splice(at, 1);
  }

  /** A GET is over, and the session with it. */
  *end(): Doing {
    if (this.#state.name !== 'GONE') yield* this.#end('get_ended');
  }

  /** Brings a packet in; its pusher is told when that is so. */
  *push(pusher: SessionPusher, packet: Packet): Doing {
    const refusal = this.#refusalOf('packet');
    if (refusal) return yield* pusher.refused(refusal);
    if (this.#queue.isFull) this.#waiting.push({ pusher, packet });
    else {
      this.#queue.push(packet);
      yield* pusher.queued();
    }
    yield* this.read();
    const { expectedSeq } = this.#queue;
    if (this.#state.name === 'GONE' || packet.seq < expectedSeq) return;
    yield* fact('xhttp:packet_buffered', {
      session_id: this.id,
      seq: packet.seq,
      expected_seq: expectedSeq,
      is_connected: this.#readers.length > 0,
    });
  }

  /** The body of a POST becomes the uplink; or why it does not. */
  *attach(feed: SessionFeed): Doing<Refusal | null> {
    const refusal = this.#refusalOf('stream');
    if (refusal) return refusal;
    this.#feed = feed;
    const is_connected = this.#readers.length > 0;
    yield* fact('xhttp:stream_up_attached', { session_id: this.id, is_connected });
    if (!is_connected) yield* feed.hold(true);
    return null;
  }

  *feed(octets: Uint8Array): Doing {
    this.#fed.push(octets);
    yield* this.read();
  }

  *feedEnded(how: 'ended' | 'broken'): Doing {
    this.#feedEnd = how;
    yield* this.read();
  }

  /** Hands on what can be. */
  *read(): Doing {
    if (this.#feed) yield* this.#readFeed(this.#feed);
    else yield* this.#readQueue();
  }

  *#readFeed(feed: SessionFeed): Doing {
    while (this.#fed.length > 0) {
      const reader = this.#nextReader();
      if (!reader) break;
      yield* this.#deliver(reader, this.#fed.shift() as Uint8Array);
    }
    if (this.#fed.length === 0 && this.#feedEnd) yield* this.#tellFeedEnd(this.#feedEnd);
    else yield* feed.hold(!this.#nextReader());
  }

  *#tellFeedEnd(how: 'ended' | 'broken'): Doing {
    for (const reader of [...this.#readers]) {
      yield* how === 'ended' ? reader.uplinkEnded() : reader.uplinkBroken();
    }
  }

  *#readQueue(): Doing {
    for (let octets = 0; !this.#isYielding; ) {
      const reader = this.#nextReader();
      if (!reader) return;
      const result = this.#queue.read();
      yield* this.#fillUp();
      if (result.outcome === 'overflow') return yield* this.#overflow(reader);
      if (result.outcome === 'empty') return;
      if (result.outcome === 'dropped') yield* this.#stateDrop(result.packet);
      else yield* this.#release(reader, result.packet);
      octets += result.packet.payload.length;
      if (octets < shareOctets || this.#queue.isEmpty) continue;
      this.#isYielding = true;
      yield* this.timers.set(this.#readTimer, 0, () => this.#readOn());
    }
  }

  /** The turn of its own has come. */
  *#readOn(): Doing {
    this.#isYielding = false;
    yield* this.read();
  }

  #nextReader(): SessionReader | undefined {
    return this.#readers.find(({ isReading }) => isReading);
  }

  *#deliver(reader: SessionReader, octets: Uint8Array): Doing {
    // readers take turns
    this.#readers.push(...this.#readers.splice(this.#readers.indexOf(reader), 1));
    if (octets.length > 0) yield* reader.deliver(octets);
  }

  *#release(reader: SessionReader, { seq, payload }: Packet): Doing {
    const data = { session_id: this.id, seq, octets: payload.length };
    yield* fact('xhttp:packet_released', data);
    yield* this.#deliver(reader, payload);
  }

  *#stateDrop({ seq }: Packet): Doing {
    const data = { session_id: this.id, seq, expected_seq: this.#queue.expectedSeq };
    yield* fact('xhttp:packet_dropped', data);
  }

  *#overflow(reader: SessionReader): Doing {
    const { expectedSeq: expected_seq, limit } = this.#queue;
    yield* fact('xhttp:queue_overflowed', { session_id: this.id, expected_seq, limit });
    yield* reader.overflowed();
  }

  *#fillUp(): Doing {
    while (!this.#queue.isFull) {
      const first = this.#waiting.shift();
      if (!first) return;
      this.#queue.push(first.packet);
      yield* first.pusher.queued();
    }
  }

  #refusalOf(pushed: Pushed): Refusal | null {
    if (this.#feed) return { code: 'xhttp:stream_up_exists', pushed };
    return this.#state.name === 'GONE' ? { code: 'xhttp:queue_closed', pushed } : null;
  }

  /** Out of the table, with its queue closed: what waits is refused, readers come to their end. */
  *#end(type: 'ttl_expired' | 'get_ended'): Doing {
    yield* this.#do(type);
    this.#onGone();
    yield* this.timers.cancel(this.#readTimer);
    for (const { pusher } of this.#waiting.splice(0)) {
      yield* pusher.refused({ code: 'xhttp:queue_closed', pushed: 'packet' });
    }
    if (this.#feed) yield* this.#feed.closed();
    yield* this.#tellFeedEnd('ended');
  }

  *#do<Type extends keyof SessionMessages>(type: Type): Doing {
    const message: SessionMessages[Type] = {};
    this.#state = yield* transition(sessionTransitions, this, this.#state, type, message);
  }
}
