/**
 * Everything that can be wrong on an HTTP/2 connection, and how far it reaches: the connection (GOAWAY), one stream
 * (RST_STREAM), or one request, which is answered with a status.
 */
import { DecodeError } from '../bytes/reader.ts';
import { ProtocolError } from '../sansio/transitions.ts';

/** RFC 9113 §7. */
export const errorCodes = {
  NO_ERROR: 0x0,
  PROTOCOL_ERROR: 0x1,
  INTERNAL_ERROR: 0x2,
  FLOW_CONTROL_ERROR: 0x3,
  SETTINGS_TIMEOUT: 0x4,
  STREAM_CLOSED: 0x5,
  FRAME_SIZE_ERROR: 0x6,
  REFUSED_STREAM: 0x7,
  CANCEL: 0x8,
  COMPRESSION_ERROR: 0x9,
  CONNECT_ERROR: 0xa,
  ENHANCE_YOUR_CALM: 0xb,
  INADEQUATE_SECURITY: 0xc,
  HTTP_1_1_REQUIRED: 0xd,
} as const;

export type ErrorName = keyof typeof errorCodes;

const names = Object.keys(errorCodes) as readonly ErrorName[];

/** The name of a number that a peer has sent; the number itself where it has none. */
export const errorName = (code: number): string => names[code] ?? String(code);

interface Answer {
  readonly of: 'connection' | 'stream';
  /** Null: the connection ends without a word. */
  readonly name: ErrorName | null;
}

const ofConnection = (name: ErrorName | null) => ({ of: 'connection', name }) as const;
const ofStream = (name: ErrorName) => ({ of: 'stream', name }) as const;

const answers = {
  'http2:malformed_preface': ofConnection('PROTOCOL_ERROR'),
  // as Go's server, which closes without a word
  'http2:preface_timeout': ofConnection(null),
  'http2:ping_timeout': ofConnection(null),
  'http2:missing_settings': ofConnection('PROTOCOL_ERROR'),
  'http2:frame_too_long': ofConnection('FRAME_SIZE_ERROR'),
  /** What should be a frame begins like an HTTP/1.1 response. */
  'http2:http1_answer': ofConnection('FRAME_SIZE_ERROR'),
  'http2:frame_size': ofConnection('FRAME_SIZE_ERROR'),
  'http2:padding_too_long': ofConnection('PROTOCOL_ERROR'),
  'http2:stream_identifier': ofConnection('PROTOCOL_ERROR'),
  'http2:unexpected_frame': ofConnection('PROTOCOL_ERROR'),
  'http2:unexpected_push': ofConnection('PROTOCOL_ERROR'),
  'http2:interrupted_field_block': ofConnection('PROTOCOL_ERROR'),
  'http2:field_block_too_long': ofConnection('ENHANCE_YOUR_CALM'),
  'http2:closed_stream': ofConnection('STREAM_CLOSED'),
  'http2:malformed_setting': ofConnection('PROTOCOL_ERROR'),
  'http2:initial_window_too_large': ofConnection('FLOW_CONTROL_ERROR'),
  'http2:unexpected_settings_ack': ofConnection('PROTOCOL_ERROR'),
  'http2:too_many_settings': ofConnection('ENHANCE_YOUR_CALM'),
  'http2:window_exceeded': ofConnection('FLOW_CONTROL_ERROR'),
  'http2:window_overflow': ofConnection('FLOW_CONTROL_ERROR'),
  'http2:zero_increment': ofConnection('PROTOCOL_ERROR'),
  'http2:frame_flood': ofConnection('ENHANCE_YOUR_CALM'),
  'http2:reset_flood': ofConnection('ENHANCE_YOUR_CALM'),
  'hpack:integer_too_long': ofConnection('COMPRESSION_ERROR'),
  'hpack:malformed_huffman': ofConnection('COMPRESSION_ERROR'),
  'hpack:unknown_index': ofConnection('COMPRESSION_ERROR'),
  'hpack:late_size_update': ofConnection('COMPRESSION_ERROR'),
  'hpack:size_update_too_large': ofConnection('COMPRESSION_ERROR'),
  'hpack:cut_off': ofConnection('COMPRESSION_ERROR'),
  'http2:priority_size': ofStream('FRAME_SIZE_ERROR'),
  'http2:self_dependency': ofStream('PROTOCOL_ERROR'),
  'http2:stream_not_open': ofStream('STREAM_CLOSED'),
  'http2:too_many_streams': ofStream('REFUSED_STREAM'),
  'http2:stream_window_exceeded': ofStream('FLOW_CONTROL_ERROR'),
  'http2:stream_window_overflow': ofStream('FLOW_CONTROL_ERROR'),
  'http2:zero_stream_increment': ofStream('PROTOCOL_ERROR'),
  'http2:malformed_field': ofStream('PROTOCOL_ERROR'),
  'http2:connection_specific_field': ofStream('PROTOCOL_ERROR'),
  'http2:malformed_pseudo_field': ofStream('PROTOCOL_ERROR'),
  'http2:malformed_trailers': ofStream('PROTOCOL_ERROR'),
  'http2:malformed_content_length': ofStream('PROTOCOL_ERROR'),
  'http2:content_length_mismatch': ofStream('PROTOCOL_ERROR'),
  'http2:unexpected_data': ofStream('PROTOCOL_ERROR'),
  'http2:response_head_too_long': ofStream('CANCEL'),
} as const satisfies Readonly<Record<`${string}:${string}`, Answer>>;

/** What a server answers by itself. */
export const statuses = {
  'http2:head_too_long': 431,
  'http2:unsupported_method': 501,
} as const;

export type Http2ErrorCode = keyof typeof answers;
export type RequestErrorCode = keyof typeof statuses;
export const http2ErrorCodes: readonly string[] = [
  ...Object.keys(answers),
  ...Object.keys(statuses),
];

export const answerTo = (code: Http2ErrorCode): Answer => answers[code];

/** The code of an error that a peer's octets have led to; null for any other error. */
export function codeOf(error: unknown): Http2ErrorCode | null {
  if (!(error instanceof DecodeError || error instanceof ProtocolError)) return null;
  return error.code in answers ? (error.code as Http2ErrorCode) : null;
}

export const refused = (code: Http2ErrorCode, message: string): ProtocolError =>
  new ProtocolError(code, message);
