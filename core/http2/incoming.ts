/**
 * What comes in on streams: field blocks and DATA, put together to the parts of messages (RFC 9113 §8.1).
 *
 * The windows are widened by what a frame has brought when the frame is complete and whoever takes the body takes more.
 */
import { concat } from '../bytes/concat.ts';
import { hasMember } from '../http/headers.ts';
import type { HttpPart } from '../http/message.ts';
import { type Http2ErrorCode, type RequestErrorCode, refused } from './errors.ts';
import type { FieldBlock } from './field-blocks.ts';
import type { FloodGuard } from './flood-guard.ts';
import { ReceiveWindow } from './flow-control.ts';
import { type FrameHeader, flags } from './frame-types.ts';
import { FieldDecoder, type FieldList } from './hpack/codec.ts';
import { checkTrailers, requestHead, responseHead, statedLength } from './messages.ts';
import type { PeerSettings } from './peer-settings.ts';
import type { Sender } from './sender.ts';
import { initialSettings, type Opening, type Settings } from './settings.ts';
import type { Stream } from './stream.ts';
import { mayReceive } from './stream-states.ts';
import type { Streams } from './streams.ts';

/** What octets have led to. */
export type Arrival =
  | { readonly type: 'part'; readonly stream: number; readonly part: HttpPart }
  /** A request that shall be answered with a status of its code's and not be looked at. */
  | { readonly type: 'refused'; readonly stream: number; readonly code: RequestErrorCode }
  /** A stream has ended before its time; `error` is the name of the error or its number. */
  | {
      readonly type: 'gone';
      readonly stream: number;
      readonly error: string;
      readonly isFromPeer: boolean;
    }
  /** The peer has changed its settings. */
  | { readonly type: 'settings' }
  /** The peer begins no more streams, or takes no more. */
  | { readonly type: 'goaway' }
  | { readonly type: 'pong' }
  /** The connection is at its end; nothing more is read. */
  | { readonly type: 'over'; readonly code: Http2ErrorCode };

export type Role = 'client' | 'server';

export interface IncomingOptions {
  readonly role: Role;
  readonly opening: Opening;
  readonly streams: Streams;
  readonly sender: Sender;
  readonly floods: FloodGuard;
  readonly peer: PeerSettings;
}

const end: HttpPart = { part: 'end' };

export class Incoming {
  readonly #options: IncomingOptions;
  readonly #own: Settings;
  readonly #decoder: FieldDecoder;
  /** The connection's. */
  readonly #window: ReceiveWindow;
  /** Whose DATA is coming; null when nobody's. */
  #dataTo: Stream | null = null;
  /** Of the frame that is coming, so far. */
  #dataOctets = 0;
  /** What of a body has come and is not passed on yet, and on which stream. */
  #body: Uint8Array[] = [];
  #bodyOf = 0;
  /** Streams that are begun are passed over. */
  isDraining = false;

  constructor(options: IncomingOptions) {
    this.#options = options;
    this.#own = { ...initialSettings, ...options.opening.settings };
    this.#decoder = new FieldDecoder(this.#own.HEADER_TABLE_SIZE);
    const octets = initialSettings.INITIAL_WINDOW_SIZE + options.opening.windowIncrement;
    this.#window = new ReceiveWindow(octets);
  }

  /** Throws DecodeError and ProtocolError. */
  *fields(block: FieldBlock, now: number): Generator<Arrival> {
    // first of all, because the tables of both ends must stay the same
    const list = this.#decoder.decode(block.octets, this.#own.MAX_HEADER_LIST_SIZE);
    const { role, streams } = this.#options;
    if (block.isSelfDependent) {
      throw refused('http2:self_dependency', `Stream ${block.stream} depends on itself`);
    }
    const stream = streams.get(block.stream);
    if (!stream) {
      const isNew = role === 'server' && block.stream % 2 === 1 && block.stream > streams.newest;
      if (isNew) yield* this.#request(block, list);
      else this.#refuse(block.stream, 'HEADERS');
      return;
    }
    if (!mayReceive(stream.state)) {
      throw refused('http2:stream_not_open', `HEADERS on a stream that is ${stream.state}`);
    }
    if (stream.phase === 'head') yield* this.#response(stream, block, list, now);
    else yield* this.#trailers(stream, block, list);
  }

  /** DATA begins. Throws ProtocolError. */
  dataHeader({ stream_identifier: id, length }: FrameHeader): void {
    this.#dataTo = null;
    this.#dataOctets = 0;
    if (!this.#window.receive(length)) {
      throw refused('http2:window_exceeded', `${length} octets of DATA are more than the window`);
    }
    const stream = this.#options.streams.get(id);
    if (!stream) return this.#refuse(id, 'DATA');
    if (!mayReceive(stream.state)) {
      throw refused('http2:stream_not_open', `DATA on a stream that is ${stream.state}`);
    }
    if (stream.phase === 'head') {
      throw refused('http2:unexpected_data', 'DATA comes before a head');
    }
    if (!stream.receiveWindow.receive(length)) {
      throw refused('http2:stream_window_exceeded', `${length} octets are more than the window`);
    }
    this.#dataTo = stream;
  }

  /** Part of the DATA that has begun. Throws ProtocolError after it has taken what may be. */
  *data(octets: Uint8Array): Generator<Arrival> {
    const stream = this.#wanted;
    this.#dataOctets += octets.length;
    if (!stream || stream.phase === 'unwanted') return;
    const data = octets.subarray(0, stream.admit(octets.length));
    if (stream.id !== this.#bodyOf) yield* this.body();
    this.#bodyOf = stream.id;
    if (data.length > 0) this.#body.push(data);
    if (data.length < octets.length) {
      throw refused('http2:content_length_mismatch', 'A body is longer than its head says');
    }
  }

  /** Passes on what has come of a body: several frames of one input are one part. */
  *body(): Generator<Arrival> {
    if (this.#body.length === 0) return;
    const data = concat(this.#body);
    this.#body = [];
    yield { type: 'part', stream: this.#bodyOf, part: { part: 'body', data } };
  }

  /** The DATA that has begun is complete. Throws ProtocolError. */
  *dataEnd({ length, flags: bits }: FrameHeader, now: number): Generator<Arrival> {
    const stream = this.#wanted;
    this.#dataTo = null;
    const isEnd = (bits & flags.END_STREAM) !== 0;
    if (this.#dataOctets === 0 && !isEnd) this.#options.floods.idleFrame(now);
    if (!stream) return this.#widen(null, length);
    const isWaiting = stream.isInnerBlocked && stream.phase === 'body';
    if (isWaiting) stream.untaken += this.#dataOctets;
    this.#widen(isEnd ? null : stream, isWaiting ? length - this.#dataOctets : length);
    if (!isEnd) return;
    yield* this.body();
    yield* this.#end(stream);
  }

  /** Whoever takes a stream's body takes no more for now, or does again. */
  hold(stream: Stream, isHeld: boolean): void {
    stream.isInnerBlocked = isHeld;
    if (!isHeld) this.take(stream);
  }

  /** What has come on a stream counts as taken. */
  take(stream: Stream): void {
    const octets = stream.untaken;
    stream.untaken = 0;
    if (octets > 0) this.#widen(mayReceive(stream.state) ? stream : null, octets);
  }

  get #wanted(): Stream | null {
    const stream = this.#dataTo;
    return stream && mayReceive(stream.state) ? stream : null;
  }

  *#request(block: FieldBlock, { fields, isTooLong }: FieldList): Generator<Arrival> {
    const { streams, sender, peer } = this.#options;
    const { stream: id, endStream } = block;
    if (this.isDraining) return streams.refuse(id);
    if (streams.size >= this.#own.MAX_CONCURRENT_STREAMS) {
      throw refused('http2:too_many_streams', `${streams.size} streams are open`);
    }
    const window = peer.current.INITIAL_WINDOW_SIZE;
    const stream = streams.begin(id, window, this.#own.INITIAL_WINDOW_SIZE);
    stream.phase = 'unwanted';
    streams.advance(stream, 'recv_headers', ...(endStream ? (['recv_end_stream'] as const) : []));
    if (isTooLong) return yield { type: 'refused', stream: id, code: 'http2:head_too_long' };
    const part = requestHead(fields);
    stream.method = part.method;
    if (part.method === 'CONNECT') {
      return yield { type: 'refused', stream: id, code: 'http2:unsupported_method' };
    }
    stream.begin(statedLength(part.headers));
    if (endStream) stream.complete();
    // RFC 9110 §10.1.1; whoever answers reads the body in any case
    else if (hasMember(part.headers, 'Expect', '100-continue')) {
      sender.fields(stream, [{ name: ':status', value: '100' }]);
    }
    yield { type: 'part', stream: id, part };
    if (endStream) yield { type: 'part', stream: id, part: end };
  }

  *#response(
    stream: Stream,
    { endStream }: FieldBlock,
    { fields, isTooLong }: FieldList,
    now: number,
  ): Generator<Arrival> {
    if (isTooLong) {
      const most = this.#own.MAX_HEADER_LIST_SIZE;
      throw refused('http2:response_head_too_long', `A head is longer than ${most} octets`);
    }
    const part = responseHead(fields);
    if (part.status < 200) {
      if (endStream) throw refused('http2:malformed_pseudo_field', `${part.status} ends a stream`);
      return this.#options.floods.idleFrame(now);
    }
    const hasBody = stream.method !== 'HEAD' && part.status !== 204 && part.status !== 304;
    stream.begin(hasBody ? statedLength(part.headers) : 0);
    if (endStream) stream.complete();
    yield { type: 'part', stream: stream.id, part };
    if (endStream) yield* this.#end(stream);
  }

  *#trailers(stream: Stream, block: FieldBlock, { fields }: FieldList): Generator<Arrival> {
    if (!block.endStream) {
      throw refused('http2:malformed_trailers', 'Trailers do not end their stream');
    }
    checkTrailers(fields);
    yield* this.#end(stream);
  }

  *#end(stream: Stream): Generator<Arrival> {
    const isWanted = stream.phase !== 'unwanted';
    if (isWanted) stream.complete();
    this.#options.streams.advance(stream, 'recv_end_stream');
    if (isWanted) yield { type: 'part', stream: stream.id, part: end };
  }

  /**
   * A frame has come on a stream that does not live. Throws ProtocolError unless this end has reset the stream, of
   * which the peer may not have known.
   */
  #refuse(id: number, type: 'HEADERS' | 'DATA'): void {
    const { streams } = this.#options;
    if (streams.isIdle(id)) {
      throw refused('http2:unexpected_frame', `${type} comes on idle stream ${id}`);
    }
    const ending = streams.endingOf(id);
    if (ending === 'reset_here') return;
    const what = `${type} comes on closed stream ${id}`;
    if (type === 'DATA' || ending === 'reset_there') throw refused('http2:stream_not_open', what);
    throw refused(ending ? 'http2:closed_stream' : 'http2:stream_identifier', what);
  }

  /** Octets that came are taken: both windows are widened; of a stream that brings no more, the connection's alone. */
  #widen(stream: Stream | null, octets: number): void {
    this.#tell(0, this.#window.release(octets));
    if (stream) this.#tell(stream.id, stream.receiveWindow.release(octets));
  }

  #tell(stream_identifier: number, window_size_increment: number): void {
    if (window_size_increment === 0) return;
    const type = 'WINDOW_UPDATE';
    this.#options.sender.control({ type, stream_identifier, window_size_increment });
  }
}
