/** Frames to play a peer of an HTTP/2 machine with, and to read what it has sent. */
import { decode, encode } from '../../core/bytes/codec.ts';
import { concat } from '../../core/bytes/concat.ts';
import { fromLatin1, toLatin1 } from '../../core/bytes/utf8.ts';
import type { HeaderField } from '../../core/http/message.ts';
import { errorName } from '../../core/http2/errors.ts';
import type { Frame, Priority, Setting } from '../../core/http2/frame-types.ts';
import { frame, frameHeader } from '../../core/http2/frames.ts';
import { FieldDecoder, representation } from '../../core/http2/hpack/codec.ts';
import { prefaceOctets } from '../../core/http2/preface.ts';
import { settingIds } from '../../core/http2/settings.ts';

const nothing = new Uint8Array();

/** Encoded without the dynamic table, so that blocks may come in any order. */
export const fieldBlock = (fields: Readonly<Record<string, string>>): Uint8Array =>
  concat(
    Object.entries(fields).map(([name, value]) =>
      encode(representation, { form: 'literal', indexing: 'without', index: 0, name, value }),
    ),
  );

export const requestBlock = (fields: Readonly<Record<string, string>> = {}): Uint8Array =>
  fieldBlock({
    ':authority': 'h',
    ':method': 'GET',
    ':path': '/',
    ':scheme': 'https',
    ...fields,
  });

interface HeadersOptions {
  readonly end?: boolean;
  readonly endHeaders?: boolean;
  readonly priority?: Priority;
  readonly padding?: number;
}

export const headers = (
  stream_identifier: number,
  field_block_fragment: Uint8Array = requestBlock(),
  { end = false, endHeaders = true, priority, padding }: HeadersOptions = {},
): Uint8Array =>
  encode(frame, {
    type: 'HEADERS',
    stream_identifier,
    end_stream: end,
    end_headers: endHeaders,
    priority: priority ?? null,
    field_block_fragment,
    pad_length: padding ?? null,
  });

export const continuation = (
  stream_identifier: number,
  field_block_fragment: Uint8Array,
  end_headers = true,
): Uint8Array =>
  encode(frame, { type: 'CONTINUATION', stream_identifier, end_headers, field_block_fragment });

export const data = (
  stream_identifier: number,
  octets: Uint8Array | string,
  { end = false, padding = null as number | null } = {},
): Uint8Array =>
  encode(frame, {
    type: 'DATA',
    stream_identifier,
    end_stream: end,
    data: typeof octets === 'string' ? toLatin1(octets) : octets,
    pad_length: padding,
  });

export const settings = (said: Readonly<Record<string, number>> = {}, ack = false): Uint8Array =>
  rawSettings(
    Object.entries(said).map(([name, value]) => ({
      identifier: settingIds[name as keyof typeof settingIds],
      value,
    })),
    ack,
  );

export const rawSettings = (said: readonly Setting[], ack = false): Uint8Array =>
  encode(frame, { type: 'SETTINGS', stream_identifier: 0, ack, settings: said });

export const windowUpdate = (
  stream_identifier: number,
  window_size_increment: number,
): Uint8Array => encode(frame, { type: 'WINDOW_UPDATE', stream_identifier, window_size_increment });

export const rstStream = (stream_identifier: number, error_code = 8): Uint8Array =>
  encode(frame, { type: 'RST_STREAM', stream_identifier, error_code });

export const ping = (ack = false, opaque_data = toLatin1('01234567')): Uint8Array =>
  encode(frame, { type: 'PING', stream_identifier: 0, ack, opaque_data });

export const goaway = (last_stream_id: number, error_code = 0): Uint8Array =>
  encode(frame, {
    ...({ type: 'GOAWAY', stream_identifier: 0 } as const),
    ...{ last_stream_id, error_code, additional_debug_data: nothing },
  });

export const priority = (stream_identifier: number, stream_dependency: number): Uint8Array =>
  encode(frame, {
    type: 'PRIORITY',
    stream_identifier,
    priority: { exclusive: false, stream_dependency, weight: 15 },
  });

/** A frame of any form. */
export const raw = (
  type: number,
  stream_identifier: number,
  payload: Uint8Array = nothing,
  flags = 0,
): Uint8Array =>
  concat([
    encode(frameHeader, { length: payload.length, type, flags, stream_identifier }),
    payload,
  ]);

/** What a client sends first. */
export const greeting = (said: Readonly<Record<string, number>> = {}): Uint8Array =>
  concat([prefaceOctets, settings(said)]);

/** The frames in what a machine has sent, without the preface. */
export function framesIn(octets: Uint8Array): Frame[] {
  const hasPreface = fromLatin1(octets.subarray(0, 3)) === 'PRI';
  let rest = hasPreface ? octets.subarray(prefaceOctets.length) : octets;
  const frames: Frame[] = [];
  for (let unit = decode(frame, rest); unit; unit = decode(frame, rest)) {
    frames.push(unit.value);
    rest = unit.rest;
  }
  if (rest.length > 0) throw new Error(`${rest.length} octets are no frame`);
  return frames;
}

/** Frames in a line each, with fields decoded: `HEADERS 1 END_STREAM :status=200`. */
export function told(octets: Uint8Array): string[] {
  const decoder = new FieldDecoder(4_096);
  return framesIn(octets).map((value) => {
    const words: (string | number | false)[] = [value.type, value.stream_identifier];
    if ('ack' in value) words.push(value.ack && 'ACK');
    if ('end_stream' in value) words.push(value.end_stream && 'END_STREAM');
    if (value.type === 'HEADERS') {
      const block = value.field_block_fragment;
      words.push(...decoder.decode(block, Number.POSITIVE_INFINITY).fields.map(shown));
    }
    if (value.type === 'DATA') words.push(value.data.length);
    if (value.type === 'WINDOW_UPDATE') words.push(value.window_size_increment);
    if ('error_code' in value) words.push(errorName(value.error_code));
    if (value.type === 'GOAWAY') words.push(`last=${value.last_stream_id}`);
    return words.filter((word) => word !== false).join(' ');
  });
}

const shown = ({ name, value }: HeaderField): string => `${name}=${value}`;
