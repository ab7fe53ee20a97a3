/**
 * Where a message's body ends (RFC 9112 §6): by its length, by chunks, with the connection, or there is none.
 *
 * Of what §6.3 lets a recipient repair, this repairs only Content-Length given several times with one value. A message
 * with both Content-Length and Transfer-Encoding, or with a coding other than chunked, is refused in either role.
 */
import { fieldValues } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';
import { ChunkedReader } from './chunked.ts';
import { refused } from './errors.ts';

export type Framing =
  | { readonly by: 'none' }
  | { readonly by: 'length'; readonly octets: number }
  | { readonly by: 'chunks' }
  | { readonly by: 'close' };

type Version = '1.0' | '1.1';
const none: Framing = { by: 'none' };

/** Throws ProtocolError. */
export const requestFraming = (
  headers: readonly HeaderField[],
  version: Version = '1.1',
): Framing => statedFraming(headers, version) ?? none;

/** Of the response to a request of this method. Throws ProtocolError. */
export function responseFraming(
  status: number,
  headers: readonly HeaderField[],
  method: string,
  version: Version = '1.1',
): Framing {
  // looked at even where there is no body, because the next reader may look
  const stated = statedFraming(headers, version);
  return hasNoBody(status, method) ? none : (stated ?? { by: 'close' });
}

/** RFC 9110 §6.4.1: responses that never have a body, whatever their fields say. */
export const hasNoBody = (status: number, method: string): boolean =>
  method === 'HEAD' || status < 200 || status === 204 || status === 304;

/** What the fields say; null when they say nothing. */
export function statedFraming(headers: readonly HeaderField[], version: Version): Framing | null {
  const codings = fieldValues(headers, 'Transfer-Encoding');
  const lengths = fieldValues(headers, 'Content-Length');
  if (codings.length > 0) {
    if (lengths.length > 0) {
      throw refused(
        'http1:conflicting_framing',
        'A message has both Transfer-Encoding and Content-Length',
      );
    }
    return codedFraming(codings, version);
  }
  return lengths.length > 0 ? { by: 'length', octets: lengthOf(lengths) } : null;
}

function codedFraming(values: readonly string[], version: Version): Framing {
  if (version === '1.0') {
    throw refused('http1:malformed_transfer_encoding', 'HTTP/1.0 has no Transfer-Encoding');
  }
  const codings = values.flatMap((value) => value.split(',').map((coding) => coding.trim()));
  const isChunked = codings.map((coding) => coding.toLowerCase() === 'chunked');
  if (isChunked.length === 1 && isChunked[0]) return { by: 'chunks' };
  if (isChunked.every(Boolean) || codings.includes('')) {
    throw refused('http1:malformed_transfer_encoding', `Transfer-Encoding is "${codings}"`);
  }
  throw refused('http1:unsupported_transfer_coding', `Expected chunked, got ${codings}`);
}

/** RFC 9110 §8.6: `Content-Length = 1*DIGIT`. */
function lengthOf(values: readonly string[]): number {
  const members = values.flatMap((value) => value.split(',').map((member) => member.trim()));
  const [first = ''] = members;
  if (!members.every((member) => /^\d{1,15}$/.test(member))) {
    throw refused('http1:malformed_content_length', `Content-Length is "${values}"`);
  }
  if (members.some((member) => member !== first)) {
    throw refused('http1:conflicting_content_length', `Content-Length is "${values}"`);
  }
  return Number(first);
}

/** Reads one message's body in whatever pieces it comes. */
export class BodyReader {
  readonly #framing: Framing;
  readonly #chunks = new ChunkedReader();
  #missing: number;

  constructor(framing: Framing) {
    this.#framing = framing;
    this.#missing = framing.by === 'length' ? framing.octets : Number.POSITIVE_INFINITY;
  }

  /** Whether there is nothing to read. */
  get isEmpty(): boolean {
    return this.#framing.by === 'none' || (this.#framing.by === 'length' && this.#missing === 0);
  }

  /** Whether the end of the connection is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#framing.by === 'close';
  }

  /**
   * Yields the body as views of the octets; gives what follows it, or null when it is not complete. Throws
   * DecodeError and ProtocolError, after it has yielded what came before.
   */
  *read(octets: Uint8Array): Generator<Uint8Array, Uint8Array | null> {
    if (this.#framing.by === 'none') return octets;
    if (this.#framing.by === 'chunks') return yield* this.#chunks.read(octets);
    const part = this.#framing.by === 'length' ? octets.subarray(0, this.#missing) : octets;
    this.#missing -= part.length;
    if (part.length > 0) yield part;
    return this.#missing === 0 ? octets.subarray(part.length) : null;
  }
}
