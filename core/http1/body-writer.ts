/** Puts one message on the wire: its head, held back until the framing of its body is known, and its body. */
import { concat } from '../bytes/concat.ts';
import type { HeaderField } from '../http/message.ts';
import { encodeChunk, lastChunk } from './chunked.ts';
import type { Framing } from './framing.ts';

/** Head and first octets of a body go out as one array up to this size. */
const maxJoinedOctets = 65_536;

/**
 * A head and the first octets of its body, as few arrays as make sense. One write is one packet to look at, and one
 * that a receiver finds whole; a large body is not copied for it.
 */
export const joined = (head: Uint8Array, body: Uint8Array): readonly Uint8Array[] => {
  if (body.length === 0) return [head];
  return head.length + body.length <= maxJoinedOctets ? [concat([head, body])] : [head, body];
};

/** The fields that say a framing which the sender has chosen. */
export function framingFields(framing: Framing): readonly HeaderField[] {
  switch (framing.by) {
    case 'length':
      return [{ name: 'Content-Length', value: String(framing.octets) }];
    case 'chunks':
      return [{ name: 'Transfer-Encoding', value: 'chunked' }];
    default:
      return [];
  }
}

/**
 * Frames a body. What does not fit its length is a fault of ours and throws RangeError: it would corrupt the connection.
 * What is given for a message that has no body is dropped, so that whoever answers need not know of HEAD.
 */
export class BodyWriter {
  readonly #framing: Framing;
  #missing: number;

  constructor(framing: Framing) {
    this.#framing = framing;
    this.#missing = framing.by === 'length' ? framing.octets : 0;
  }

  /** The octets that carry `data`: the array itself unless chunked; empty for no data. */
  write(data: Uint8Array): Uint8Array {
    switch (this.#framing.by) {
      case 'chunks':
        return encodeChunk(data);
      case 'close':
        return data;
      case 'none':
        return data.subarray(0, 0);
      case 'length':
        this.#missing -= data.length;
        if (this.#missing < 0) throw new RangeError('A body is longer than its head says');
        return data;
    }
  }

  /** The octets that end the body; most framings need none. */
  end(): Uint8Array {
    if (this.#missing > 0) {
      throw new RangeError(`A body is ${this.#missing} octets shorter than its head says`);
    }
    return this.#framing.by === 'chunks' ? lastChunk : new Uint8Array();
  }
}
