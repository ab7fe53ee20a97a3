/**
 * Collects the head of a message until its empty line is there, and decodes it.
 *
 * A start line that is malformed is told as soon as it is complete, as is a line that ends in a lone LF; a head longer
 * than allowed is told without waiting for its end.
 */
import { type Codec, decode, type Unit } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { refused } from './errors.ts';
import { CR, LF } from './text.ts';

export class HeadReader<T> {
  readonly #startLine: Codec<unknown>;
  readonly #head: Codec<T>;
  readonly #maxOctets: number;
  #octets: Uint8Array = new Uint8Array();
  /** How far line ends have been looked for. */
  #scanned = 0;
  #hasStartLine = false;

  /** `maxOctets` counts the empty line at the end. */
  constructor(startLine: Codec<unknown>, head: Codec<T>, maxOctets: number) {
    this.#startLine = startLine;
    this.#head = head;
    this.#maxOctets = maxOctets;
  }

  /** Whether no octet of a head has come. */
  get isEmpty(): boolean {
    return this.#octets.length === 0;
  }

  /**
   * The head and what follows it, or null when it is not complete. RFC 9112 §2.2: a server "SHOULD ignore at least
   * one empty line (CRLF) received prior to the request-line"; here any number, in either role.
   */
  read(octets: Uint8Array): Unit<T> | null {
    this.#octets = this.#octets.length ? concat([this.#octets, octets]) : octets;
    if (!this.#hasStartLine) this.#skipEmptyLines();
    for (;;) {
      const lineEnd = this.#octets.indexOf(LF, this.#scanned);
      if (lineEnd < 0 || lineEnd >= this.#maxOctets) break;
      const found = this.#readTo(lineEnd + 1);
      if (found) return found;
    }
    this.#scanned = Math.min(this.#octets.length, this.#maxOctets);
    if (this.#octets.length <= this.#maxOctets) return null;
    throw refused('http1:head_too_long', `A head is longer than ${this.#maxOctets} octets`);
  }

  #skipEmptyLines(): void {
    let at = 0;
    while (this.#octets[at] === CR && this.#octets[at + 1] === LF) at += 2;
    this.#octets = this.#octets.subarray(at);
  }

  /** Looks at the lines up to `end`, where one ends. */
  #readTo(end: number): Unit<T> | null {
    const octets = this.#octets.subarray(0, end);
    this.#scanned = end;
    if (!this.#hasStartLine) {
      decode(this.#startLine, octets);
      this.#hasStartLine = true;
    }
    const endsInCrLf = octets[end - 2] === CR;
    if (endsInCrLf && octets[end - 3] !== LF) return null;
    const unit = decode(this.#head, octets);
    if (!unit) return null;
    const rest = this.#octets.subarray(end);
    this.#octets = new Uint8Array();
    this.#scanned = 0;
    this.#hasStartLine = false;
    return { ...unit, rest };
  }
}
