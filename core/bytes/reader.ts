/**
 * A cursor over octets that remembers which field each octet belongs to.
 *
 * The spans it collects are a contiguous partition of what was read: a codec reads every octet inside some field.
 */

/** The field that owns a range of octets. `start` (inclusive) and `end` (exclusive) are offsets in the decoded unit. */
export interface Span {
  /** Names from the outermost field to this one, joined by dots: `dst_addr.body.length`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

/** Octets that no correct peer sends. `code` is permanent and has prose in content/errors. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: string;
  readonly path: string;
  /** From the start of the unit. */
  readonly offset: number;
  constructor(code: string, message: string, path = '', offset = 0) {
    super(message);
    this.code = code;
    this.path = path;
    this.offset = offset;
  }
}

/** More octets are needed; not a fault of the peer. Thrown by `Reader.take`, caught by `decode`. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete';
}

export class Reader {
  readonly octets: Uint8Array;
  offset = 0;
  #path: string[] = [];
  #spans: Span[] | undefined;
  /** Where what is being read ends, as an offset. */
  #end: number;

  constructor(octets: Uint8Array, spans?: Span[]) {
    this.octets = octets;
    this.#spans = spans;
    this.#end = octets.length;
  }

  get remaining(): number {
    return this.#end - this.offset;
  }

  /** The next `length` octets, a view. Throws Incomplete when they are not all there. */
  take(length: number): Uint8Array {
    if (length > this.remaining) throw new Incomplete();
    const start = this.offset;
    this.offset += length;
    return this.octets.subarray(start, this.offset);
  }

  /** Reads one field under a name; nested fields extend the path, and only the innermost ones become spans. */
  field<T>(name: string, read: (reader: Reader) => T): T {
    const start = this.offset;
    const mark = this.#spans?.length ?? 0;
    this.#path.push(name);
    const value = read(this);
    if (this.#spans && this.#spans.length === mark && this.offset > start) {
      this.#spans.push({ path: this.#path.join('.'), start, end: this.offset, value });
    }
    this.#path.pop();
    return value;
  }

  /** Reads what must fill the next `length` octets exactly; what ends early or late is a DecodeError with `code`. */
  within<T>(length: number, code: string, read: (reader: Reader) => T): T {
    if (length > this.remaining) throw new Incomplete();
    const outer = this.#end;
    const end = this.offset + length;
    this.#end = end;
    try {
      const value = read(this);
      if (this.offset === end) return value;
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      throw this.malformed(code, 'A field goes beyond the end of what holds it');
    } finally {
      this.#end = outer;
    }
    throw this.malformed(code, `${end - this.offset} octets are left after the last field`);
  }

  /** A DecodeError at the current place. */
  malformed(code: string, message: string): DecodeError {
    return new DecodeError(code, message, this.#path.join('.'), this.offset);
  }
}
