/**
 * The heads of requests and responses as Go's net/http reads them: a line may end in a lone LF.
 *
 * RFC 9112 §2.2: "a recipient MAY recognize a single LF as a line terminator and ignore any preceding CR". A start line
 * that is wrong is told as soon as it is complete. Apart from the ends of lines the codecs of `core/http1` rule, which
 * refuse more than Go does: folded lines, white space before a colon, Content-Length beside Transfer-Encoding.
 */
import { type Codec, decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import { refused } from '../http1/errors.ts';

const [CR, LF] = [0x0d, 0x0a];
const lineEnd = Uint8Array.of(CR, LF);
/** Go sets no limit here. */
const maxHeadOctets = 65_536;

export interface Head<T> {
  readonly value: T;
  /** The octets as they came. */
  readonly octets: Uint8Array;
  /** What follows, a view. */
  readonly rest: Uint8Array;
}

export class HeadReader<T> {
  readonly #startLine: Codec<unknown>;
  readonly #head: Codec<T>;
  #octets: Uint8Array = new Uint8Array();
  /** Complete lines, each ending in CRLF. */
  #lines: Uint8Array[] = [];
  /** Where the line begins that is not complete. */
  #lineStart = 0;

  constructor(startLine: Codec<unknown>, head: Codec<T>) {
    this.#startLine = startLine;
    this.#head = head;
  }

  /** Whether no octet of a head has come. */
  get isEmpty(): boolean {
    return this.#octets.length === 0;
  }

  /** The first line as it came, without its end, once that has come. */
  get firstLine(): string {
    const [line] = this.#lines;
    return line ? fromLatin1(line) : '';
  }

  /** The head and what follows it, or null when it is not complete. Throws DecodeError and ProtocolError. */
  read(octets: Uint8Array): Head<T> | null {
    let from = this.#octets.length;
    this.#octets = from > 0 ? concat([this.#octets, octets]) : octets;
    for (;;) {
      const at = this.#octets.indexOf(LF, from);
      const length = at < 0 ? this.#octets.length : at + 1;
      if (length > maxHeadOctets) {
        throw refused('http1:head_too_long', `A head is longer than ${maxHeadOctets} octets`);
      }
      if (at < 0) return null;
      from = at + 1;
      if (this.#takeLine(at)) return this.#complete(from);
    }
  }

  /** Whether the line is empty, and so the last one. */
  #takeLine(lf: number): boolean {
    const end = lf > this.#lineStart && this.#octets[lf - 1] === CR ? lf - 1 : lf;
    const line = this.#octets.subarray(this.#lineStart, end);
    this.#lineStart = lf + 1;
    this.#lines.push(line, lineEnd);
    const isFirst = this.#lines.length === 2;
    if (isFirst) decode(this.#startLine, concat(this.#lines));
    return !isFirst && line.length === 0;
  }

  #complete(length: number): Head<T> | null {
    const unit = decode(this.#head, concat(this.#lines));
    const octets = this.#octets.subarray(0, length);
    const rest = this.#octets.subarray(length);
    this.#octets = new Uint8Array();
    this.#lines = [];
    this.#lineStart = 0;
    return unit && { value: unit.value, octets, rest };
  }
}
