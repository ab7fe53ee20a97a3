/**
 * The chunked transfer coding (RFC 9112 §7.1): `chunk-size [ chunk-ext ] CRLF chunk-data CRLF`, a chunk of size 0,
 * trailers, an empty line.
 *
 * Chunk extensions and trailers are read and dropped. Sizes go to 2^52 - 1.
 */
import { type Codec, decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import type { Reader } from '../bytes/reader.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { malformed, refused } from './errors.ts';
import { headerSection } from './header-section.ts';
import { countOf, hexDigitClass, isOf, putText, takeLineEnd, takeText, textClass } from './text.ts';

export interface ChunkHeader {
  readonly chunk_size: number;
  /** With its semicolon; empty in nearly all chunks. */
  readonly chunk_ext: string;
}

/** Go's server reads no longer ones either. */
const maxExtensionOctets = 4_096;
const maxTrailerOctets = 8_192;
const maxSizeDigits = 13;
const extensionShape = /^[ \t]*;/;

export const chunkHeader: Codec<ChunkHeader> = {
  read(reader) {
    const digits = reader.field('chunk_size', takeSize);
    const chunk_ext = reader.field('chunk_ext', takeExtension);
    takeLineEnd(reader, 'crlf', 'http1:malformed_chunk_size');
    return { chunk_size: Number.parseInt(digits, 16), chunk_ext };
  },
  write(writer, { chunk_size, chunk_ext }) {
    if (chunk_ext !== '' && !(extensionShape.test(chunk_ext) && isOf(textClass, chunk_ext))) {
      throw new RangeError(`${chunk_ext} is not a chunk extension`);
    }
    putText(writer, `${chunk_size.toString(16)}${chunk_ext}\r\n`);
  },
};

/** The CRLF after a chunk's data. */
export const chunkEnd: Codec<null> = {
  read(reader) {
    takeLineEnd(reader, 'crlf', 'http1:malformed_chunk_end');
    return null;
  },
  write: (writer) => putText(writer, '\r\n'),
};

function takeSize(reader: Reader): string {
  const count = countOf(reader, hexDigitClass, maxSizeDigits);
  if (count === 0 || count > maxSizeDigits) {
    const what = `Expected 1 to ${maxSizeDigits} hexadecimal digits`;
    throw malformed(reader, 'http1:malformed_chunk_size', what);
  }
  return takeText(reader, count);
}

function takeExtension(reader: Reader): string {
  const count = countOf(reader, textClass, maxExtensionOctets);
  if (count > maxExtensionOctets) {
    const what = `A chunk extension is longer than ${maxExtensionOctets} octets`;
    throw malformed(reader, 'http1:chunk_extension_too_long', what);
  }
  const text = takeText(reader, count);
  if (text !== '' && !extensionShape.test(text)) {
    throw malformed(reader, 'http1:malformed_chunk_size', `A chunk size is followed by "${text}"`);
  }
  return text;
}

/** One chunk of a body, as it goes on the wire; nothing for no data, because a chunk of size 0 ends the body. */
export function encodeChunk(data: Uint8Array): Uint8Array {
  if (data.length === 0) return data;
  return concat([toLatin1(`${data.length.toString(16)}\r\n`), data, chunkDelimiter]);
}
const chunkDelimiter = toLatin1('\r\n');
/** The last chunk and no trailers. */
export const lastChunk: Uint8Array = toLatin1('0\r\n\r\n');

/** Reads a chunked body in whatever pieces it comes. */
export class ChunkedReader {
  #expects: 'header' | 'data' | 'end' | 'trailers' = 'header';
  /** Of the chunk that is being read. */
  #missing = 0;
  /** The beginning of a line or of trailers whose end has not come yet. */
  #partial: Uint8Array = new Uint8Array();

  /**
   * Yields the data as views of the octets; gives what follows the body, or null when the body is not complete.
   * Throws DecodeError and ProtocolError, after it has yielded what came before.
   */
  *read(octets: Uint8Array): Generator<Uint8Array, Uint8Array | null> {
    let rest = octets;
    while (rest.length > 0) {
      if (this.#expects === 'data') {
        const part = rest.subarray(0, this.#missing);
        yield part;
        this.#missing -= part.length;
        rest = rest.subarray(part.length);
        if (this.#missing === 0) this.#expects = 'end';
        continue;
      }
      const whole = this.#partial.length ? concat([this.#partial, rest]) : rest;
      const after = this.#readBetween(whole);
      if (!after) {
        this.#partial = whole.slice();
        return null;
      }
      this.#partial = new Uint8Array();
      rest = after.rest;
      if (after.isLast) return rest;
    }
    return null;
  }

  /** What stands between data; null when it is not all there. */
  #readBetween(octets: Uint8Array): { readonly rest: Uint8Array; readonly isLast: boolean } | null {
    switch (this.#expects) {
      case 'header': {
        const unit = decode(chunkHeader, octets);
        if (!unit) return null;
        this.#missing = unit.value.chunk_size;
        this.#expects = this.#missing === 0 ? 'trailers' : 'data';
        return { rest: unit.rest, isLast: false };
      }
      case 'trailers': {
        const unit = decode(headerSection, octets.subarray(0, maxTrailerOctets));
        if (!unit && octets.length >= maxTrailerOctets) {
          throw refused('http1:trailers_too_long', `At most ${maxTrailerOctets} octets allowed`);
        }
        return unit && { rest: octets.subarray(unit.length), isLast: true };
      }
      default: {
        const unit = decode(chunkEnd, octets);
        if (unit) this.#expects = 'header';
        return unit && { rest: unit.rest, isLast: false };
      }
    }
  }
}
