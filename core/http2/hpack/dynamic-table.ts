/**
 * The fields that a connection has learnt, newest first, within a size (RFC 7541 §2.3.2, §4).
 *
 * Both ends keep one a direction; the encoder's also finds fields, by name and value or by name alone.
 */
import type { HeaderField } from '../../http/message.ts';

/** §4.1: "The size of an entry is the sum of its name's length in octets, its value's length in octets, and 32." */
export const entrySize = ({ name, value }: HeaderField): number => name.length + value.length + 32;

export class DynamicTable {
  #maxSize: number;
  #size = 0;
  /** From the oldest to the newest; those before `#first` are evicted. */
  #entries: HeaderField[] = [];
  #first = 0;
  /** How many entries have left `#entries` altogether. */
  #dropped = 0;

  /** `maxSize` as §4.1 counts. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#size;
  }

  get maxSize(): number {
    return this.#maxSize;
  }

  /** How many entries there are. */
  get length(): number {
    return this.#entries.length - this.#first;
  }

  /** How many entries there have been: the number of the newest, counted from 1. */
  get inserted(): number {
    return this.#dropped + this.#entries.length;
  }

  /** The entry at an index, the newest being 1. */
  at(index: number): HeaderField | undefined {
    return index > this.length ? undefined : this.#entries[this.#entries.length - index];
  }

  /** Evicts what is too much for it and enters it; a field that is too large for the table leaves it empty (§4.4). */
  insert(field: HeaderField): void {
    const size = entrySize(field);
    this.#evict(this.#maxSize - size);
    if (size > this.#maxSize) return;
    this.#entries.push(field);
    this.#size += size;
  }

  resize(maxSize: number): void {
    this.#maxSize = maxSize;
    this.#evict(maxSize);
  }

  #evict(most: number): void {
    while (this.#size > most && this.length > 0) {
      this.#size -= entrySize(this.#entries[this.#first++] as HeaderField);
    }
    if (this.#first < 64 || this.#first * 2 < this.#entries.length) return;
    this.#dropped += this.#first;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
