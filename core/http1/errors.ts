/**
 * Everything that can be wrong with an HTTP/1.1 message, and what is answered to it.
 *
 * What only a response can have wrong has the status with which an intermediary tells of it; the client itself
 * answers nothing and gives the connection up.
 */
import { DecodeError, type Reader } from '../bytes/reader.ts';
import { ProtocolError } from '../sansio/transitions.ts';

/** Code to status, or null for no answer; the connection is closed after any of them. */
const statuses = {
  'http1:malformed_request_line': 400,
  'http1:malformed_field_name': 400,
  'http1:malformed_field_value': 400,
  'http1:space_before_colon': 400,
  'http1:obs_fold': 400,
  'http1:bare_cr': 400,
  'http1:bare_lf': 400,
  'http1:malformed_content_length': 400,
  'http1:conflicting_content_length': 400,
  'http1:conflicting_framing': 400,
  'http1:malformed_transfer_encoding': 400,
  'http1:malformed_chunk_size': 400,
  'http1:chunk_extension_too_long': 400,
  'http1:malformed_chunk_end': 400,
  'http1:trailers_too_long': 400,
  'http1:missing_host': 400,
  'http1:malformed_host': 400,
  'http1:malformed_request_target': 400,
  'http1:head_too_long': 431,
  'http1:unsupported_transfer_coding': 501,
  'http1:unsupported_method': 501,
  'http1:unsupported_version': 505,
  // as Go's server, which closes without a word
  'http1:header_timeout': null,
  'http1:malformed_status_line': 502,
  'http1:unexpected_response': 502,
  'http1:unexpected_upgrade': 502,
} as const satisfies Readonly<Record<`http1:${string}`, number | null>>;

export type HttpErrorCode = keyof typeof statuses;
export const httpErrorCodes = Object.keys(statuses) as readonly HttpErrorCode[];

/** What a server answers; null for no answer. */
export const statusOf = (code: HttpErrorCode): number | null => statuses[code];

/** The code of an error that a peer's octets have led to; null for any other error. */
export function codeOf(error: unknown): HttpErrorCode | null {
  if (!(error instanceof DecodeError || error instanceof ProtocolError)) return null;
  return error.code in statuses ? (error.code as HttpErrorCode) : null;
}

export const malformed = (reader: Reader, code: HttpErrorCode, message: string): DecodeError =>
  reader.malformed(code, message);

export const refused = (code: HttpErrorCode, message: string): ProtocolError =>
  new ProtocolError(code, message);
