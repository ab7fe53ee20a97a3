/**
 * What goes out on a connection: control frames at once, a stream's heads and body in order as windows let them.
 *
 * Streams that wait take turns, a frame of 16,384 octets each (RFC 9113 §5.2). While the connection beneath takes no
 * more, only control frames are made; a stream's queue has a mark above which whoever fills it is told to wait. What
 * has been made is gathered and taken as one array, so that what is beneath can fill its records.
 */
import { encode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import type { HeaderField } from '../http/message.ts';
import type { Note } from './facts.ts';
import { SendWindow } from './flow-control.ts';
import { type Frame, flags, frameTypes } from './frame-types.ts';
import { frame, frameHeader } from './frames.ts';
import { FieldEncoder } from './hpack/codec.ts';
import { initialSettings } from './settings.ts';
import type { Stream } from './stream.ts';
import type { StreamMessage } from './stream-states.ts';

/** Every peer takes frames of this many octets. */
const frameOctets = 16_384;
/** Whoever fills a stream's queue waits above this, and goes on below half of it. */
const queueMarkOctets = 65_536;

/** A stream whose filler shall wait, or go on. */
export interface FlowChange {
  readonly stream: number;
  readonly isPaused: boolean;
}

export class Sender {
  readonly window = new SendWindow(initialSettings.INITIAL_WINDOW_SIZE);
  readonly encoder = new FieldEncoder();
  /** Control frames that were made while the connection beneath took none. */
  unsentControls = 0;
  readonly #notes: Note[];
  readonly #sent: (stream: Stream, messages: readonly StreamMessage[]) => void;
  #output: Uint8Array[] = [];
  #flow: FlowChange[] = [];
  /** Streams that have something to send. */
  readonly #waiting = new Set<Stream>();
  #isBlocked = false;
  #isStalled = false;

  /** `sent` is told what a frame that has been made does to its stream. */
  constructor(notes: Note[], sent: (stream: Stream, messages: readonly StreamMessage[]) => void) {
    this.#notes = notes;
    this.#sent = sent;
  }

  /** All that has been made since; null for nothing. */
  takeOutput(): Uint8Array | null {
    if (this.#output.length === 0) return null;
    const octets = concat(this.#output);
    this.#output = [];
    return octets;
  }

  takeFlow(): readonly FlowChange[] {
    if (this.#flow.length === 0) return this.#flow;
    return this.#flow.splice(0);
  }

  raw(octets: Uint8Array): void {
    this.#output.push(octets);
  }

  /** A frame that does not wait. */
  control(value: Frame): void {
    if (this.#isBlocked) this.unsentControls++;
    this.#output.push(encode(frame, value));
  }

  fields(stream: Stream, fields: readonly HeaderField[]): void {
    stream.queue.push({ fields });
    this.#waiting.add(stream);
  }

  data(stream: Stream, data: Uint8Array): void {
    if (data.length === 0) return;
    stream.queue.push({ data });
    stream.queuedOctets += data.length;
    this.#waiting.add(stream);
  }

  end(stream: Stream): void {
    stream.isEnding = true;
    this.#waiting.add(stream);
  }

  /** Nothing more is sent on a stream. */
  drop(stream: Stream): void {
    this.#waiting.delete(stream);
    stream.queue.length = 0;
    stream.queuedOctets = 0;
    this.#settle(stream);
  }

  /** The connection beneath takes no more for now, or does again. */
  block(isBlocked: boolean): void {
    this.#isBlocked = isBlocked;
    if (isBlocked) return;
    this.unsentControls = 0;
    this.pump();
  }

  /** Makes frames of what waits, as far as windows go. */
  pump(): void {
    for (let isMoving = !this.#isBlocked; isMoving; ) {
      isMoving = false;
      for (const stream of this.#waiting) {
        if (this.#sendNext(stream)) isMoving = true;
        this.#settle(stream);
      }
    }
    for (const stream of this.#waiting) this.#settle(stream);
  }

  /** Makes one frame, or one field block; false when there is nothing to make now. */
  #sendNext(stream: Stream): boolean {
    const [next] = stream.queue;
    if (next && 'fields' in next) {
      stream.queue.shift();
      this.#sendFields(stream, next.fields);
    } else if (next) {
      if (!this.#sendData(stream)) return false;
    } else if (stream.isEnding) this.#putData(stream, [], 0, true);
    if (stream.queue.length === 0) this.#waiting.delete(stream);
    return true;
  }

  #sendFields(stream: Stream, fields: readonly HeaderField[]): void {
    const block = this.encoder.encode(fields);
    const isEnd = stream.isEnding && stream.queue.length === 0;
    const { id: stream_identifier } = stream;
    for (let at = 0; at === 0 || at < block.length; at += frameOctets) {
      const field_block_fragment = block.subarray(at, at + frameOctets);
      const end_headers = at + frameOctets >= block.length;
      const common = { stream_identifier, end_headers, field_block_fragment };
      this.#output.push(
        encode(
          frame,
          at === 0
            ? { type: 'HEADERS', end_stream: isEnd, priority: null, pad_length: null, ...common }
            : { type: 'CONTINUATION', ...common },
        ),
      );
    }
    const begins: StreamMessage[] = stream.state === 'idle' ? ['send_headers'] : [];
    this.#sent(stream, isEnd ? [...begins, 'send_end_stream'] : begins);
  }

  #sendData(stream: Stream): boolean {
    const { available } = this.window;
    const ofStream = stream.sendWindow.available;
    const length = Math.min(frameOctets, available, ofStream, stream.queuedOctets);
    if (length <= 0) {
      this.#stall(available <= 0 ? null : stream);
      return false;
    }
    const pieces: Uint8Array[] = [];
    for (let left = length; left > 0; ) {
      const { data } = stream.queue[0] as { readonly data: Uint8Array };
      const piece = data.subarray(0, left);
      pieces.push(piece);
      left -= piece.length;
      if (piece.length === data.length) stream.queue.shift();
      else stream.queue[0] = { data: data.subarray(piece.length) };
    }
    stream.queuedOctets -= length;
    this.window.take(length);
    stream.sendWindow.take(length);
    this.#putData(stream, pieces, length, stream.isEnding && stream.queue.length === 0);
    return true;
  }

  #putData(stream: Stream, pieces: readonly Uint8Array[], length: number, isEnd: boolean): void {
    const header = {
      length,
      type: frameTypes.DATA,
      flags: isEnd ? flags.END_STREAM : 0,
      stream_identifier: stream.id,
    };
    this.#output.push(encode(frameHeader, header), ...pieces);
    if (isEnd) this.#sent(stream, ['send_end_stream']);
  }

  /** States the first time that a window is used up; null stands for the connection's. */
  #stall(stream: Stream | null): void {
    if (stream ? stream.isStalled : this.#isStalled) return;
    if (stream) stream.isStalled = true;
    else this.#isStalled = true;
    this.#notes.push({ name: 'http2:window_exhausted', data: { stream_id: stream?.id ?? 0 } });
  }

  #settle(stream: Stream): void {
    const mark = stream.isPaused ? queueMarkOctets / 2 : queueMarkOctets;
    const isPaused = stream.queuedOctets > mark;
    if (isPaused === stream.isPaused) return;
    stream.isPaused = isPaused;
    this.#flow.push({ stream: stream.id, isPaused });
  }
}
