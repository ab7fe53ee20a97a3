/**
 * One end of an HTTP/2 connection without its surroundings (RFC 9113): octets in → parts of messages out, and back.
 *
 * What comes in is read by `receive`, which yields what it means; what is to go out is gathered until `takeOutput`.
 * Errors of a stream are answered here by RST_STREAM, those of the connection by GOAWAY, after which nothing more is
 * read. The windows of a stream whose octets nobody takes are not widened (`hold`), so what waits here and beyond is
 * bounded by them: 4 MiB a stream of a client, 1 MiB a connection of a server.
 *
 * Priorities are read and not followed; trailers and informational responses are dropped; there is no push.
 */
import { decode } from '../bytes/codec.ts';
import type { HeaderField } from '../http/message.ts';
import {
  answerTo,
  codeOf,
  type ErrorName,
  errorCodes,
  errorName,
  type Http2ErrorCode,
  refused,
} from './errors.ts';
import type { Note } from './facts.ts';
import { FieldBlocks } from './field-blocks.ts';
import { FloodGuard } from './flood-guard.ts';
import { FrameReader, type Read } from './frame-reader.ts';
import { checkHeader } from './frame-rules.ts';
import { type Frame, type FrameHeader, frameTypes, type SettingsFrame } from './frame-types.ts';
import { frame } from './frames.ts';
import { type Arrival, Incoming, type Role } from './incoming.ts';
import { PeerSettings } from './peer-settings.ts';
import { matchedPreface, prefaceOctets } from './preface.ts';
import { type FlowChange, Sender } from './sender.ts';
import { initialSettings, type Opening, settingIds, wireSettings } from './settings.ts';
import { Streams } from './streams.ts';

/** Go's `maxQueuedControlFrames`. */
const mostUnsentControls = 10_000;
const lastStream = 2 ** 31 - 1;
const nothing = new Uint8Array();

export class Connection {
  readonly #role: Role;
  readonly #opening: Opening;
  readonly #notes: Note[] = [];
  readonly #floods = new FloodGuard();
  readonly #reader = new FrameReader();
  readonly #streams: Streams;
  readonly #sender: Sender;
  readonly #incoming: Incoming;
  readonly #blocks: FieldBlocks;
  readonly #maxFrameOctets: number;
  readonly #peer: PeerSettings;
  /** Of the client's preface, as far as it has come. */
  #prefaceOctets: number;
  #nextStream = 1;
  /** Of the frame that is being read. */
  #current: FrameHeader | null = null;
  #isOver = false;
  #peerLeaves = false;
  #now = 0;

  constructor(role: Role, opening: Opening) {
    this.#role = role;
    this.#opening = opening;
    this.#prefaceOctets = role === 'client' ? prefaceOctets.length : 0;
    this.#peer = new PeerSettings(role === 'server');
    this.#streams = new Streams(this.#notes, (stream) => {
      this.#sender.drop(stream);
      this.#incoming.take(stream);
    });
    this.#sender = new Sender(this.#notes, (stream, messages) => {
      if (messages.length > 0) this.#streams.advance(stream, ...messages);
      // RFC 9113 §8.1: a server that has answered asks for no more of the request, as Go's does
      const isEarly = role === 'server' && stream.state === 'half-closed (local)';
      if (isEarly) this.reset(stream.id, 'NO_ERROR');
    });
    const settings = { ...initialSettings, ...opening.settings };
    this.#maxFrameOctets = settings.MAX_FRAME_SIZE;
    this.#blocks = new FieldBlocks(settings.MAX_HEADER_LIST_SIZE);
    this.#incoming = new Incoming({
      ...{ role, opening, streams: this.#streams, sender: this.#sender, floods: this.#floods },
      peer: this.#peer,
    });
  }

  /** How many streams live. */
  get size(): number {
    return this.#streams.size;
  }

  /** How many more streams a client may begin now. */
  get capacity(): number {
    if (this.#isOver || this.#peerLeaves || this.#nextStream > lastStream) return 0;
    return Math.max(0, this.mostStreams - this.#streams.size);
  }

  /** The peer has sent GOAWAY: it takes no more streams, or begins none. */
  get isPeerLeaving(): boolean {
    return this.#peerLeaves;
  }

  /** How many streams a client may have at a time. */
  get mostStreams(): number {
    return this.#peer.mostStreams;
  }

  /** What the peer takes of a list of fields, in octets as HPACK counts. */
  get maxListSize(): number {
    return this.#peer.current.MAX_HEADER_LIST_SIZE;
  }

  /** What this end sends first. */
  start(): void {
    if (this.#role === 'client') this.#sender.raw(prefaceOctets);
    this.#settings(false, wireSettings(this.#opening.settings));
    this.#peer.sent();
    const { windowIncrement: window_size_increment } = this.#opening;
    this.#sender.control({ type: 'WINDOW_UPDATE', stream_identifier: 0, window_size_increment });
  }

  /** Yields what the octets mean; a body's part as views of them. `now` in ms. */
  *receive(octets: Uint8Array, now: number): Generator<Arrival> {
    if (this.#isOver) return;
    this.#now = now;
    try {
      for (const read of this.#reader.read(this.#afterPreface(octets))) {
        yield* this.#take(read);
        if (this.#isOver) return;
        if (this.#sender.unsentControls > mostUnsentControls) {
          throw refused('http2:frame_flood', 'The peer asks and does not read the answers');
        }
      }
      yield* this.#incoming.body();
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      yield* this.#incoming.body();
      this.fail(code);
      yield { type: 'over', code };
    }
  }

  /** A client begins a stream; gives its number. */
  begin(method: string, fields: readonly HeaderField[]): number {
    const id = this.#nextStream;
    this.#nextStream += 2;
    const own = this.#opening.settings.INITIAL_WINDOW_SIZE ?? initialSettings.INITIAL_WINDOW_SIZE;
    const stream = this.#streams.begin(id, this.#peer.current.INITIAL_WINDOW_SIZE, own);
    stream.method = method;
    this.head(id, fields);
    return id;
  }

  head(id: number, fields: readonly HeaderField[]): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.isAnswered = true;
    this.#sender.fields(stream, fields);
  }

  data(id: number, data: Uint8Array): void {
    const stream = this.#streams.get(id);
    if (stream && !stream.isEnding) this.#sender.data(stream, data);
  }

  end(id: number): void {
    const stream = this.#streams.get(id);
    if (stream && !stream.isEnding) this.#sender.end(stream);
  }

  /** Ends a stream before its time; one that has ended is left alone. */
  reset(id: number, name: ErrorName): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    if (stream.state === 'idle') return this.#streams.forget(stream);
    this.#streams.advance(stream, 'send_rst_stream');
    this.#resetFrame(id, name);
  }

  /** Whoever takes what comes on a stream takes no more for now, or does again. */
  hold(id: number, isHeld: boolean): void {
    const stream = this.#streams.get(id);
    if (stream) this.#incoming.hold(stream, isHeld);
  }

  /** The connection beneath takes no more for now, or does again. */
  block(isBlocked: boolean): void {
    this.#sender.block(isBlocked);
  }

  ping(opaque_data: Uint8Array): void {
    this.#sender.control({ type: 'PING', stream_identifier: 0, ack: false, opaque_data });
  }

  /** Tells the peer that no stream after those that have begun is looked at. */
  goAway(name: ErrorName): void {
    this.#incoming.isDraining = true;
    this.#sender.control({
      ...({ type: 'GOAWAY', stream_identifier: 0 } as const),
      last_stream_id: this.#role === 'server' ? this.#streams.newest : 0,
      error_code: errorCodes[name],
      additional_debug_data: nothing,
    });
  }

  /** Ends the connection: it reads nothing more, and tells the peer why where the code has an error for it. */
  fail(code: Http2ErrorCode): void {
    const { name } = answerTo(code);
    this.#isOver = true;
    this.#notes.push({ name: 'http2:connection_failed', data: { code, error_code: name } });
    if (name) this.goAway(name);
  }

  /** Makes frames of what waits to be sent. */
  pump(): void {
    if (!this.#isOver) this.#sender.pump();
  }

  /** What has been made to send since; null for nothing. */
  takeOutput(): Uint8Array | null {
    return this.#sender.takeOutput();
  }

  /** Whose filler shall wait or go on. */
  takeFlow(): readonly FlowChange[] {
    return this.#sender.takeFlow();
  }

  /** What is to be stated as facts since. */
  takeNotes(): readonly Note[] {
    return this.#notes.length === 0 ? this.#notes : this.#notes.splice(0);
  }

  /** Throws ProtocolError at the first octet that differs. */
  #afterPreface(octets: Uint8Array): Uint8Array {
    const wanted = Math.min(octets.length, prefaceOctets.length - this.#prefaceOctets);
    const matched = matchedPreface(octets, this.#prefaceOctets);
    if (matched < wanted) {
      throw refused('http2:malformed_preface', 'A connection does not begin with the preface');
    }
    this.#prefaceOctets += matched;
    return octets.subarray(matched);
  }

  /** This is where errors of a stream are answered. */
  *#take(read: Read): Generator<Arrival> {
    try {
      if (read.kind === 'data') return yield* this.#incoming.data(read.data);
      if (read.kind === 'header') return this.#admit(read.header);
      if (read.header.type === frameTypes.DATA) {
        return yield* this.#incoming.dataEnd(read.header, this.#now);
      }
      yield* this.#incoming.body();
      const unit = decode(frame, read.octets);
      if (unit) yield* this.#onFrame(unit.value);
      else this.#floods.idleFrame(this.#now);
    } catch (error) {
      const code = codeOf(error);
      if (!code || answerTo(code).of === 'connection') throw error;
      yield* this.#incoming.body();
      const { type, stream_identifier: id } = this.#current as FrameHeader;
      if (type === frameTypes.PRIORITY && this.#streams.isIdle(id)) {
        throw refused('http2:unexpected_frame', 'A malformed PRIORITY comes on an idle stream');
      }
      yield* this.#failStream(id, code);
    }
  }

  #admit(header: FrameHeader): void {
    this.#current = header;
    checkHeader(header, this.#maxFrameOctets);
    if (!this.#peer.haveCome && header.type !== frameTypes.SETTINGS) {
      throw refused('http2:missing_settings', 'The first frame is not SETTINGS');
    }
    this.#blocks.admit(header);
    if (header.type === frameTypes.DATA) this.#incoming.dataHeader(header);
  }

  *#onFrame(value: Frame): Generator<Arrival> {
    switch (value.type) {
      case 'HEADERS': {
        const { stream_identifier: stream, end_stream: endStream, priority } = value;
        const isSelfDependent = priority?.stream_dependency === stream;
        this.#blocks.begin({ stream, endStream, isSelfDependent });
        return yield* this.#fragment(value.field_block_fragment, value.end_headers);
      }
      case 'CONTINUATION':
        return yield* this.#fragment(value.field_block_fragment, value.end_headers);
      case 'PRIORITY':
        return this.#onPriority(value.stream_identifier, value.priority.stream_dependency);
      case 'RST_STREAM':
        return yield* this.#onReset(value.stream_identifier, value.error_code);
      case 'SETTINGS':
        return yield* this.#onSettings(value);
      case 'PING':
        if (value.ack) return yield { type: 'pong' };
        this.#floods.idleFrame(this.#now);
        return this.#sender.control({ ...value, ack: true });
      case 'GOAWAY':
        return yield* this.#onGoaway(value.last_stream_id);
      case 'WINDOW_UPDATE':
        return this.#onWindowUpdate(value.stream_identifier, value.window_size_increment);
      case 'PUSH_PROMISE':
        throw refused('http2:unexpected_push', 'A PUSH_PROMISE comes, and push is not enabled');
    }
  }

  *#fragment(fragment: Uint8Array, isLast: boolean): Generator<Arrival> {
    if (fragment.length === 0) this.#floods.idleFrame(this.#now);
    const block = this.#blocks.add(fragment, isLast);
    if (block) yield* this.#incoming.fields(block, this.#now);
  }

  #onPriority(id: number, dependency: number): void {
    this.#floods.idleFrame(this.#now);
    if (dependency === id) throw refused('http2:self_dependency', `Stream ${id} depends on itself`);
  }

  *#onReset(id: number, code: number): Generator<Arrival> {
    this.#idleForbids(id, 'RST_STREAM');
    const stream = this.#streams.get(id);
    if (!stream) return this.#floods.idleFrame(this.#now);
    this.#streams.advance(stream, 'recv_rst_stream');
    yield { type: 'gone', stream: id, error: errorName(code), isFromPeer: true };
    if (this.#role === 'server' && !stream.isAnswered) this.#floods.earlyReset(this.#now);
  }

  *#onSettings({ ack, settings }: SettingsFrame): Generator<Arrival> {
    if (ack) return this.#peer.acknowledge(settings);
    this.#floods.idleFrame(this.#now);
    const growth = this.#peer.change(settings);
    for (const { identifier, value } of settings) {
      if (identifier === settingIds.HEADER_TABLE_SIZE) this.#sender.encoder.resize(value);
    }
    for (const { id, sendWindow } of this.#streams.all()) {
      if (sendWindow.change(growth)) continue;
      throw refused('http2:window_overflow', `INITIAL_WINDOW_SIZE widens stream ${id} too far`);
    }
    this.#settings(true, []);
    this.#sender.pump();
    yield { type: 'settings' };
  }

  *#onGoaway(last: number): Generator<Arrival> {
    this.#peerLeaves = true;
    if (this.#role === 'client') {
      for (const stream of [...this.#streams.all()]) {
        if (stream.id <= last) continue;
        if (stream.state === 'idle') this.#streams.forget(stream);
        else this.#streams.advance(stream, 'recv_rst_stream');
        yield { type: 'gone', stream: stream.id, error: 'REFUSED_STREAM', isFromPeer: true };
      }
    }
    yield { type: 'goaway' };
  }

  #onWindowUpdate(id: number, increment: number): void {
    this.#idleForbids(id, 'WINDOW_UPDATE');
    if (increment === 0) {
      const code = id === 0 ? 'http2:zero_increment' : 'http2:zero_stream_increment';
      throw refused(code, 'A window is widened by nothing');
    }
    const window = id === 0 ? this.#sender.window : this.#streams.get(id)?.sendWindow;
    if (window && !window.change(increment)) {
      const code = id === 0 ? 'http2:window_overflow' : 'http2:stream_window_overflow';
      throw refused(code, `A window is widened by ${increment} octets beyond 2^31-1`);
    }
    this.#sender.pump();
  }

  /** RFC 9113 §5.1: frames other than HEADERS and PRIORITY on an idle stream are an error of the connection. */
  #idleForbids(id: number, type: string): void {
    if (id === 0 || !this.#streams.isIdle(id)) return;
    throw refused('http2:unexpected_frame', `${type} comes on idle stream ${id}`);
  }

  *#failStream(id: number, code: Http2ErrorCode): Generator<Arrival> {
    const name = answerTo(code).name ?? 'PROTOCOL_ERROR';
    const stream = this.#streams.get(id);
    const isEarly = this.#role === 'server' && !stream?.isAnswered;
    this.#notes.push({
      name: 'http2:stream_failed',
      data: { stream_id: id, code, error_code: name },
    });
    if (stream) this.reset(id, name);
    else {
      this.#streams.refuse(id);
      this.#resetFrame(id, name);
    }
    if (stream) yield { type: 'gone', stream: id, error: name, isFromPeer: false };
    if (isEarly) this.#floods.earlyReset(this.#now);
  }

  #resetFrame(stream_identifier: number, name: ErrorName): void {
    const type = 'RST_STREAM';
    this.#sender.control({ type, stream_identifier, error_code: errorCodes[name] });
  }

  #settings(ack: boolean, settings: SettingsFrame['settings']): void {
    this.#sender.control({ type: 'SETTINGS', stream_identifier: 0, ack, settings });
  }
}
