/**
 * Frames (RFC 9113 §4.1, §6).
 *
 *     +-----------------------------------------------+
 *     |                 Length (24)                   |
 *     +---------------+---------------+---------------+
 *     |   Type (8)    |   Flags (8)   |
 *     +-+-------------+---------------+-------------------------------+
 *     |R|                 Stream Identifier (31)                      |
 *     +=+=============================================================+
 *     |                   Frame Payload (0...)                      ...
 *     +---------------------------------------------------------------+
 *
 * Bits without a meaning are read over and written as zero. A payload that cannot be what its type says throws
 * DecodeError; whether a frame may come at this time, on this stream, with these values is no matter of this file.
 */
import { type Codec, u8, uint } from '../bytes/codec.ts';
import type { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import {
  type Frame,
  type FrameHeader,
  flags,
  frameTypes,
  type Padded,
  type Priority,
  type Setting,
} from './frame-types.ts';

export const frameHeaderOctets = 9;
const u32 = uint(4);

export const frameHeader: Codec<FrameHeader> = {
  read: (reader) => ({
    length: reader.field('length', (r) => number(r.take(3))),
    type: reader.field('type', (r) => number(r.take(1))),
    flags: reader.field('flags', (r) => number(r.take(1))),
    stream_identifier: reader.field('stream_identifier', number31),
  }),
  write(writer, { length, type, flags, stream_identifier: id }) {
    writer.put(
      Uint8Array.of(
        ...[length >> 16, length >> 8, length, type, flags],
        ...[id >> 24, id >> 16, id >> 8, id],
      ),
    );
  },
};

export const frame: Codec<Frame> = {
  read(reader) {
    const header = frameHeader.read(reader);
    const code = header.type === frameTypes.PRIORITY ? 'http2:priority_size' : 'http2:frame_size';
    return reader.within(header.length, code, (r) => readPayload(r, header));
  },
  write(writer, value) {
    const payload = new Writer();
    const bits = writePayload(payload, value);
    const octets = payload.done();
    const { stream_identifier } = value;
    const type = value.type === 'UNKNOWN' ? value.code : frameTypes[value.type];
    frameHeader.write(writer, { length: octets.length, type, flags: bits, stream_identifier });
    writer.put(octets);
  },
};

function readPayload(reader: Reader, { type, flags: bits, stream_identifier }: FrameHeader): Frame {
  const has = (flag: number): boolean => (bits & flag) !== 0;
  const end_stream = has(flags.END_STREAM);
  const end_headers = has(flags.END_HEADERS);
  const fragment = (r: Reader) => r.field('field_block_fragment', rest);
  switch (type) {
    case frameTypes.DATA:
      return unpadded(reader, has(flags.PADDED), (r, pad_length) => {
        const data = r.field('data', rest);
        return { type: 'DATA', stream_identifier, end_stream, data, pad_length };
      });
    case frameTypes.HEADERS:
      return unpadded(reader, has(flags.PADDED), (r, pad_length) => ({
        ...({ type: 'HEADERS', stream_identifier, end_stream, end_headers } as const),
        priority: has(flags.PRIORITY) ? readPriority(r) : null,
        field_block_fragment: fragment(r),
        pad_length,
      }));
    case frameTypes.PRIORITY:
      return { type: 'PRIORITY', stream_identifier, priority: readPriority(reader) };
    case frameTypes.RST_STREAM:
      return {
        type: 'RST_STREAM',
        stream_identifier,
        error_code: reader.field('error_code', number32),
      };
    case frameTypes.SETTINGS:
      return {
        ...({ type: 'SETTINGS', stream_identifier, ack: has(flags.ACK) } as const),
        settings: reader.field('settings', readSettings),
      };
    case frameTypes.PUSH_PROMISE:
      return unpadded(reader, has(flags.PADDED), (r, pad_length) => ({
        ...({ type: 'PUSH_PROMISE', stream_identifier, end_headers } as const),
        promised_stream_id: r.field('promised_stream_id', number31),
        field_block_fragment: fragment(r),
        pad_length,
      }));
    case frameTypes.PING:
      return {
        ...({ type: 'PING', stream_identifier, ack: has(flags.ACK) } as const),
        opaque_data: reader.field('opaque_data', (r) => r.take(8)),
      };
    case frameTypes.GOAWAY:
      return {
        ...({ type: 'GOAWAY', stream_identifier } as const),
        last_stream_id: reader.field('last_stream_id', number31),
        error_code: reader.field('error_code', number32),
        additional_debug_data: reader.field('additional_debug_data', rest),
      };
    case frameTypes.WINDOW_UPDATE:
      return {
        ...({ type: 'WINDOW_UPDATE', stream_identifier } as const),
        window_size_increment: reader.field('window_size_increment', number31),
      };
    case frameTypes.CONTINUATION:
      return {
        ...({ type: 'CONTINUATION', stream_identifier, end_headers } as const),
        field_block_fragment: fragment(reader),
      };
    default: {
      const payload = reader.field('payload', rest);
      return { type: 'UNKNOWN', code: type, flags: bits, stream_identifier, payload };
    }
  }
}

/** Gives the flags. */
function writePayload(writer: Writer, value: Frame): number {
  switch (value.type) {
    case 'DATA':
      return padded(writer, value, value.data) | bit(value.end_stream, flags.END_STREAM);
    case 'HEADERS': {
      const content = new Writer();
      if (value.priority) writePriority(content, value.priority);
      content.put(value.field_block_fragment);
      return (
        padded(writer, value, content.done()) |
        bit(value.end_stream, flags.END_STREAM) |
        bit(value.end_headers, flags.END_HEADERS) |
        bit(value.priority !== null, flags.PRIORITY)
      );
    }
    case 'PRIORITY':
      writePriority(writer, value.priority);
      return 0;
    case 'RST_STREAM':
      u32.write(writer, value.error_code);
      return 0;
    case 'SETTINGS':
      for (const setting of value.settings) {
        uint(2).write(writer, setting.identifier);
        u32.write(writer, setting.value);
      }
      return bit(value.ack, flags.ACK);
    case 'PUSH_PROMISE': {
      const content = new Writer();
      u32.write(content, value.promised_stream_id);
      content.put(value.field_block_fragment);
      return padded(writer, value, content.done()) | bit(value.end_headers, flags.END_HEADERS);
    }
    case 'PING':
      writer.put(value.opaque_data);
      return bit(value.ack, flags.ACK);
    case 'GOAWAY':
      u32.write(writer, value.last_stream_id);
      u32.write(writer, value.error_code);
      writer.put(value.additional_debug_data);
      return 0;
    case 'WINDOW_UPDATE':
      u32.write(writer, value.window_size_increment);
      return 0;
    case 'CONTINUATION':
      writer.put(value.field_block_fragment);
      return bit(value.end_headers, flags.END_HEADERS);
    case 'UNKNOWN':
      writer.put(value.payload);
      return value.flags;
  }
}

const bit = (is: boolean, flag: number): number => (is ? flag : 0);
const rest = (reader: Reader): Uint8Array => reader.take(reader.remaining);

const number = (octets: Uint8Array): number => {
  let n = 0;
  for (let i = 0; i < octets.length; i++) n = n * 256 + (octets[i] as number);
  return n;
};
const number32 = (reader: Reader): number => number(reader.take(4));
/** RFC 9113 §4.1, of the bit before it: "It MUST remain unset (0x00) when sending and MUST be ignored when receiving." */
const number31 = (reader: Reader): number => number32(reader) % 2 ** 31;

/** What stands before the padding, which is read to its end. */
function unpadded<F extends Frame>(
  reader: Reader,
  isPadded: boolean,
  read: (reader: Reader, pad_length: number | null) => F,
): F {
  if (!isPadded) return read(reader, null);
  const pad_length = reader.field('pad_length', (r) => u8.read(r));
  const length = reader.remaining - pad_length;
  if (length < 0) {
    throw reader.malformed(
      'http2:padding_too_long',
      `Padding is ${pad_length} octets, ${reader.remaining} are left of the frame`,
    );
  }
  const value = reader.within(length, 'http2:frame_size', (r) => read(r, pad_length));
  reader.field('padding', rest);
  return value;
}

/** Writes what may be padded; gives the flag. */
function padded(writer: Writer, { pad_length }: Padded, content: Uint8Array): number {
  if (pad_length !== null) u8.write(writer, pad_length);
  writer.put(content);
  if (pad_length !== null) writer.put(new Uint8Array(pad_length));
  return bit(pad_length !== null, flags.PADDED);
}

function readPriority(reader: Reader): Priority {
  const dependency = reader.field('stream_dependency', number32);
  return {
    exclusive: dependency >= 2 ** 31,
    stream_dependency: dependency % 2 ** 31,
    weight: reader.field('weight', (r) => u8.read(r)),
  };
}

function writePriority(writer: Writer, { exclusive, stream_dependency, weight }: Priority): void {
  u32.write(writer, stream_dependency + (exclusive ? 2 ** 31 : 0));
  u8.write(writer, weight);
}

function readSettings(reader: Reader): Setting[] {
  const settings: Setting[] = [];
  while (reader.remaining > 0) {
    settings.push(
      reader.field(String(settings.length), (r) => ({
        identifier: r.field('identifier', (of) => number(of.take(2))),
        value: r.field('value', number32),
      })),
    );
  }
  return settings;
}
