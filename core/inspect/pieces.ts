/**
 * A stream put together of pieces that lie in different places, and units taken off its front.
 *
 * The record of a long send is cut: of some pieces only the length is known.
 */
import { type Codec, decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { DecodeError } from '../bytes/reader.ts';
import type { CodedUnit, DataUnit } from '../trace/units.ts';
import { unitCodecs } from '../trace/units.ts';
import type { Exchange } from './exchange.ts';
import type { FoundUnit, Track } from './track.ts';

/** Octets that lie together on a track; null where they were not recorded. */
export interface Piece {
  readonly octets: Uint8Array | null;
  readonly length: number;
  readonly track: Track;
  readonly at: number;
}

/** Reads a stream; what it finds it marks on the tracks. */
export interface Layer {
  push(piece: Piece): void;
}

const headOf = (piece: Piece, length: number): Piece => ({
  ...piece,
  octets: piece.octets?.subarray(0, length) ?? null,
  length,
});
const tailOf = (piece: Piece, from: number): Piece => ({
  ...piece,
  octets: piece.octets?.subarray(from) ?? null,
  length: piece.length - from,
  at: piece.at + from,
});

const crlf = Uint8Array.of(0x0d, 0x0a);

/** The octets [from, to) of pieces that follow each other. */
export function slice(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const part = new Pieces();
  for (const piece of pieces) part.push(piece);
  part.take(from);
  return part.take(to - from);
}

/** What is taken off a stream for a unit: its value, or that octets are missing, or that they can never be right. */
export type Taken<T> =
  | { readonly value: T; readonly unit: FoundUnit; readonly pieces: readonly Piece[] }
  | 'incomplete'
  | 'lost';

export class Pieces {
  #list: Piece[] = [];
  #length = 0;

  push(piece: Piece): void {
    if (piece.length === 0) return;
    this.#list.push(piece);
    this.#length += piece.length;
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  /** In octets, known or not. */
  get length(): number {
    return this.#length;
  }

  /** The octets at the front as far as they are known, at most `limit`. */
  front(limit = Number.POSITIVE_INFINITY): Uint8Array {
    const known: Uint8Array[] = [];
    let length = 0;
    for (const { octets } of this.#list) {
      if (!octets || length >= limit) break;
      known.push(octets);
      length += octets.length;
    }
    return concat(known).subarray(0, limit);
  }

  /** Takes up to `length` octets off the front. */
  take(length: number): Piece[] {
    const taken: Piece[] = [];
    let missing = Math.min(length, this.#length);
    this.#length -= missing;
    while (missing > 0) {
      const piece = this.#list.shift();
      if (!piece) break;
      if (piece.length > missing) {
        taken.push(headOf(piece, missing));
        this.#list.unshift(tailOf(piece, missing));
        break;
      }
      taken.push(piece);
      missing -= piece.length;
    }
    return taken;
  }

  /** Takes all. */
  drain(): Piece[] {
    this.#length = 0;
    return this.#list.splice(0);
  }

  /** The octets of a unit that has but one form, where they were not recorded. */
  #assumed(name: CodedUnit): Uint8Array | null {
    const first = this.#list[0];
    const isUnknown = first !== undefined && first.octets === null && first.length >= crlf.length;
    return name === 'http1:chunk_end' && isUnknown ? crlf : null;
  }

  /** Whether an octet that was not recorded lies among those that have come. */
  get hasGap(): boolean {
    return this.#list.some(({ octets }) => octets === null);
  }

  /** Takes the unit at the front, and marks it. `exchangeOf` says which exchange a unit of this value belongs to. */
  takeUnit<Name extends CodedUnit>(
    name: Name,
    depth: number,
    exchangeOf: Exchange | null | ((value: UnitValue<Name>) => Exchange | null) = null,
  ): Taken<UnitValue<Name>> {
    try {
      const codec = unitCodecs[name] as unknown as Codec<UnitValue<Name>>;
      const octets = this.#assumed(name) ?? this.front();
      const unit = decode(codec, octets);
      if (!unit) return this.hasGap ? 'lost' : 'incomplete';
      const { value, length } = unit;
      const exchange = typeof exchangeOf === 'function' ? exchangeOf(value) : exchangeOf;
      const found = { name, length, octets: octets.subarray(0, length), value, exchange };
      const pieces = this.take(length);
      markAll(pieces, found, depth);
      return { value, unit: found, pieces };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return 'lost';
    }
  }
}

export type UnitValue<Name extends CodedUnit> =
  (typeof unitCodecs)[Name] extends Codec<infer Value> ? Value : never;

/** Marks pieces as the parts, in order, of one unit. */
export function markAll(pieces: readonly Piece[], unit: FoundUnit, depth: number): void {
  let offset = 0;
  for (const { track, at, length } of pieces) {
    track.add({ unit, depth, start: at, end: at + length, offset });
    offset += length;
  }
}

/** Marks a piece as a unit without form. */
export function markData(
  piece: Piece,
  name: DataUnit,
  depth: number,
  exchange: Exchange | null = null,
): void {
  const { length } = piece;
  markAll([piece], { name, length, octets: null, value: null, exchange }, depth);
}
