/**
 * What the octets of one direction of a stream are: marks on a ruler, found by range.
 *
 * A unit that came in several pieces has a mark for each; a unit inside another lies deeper. What was sealed and is
 * opened has a ruler of its own.
 */
import type { HeaderField } from '../http/message.ts';
import type { UnitName } from '../trace/units.ts';
import type { Exchange } from './exchange.ts';

/** One unit of a stream, wherever its octets lie. */
export interface FoundUnit {
  /** Of a record it changes when a secret comes that opens it. */
  name: UnitName;
  /** In octets, all parts together. */
  readonly length: number;
  /** Of units with a codec: all octets, and what they mean; null for others. */
  readonly octets: Uint8Array | null;
  readonly value: unknown;
  /** The HTTP request and response that it belongs to, if any. */
  exchange: Exchange | null;
  /** Of a field in a compressed block: what it stands for. Of a HEADERS frame: all that its block holds. */
  header?: HeaderField;
  fields?: readonly HeaderField[];
  opened?: Opened;
}

/** What was sealed in a unit: octets that are on no wire. */
export interface Opened {
  /** The field of the unit in which it was sealed. */
  readonly path: string;
  readonly octets: Uint8Array;
  /** Where they are marked, from `from` on. */
  readonly track: Track;
  readonly from: number;
}

/** A part of a unit, [start, end) on the track. */
export interface Mark {
  readonly unit: FoundUnit;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  /** Where in the unit the part begins. */
  readonly offset: number;
}

/** Whether a part is the last of its unit. */
export const isLastPart = ({ unit, start, end, offset }: Mark): boolean =>
  offset + end - start === unit.length;

/** Whether a unit ends before `to`. What is sealed in it can be opened there. */
export const endsBy = (mark: Mark, to: number): boolean => mark.end <= to && isLastPart(mark);

export class Track {
  /** In order of start, and of depth where starts are equal. */
  readonly #marks: Mark[] = [];
  #longest = 0;

  add(mark: Mark): void {
    let at = this.#marks.length;
    while (at > 0 && isBefore(mark, this.#marks[at - 1] as Mark)) at--;
    this.#marks.splice(at, 0, mark);
    this.#longest = Math.max(this.#longest, mark.end - mark.start);
  }

  /** The marks that have octets in [from, to), in order. */
  within(from: number, to: number): readonly Mark[] {
    const marks: Mark[] = [];
    // no mark that begins earlier than its longest fellow's length before can reach into the range
    for (let at = this.#firstFrom(from - this.#longest); at < this.#marks.length; at++) {
      const mark = this.#marks[at] as Mark;
      if (mark.start >= to) break;
      if (mark.end > from) marks.push(mark);
    }
    return marks;
  }

  #firstFrom(start: number): number {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle] as Mark).start < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isBefore = (a: Mark, b: Mark): boolean =>
  a.start < b.start || (a.start === b.start && a.depth < b.depth);
