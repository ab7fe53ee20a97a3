/**
 * HTTP/2 on a stream (RFC 9113): the preface, frames, the fields of header blocks, and what DATA frames carry.
 *
 * What a body means is not known here; whoever makes the connection may take it. Flow control and errors are left out.
 */
import { decode } from '../bytes/codec.ts';
import { fieldValue } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import type { DataHeader } from '../http2/data-header.ts';
import { type Frame, type FrameHeader, flags, frameTypes } from '../http2/frame-types.ts';
import { frameHeader, frameHeaderOctets } from '../http2/frames.ts';
import type { Side } from '../trace/step.ts';
import type { CodedUnit } from '../trace/units.ts';
import type { Exchange } from './exchange.ts';
import { HeaderBlocks } from './header-blocks.ts';
import type { Body, BodyOf, OnRequest } from './http1-stream.ts';
import { type Layer, markData, type Piece, Pieces, slice } from './pieces.ts';
import type { FoundUnit } from './track.ts';

/** One request and its response. */
interface Stream {
  readonly exchange: Exchange;
  readonly bodies: Record<Side, Body | null>;
}

export class Http2Connection {
  readonly #lines: Readonly<Record<Side, Http2Line>>;

  constructor(depth: number, onRequest: OnRequest, bodyOf: BodyOf) {
    const streams = new Map<number, Stream>();
    const request = (id: number, fields: readonly HeaderField[]): Exchange | null => {
      const method = fieldValue(fields, ':method');
      if (method === null) return streams.get(id)?.exchange ?? null; // trailers
      const exchange = onRequest(method, fieldValue(fields, ':path') ?? '', fields);
      const dialler = bodyOf(exchange, null, depth);
      streams.set(id, { exchange, bodies: { dialler, acceptor: null } });
      return exchange;
    };
    const response = (id: number, fields: readonly HeaderField[]): Exchange | null => {
      const stream = streams.get(id);
      const status = Number(fieldValue(fields, ':status') ?? 0);
      // RFC 9110 §15.2: informational responses come before the one that answers
      if (stream && status >= 200) {
        stream.bodies.acceptor = bodyOf(stream.exchange, status, depth);
      }
      return stream?.exchange ?? null;
    };
    this.#lines = {
      dialler: new Http2Line('dialler', depth, streams, request),
      acceptor: new Http2Line('acceptor', depth, streams, response),
    };
  }

  line(side: Side): Layer {
    return this.#lines[side];
  }
}

const frameUnits: Readonly<Record<number, CodedUnit>> = {
  [frameTypes.HEADERS]: 'http2:headers',
  [frameTypes.PRIORITY]: 'http2:priority',
  [frameTypes.RST_STREAM]: 'http2:rst_stream',
  [frameTypes.SETTINGS]: 'http2:settings',
  [frameTypes.PUSH_PROMISE]: 'http2:push_promise',
  [frameTypes.PING]: 'http2:ping',
  [frameTypes.GOAWAY]: 'http2:goaway',
  [frameTypes.WINDOW_UPDATE]: 'http2:window_update',
  [frameTypes.CONTINUATION]: 'http2:continuation',
};
const withBlocks: ReadonlySet<number> = new Set([
  ...[frameTypes.HEADERS, frameTypes.PUSH_PROMISE, frameTypes.CONTINUATION],
]);

/** A DATA frame that is being read. */
interface Data {
  readonly stream: Stream | undefined;
  readonly endsStream: boolean;
  missing: number;
  padding: number;
}

/** A header block that is being gathered from a HEADERS frame and those that continue it. */
interface Block {
  readonly head: FoundUnit;
  readonly stream: number;
  readonly endsStream: boolean;
  readonly pieces: Pieces;
}

class Http2Line implements Layer {
  readonly #side: Side;
  readonly #depth: number;
  readonly #streams: ReadonlyMap<number, Stream>;
  readonly #onFields: (stream: number, fields: readonly HeaderField[]) => Exchange | null;
  readonly #pieces = new Pieces();
  readonly #blocks = new HeaderBlocks();
  #isBegun: boolean;
  #data: Data | null = null;
  #block: Block | null = null;
  #isLost = false;

  constructor(
    side: Side,
    depth: number,
    streams: ReadonlyMap<number, Stream>,
    onFields: (stream: number, fields: readonly HeaderField[]) => Exchange | null,
  ) {
    this.#side = side;
    this.#depth = depth;
    this.#streams = streams;
    this.#onFields = onFields;
    this.#isBegun = side === 'acceptor'; // only a client has a preface before its frames
  }

  push(piece: Piece): void {
    if (this.#isLost) return;
    this.#pieces.push(piece);
    while (!this.#isLost && !this.#pieces.isEmpty && this.#read());
  }

  /** False when more octets are needed. */
  #read(): boolean {
    if (this.#data) return this.#readData(this.#data);
    if (!this.#isBegun) {
      const taken = this.#pieces.takeUnit('http2:preface', this.#depth);
      this.#isLost = taken === 'lost';
      this.#isBegun = taken !== 'incomplete';
      return this.#isBegun;
    }
    const header = decode(frameHeader, this.#pieces.front(frameHeaderOctets))?.value;
    if (header) return header.type === frameTypes.DATA ? this.#beginData() : this.#frame(header);
    this.#isLost = this.#pieces.hasGap;
    return false;
  }

  #beginData(): boolean {
    const taken = this.#pieces.takeUnit('http2:data', this.#depth);
    if (typeof taken === 'string') {
      this.#isLost = taken === 'lost';
      return false;
    }
    const { stream_identifier, length, flags: bits, pad_length }: DataHeader = taken.value;
    const stream = this.#streams.get(stream_identifier);
    taken.unit.exchange = stream?.exchange ?? null;
    const padding = pad_length ?? 0;
    const missing = Math.max(0, length - padding - (pad_length === null ? 0 : 1));
    const endsStream = (bits & flags.END_STREAM) !== 0;
    this.#data = { stream, endsStream, missing, padding };
    return this.#readData(this.#data);
  }

  #readData(data: Data): boolean {
    const body = data.stream?.bodies[this.#side];
    for (const piece of this.#pieces.take(data.missing)) {
      data.missing -= piece.length;
      if (body) body.push(piece);
      else markData(piece, 'http2:body', this.#depth, data.stream?.exchange ?? null);
    }
    if (data.missing > 0) return false;
    for (const piece of this.#pieces.take(data.padding)) {
      data.padding -= piece.length;
      markData(piece, 'http2:padding', this.#depth);
    }
    if (data.padding > 0) return false;
    if (data.endsStream) body?.end();
    this.#data = null;
    return true;
  }

  #frame({ type, length }: FrameHeader): boolean {
    const total = frameHeaderOctets + length;
    if (this.#pieces.length < total) return false;
    const taken = this.#pieces.takeUnit(frameUnits[type] ?? 'http2:unknown_frame', this.#depth);
    if (typeof taken === 'string') {
      this.#pieces.take(total);
      if (withBlocks.has(type)) this.#blocks.lose();
      return true;
    }
    const { unit, pieces } = taken;
    const frame = unit.value as Frame;
    if (!('field_block_fragment' in frame)) return true;
    // a view of the frame's own octets
    const from = frame.field_block_fragment.byteOffset - (unit.octets as Uint8Array).byteOffset;
    const part = slice(pieces, from, from + frame.field_block_fragment.length);
    if (frame.type !== 'CONTINUATION') {
      const endsStream = frame.type === 'HEADERS' && frame.end_stream;
      const stream = frame.type === 'HEADERS' ? frame.stream_identifier : frame.promised_stream_id;
      this.#block = { head: unit, stream, endsStream, pieces: new Pieces() };
    }
    for (const piece of part) this.#block?.pieces.push(piece);
    if (frame.end_headers && this.#block) this.#endBlock(this.#block);
    return true;
  }

  #endBlock({ head, stream, endsStream, pieces }: Block): void {
    this.#block = null;
    const fields = this.#blocks.read(pieces, this.#depth + 1);
    if (!fields) return;
    head.fields = fields;
    if (head.name === 'http2:headers') head.exchange = this.#onFields(stream, fields);
    if (endsStream) this.#streams.get(stream)?.bodies[this.#side]?.end();
  }
}
