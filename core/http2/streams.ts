/**
 * The streams of a connection: those that live, and of those that are closed as much as errors need.
 *
 * Of closed streams the last 1,000 are remembered with how they ended; of older ones it is known that they are closed.
 */
import { refused } from './errors.ts';
import type { Note } from './facts.ts';
import { Stream } from './stream.ts';
import { type StreamMessage, type StreamState, stateAfter } from './stream-states.ts';

/** How a stream was closed: by both ends in order, or by a RST_STREAM from one of them. */
export type Ending = 'ended' | 'reset_here' | 'reset_there';

const mostRemembered = 1_000;

export class Streams {
  readonly #live = new Map<number, Stream>();
  readonly #closed = new Map<number, Ending>();
  readonly #notes: Note[];
  readonly #closing: (stream: Stream) => void;
  /** The newest stream that the client has begun. */
  newest = 0;

  /** `closing` is told of each stream that ends. */
  constructor(notes: Note[], closing: (stream: Stream) => void) {
    this.#notes = notes;
    this.#closing = closing;
  }

  /** How many live. */
  get size(): number {
    return this.#live.size;
  }

  get(id: number): Stream | undefined {
    return this.#live.get(id);
  }

  all(): Iterable<Stream> {
    return this.#live.values();
  }

  /** How a stream that lives no more ended, where it is known. */
  endingOf(id: number): Ending | undefined {
    return this.#closed.get(id);
  }

  /** No frame but HEADERS and PRIORITY may come on it yet; servers begin none. */
  isIdle(id: number): boolean {
    return id > this.newest || id % 2 === 0;
  }

  begin(id: number, sendOctets: number, receiveOctets: number): Stream {
    const stream = new Stream(id, sendOctets, receiveOctets);
    this.#live.set(id, stream);
    this.newest = id;
    return stream;
  }

  /** A stream of ours ends before the peer has heard of it. */
  forget(stream: Stream): void {
    this.#live.delete(stream.id);
    this.#closing(stream);
  }

  /** A stream is refused before it has lived. */
  refuse(id: number): void {
    this.newest = Math.max(this.newest, id);
    this.#remember(id, 'reset_here');
  }

  /** Lets messages change a stream's state, as one step. Throws ProtocolError for one that the state forbids. */
  advance(stream: Stream, ...messages: readonly StreamMessage[]): void {
    const old: StreamState = stream.state;
    for (const message of messages) {
      const next = stateAfter(stream.state, message);
      if (!next) {
        throw refused('http2:stream_not_open', `${message} on a stream that is ${stream.state}`);
      }
      stream.state = next;
    }
    const data = { stream_id: stream.id, old, new: stream.state };
    this.#notes.push({ name: 'http2:stream_state_updated', data });
    if (stream.state !== 'closed') return;
    this.#live.delete(stream.id);
    const last = messages.at(-1);
    this.#remember(
      stream.id,
      last === 'send_rst_stream'
        ? 'reset_here'
        : last === 'recv_rst_stream'
          ? 'reset_there'
          : 'ended',
    );
    this.#closing(stream);
  }

  #remember(id: number, ending: Ending): void {
    this.#closed.set(id, ending);
    for (const oldest of this.#closed.keys()) {
      if (this.#closed.size <= mostRemembered) return;
      this.#closed.delete(oldest);
    }
  }
}
