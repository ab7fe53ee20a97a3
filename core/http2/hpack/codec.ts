/**
 * Field blocks: how a list of fields is said by indexes into two tables and by literals (RFC 7541 §3, §6).
 *
 * `representation` is one element of a block, without regard to the tables; `FieldDecoder` and `FieldEncoder` are the
 * two ends of one direction and keep its dynamic table. As Go's encoder does, fields are entered in the table wherever
 * they fit. The index of "never indexed" is read and not passed on.
 */
import { type Codec, encode } from '../../bytes/codec.ts';
import { concat } from '../../bytes/concat.ts';
import { Incomplete, Reader } from '../../bytes/reader.ts';
import type { HeaderField } from '../../http/message.ts';
import { DynamicTable, entrySize } from './dynamic-table.ts';
import { readInteger, writeInteger } from './integer.ts';
import { staticTable } from './static-table.ts';
import { stringLiteral } from './string.ts';

export type Representation =
  /** §6.1: a field of the tables. */
  | { readonly form: 'indexed'; readonly index: number }
  /** §6.2: a field that is given; `name` stands for index 0, else the index tells the name. */
  | {
      readonly form: 'literal';
      readonly indexing: Indexing;
      readonly index: number;
      readonly name: string;
      readonly value: string;
    }
  /** §6.3. */
  | { readonly form: 'size_update'; readonly max_size: number };

export type Indexing = 'incremental' | 'without' | 'never';

/** The bits that begin a literal, and how many are left for its index. */
const literals = {
  incremental: { pattern: 0x40, prefix: 6 },
  without: { pattern: 0x00, prefix: 4 },
  never: { pattern: 0x10, prefix: 4 },
} as const;

export const representation: Codec<Representation> = {
  read(reader) {
    const first = reader.octets[reader.offset] ?? 0;
    if (first >= 0x80) {
      return { form: 'indexed', index: reader.field('index', (r) => readInteger(r, 7)) };
    }
    if (first >= 0x20 && first < 0x40) {
      return { form: 'size_update', max_size: reader.field('max_size', (r) => readInteger(r, 5)) };
    }
    const indexing = first >= 0x40 ? 'incremental' : first >= 0x10 ? 'never' : 'without';
    const index = reader.field('index', (r) => readInteger(r, literals[indexing].prefix));
    const name = index === 0 ? reader.field('name', (r) => stringLiteral.read(r)) : '';
    const value = reader.field('value', (r) => stringLiteral.read(r));
    return { form: 'literal', indexing, index, name, value };
  },
  write(writer, value) {
    if (value.form === 'indexed') return writeInteger(writer, 0x80, 7, value.index);
    if (value.form === 'size_update') return writeInteger(writer, 0x20, 5, value.max_size);
    const { pattern, prefix } = literals[value.indexing];
    writeInteger(writer, pattern, prefix, value.index);
    if (value.index === 0) stringLiteral.write(writer, value.name);
    stringLiteral.write(writer, value.value);
  },
};

export interface FieldList {
  readonly fields: readonly HeaderField[];
  /** The list is longer than allowed; what is past that is not in `fields`, but the table knows it. */
  readonly isTooLong: boolean;
}

export class FieldDecoder {
  readonly #table: DynamicTable;
  readonly #maxTableSize: number;

  /** `maxTableSize`: SETTINGS_HEADER_TABLE_SIZE as told to the peer. */
  constructor(maxTableSize: number) {
    this.#maxTableSize = maxTableSize;
    this.#table = new DynamicTable(maxTableSize);
  }

  get table(): DynamicTable {
    return this.#table;
  }

  /** Of a whole block. `maxListSize` counts as SETTINGS_MAX_HEADER_LIST_SIZE does. Throws DecodeError. */
  decode(block: Uint8Array, maxListSize: number): FieldList {
    const reader = new Reader(block);
    const fields: HeaderField[] = [];
    let size = 0;
    while (reader.remaining > 0) {
      const said = this.#read(reader);
      if (said.form === 'size_update') {
        this.#resize(reader, said.max_size, size > 0);
        continue;
      }
      const field = this.#field(reader, said);
      if (said.form === 'literal' && said.indexing === 'incremental') this.#table.insert(field);
      size += entrySize(field);
      if (size <= maxListSize) fields.push(field);
    }
    return { fields, isTooLong: size > maxListSize };
  }

  #read(reader: Reader): Representation {
    try {
      return representation.read(reader);
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      throw reader.malformed('hpack:cut_off', 'A field block ends amid a field');
    }
  }

  /** §4.2: "This dynamic table size update MUST occur at the beginning of the first header block". */
  #resize(reader: Reader, maxSize: number, isLate: boolean): void {
    if (isLate) {
      throw reader.malformed('hpack:late_size_update', 'A size update follows a field');
    }
    if (maxSize > this.#maxTableSize) {
      throw reader.malformed(
        'hpack:size_update_too_large',
        `A size update says ${maxSize} octets, at most ${this.#maxTableSize} allowed`,
      );
    }
    this.#table.resize(maxSize);
  }

  #field(reader: Reader, said: Exclude<Representation, { form: 'size_update' }>): HeaderField {
    if (said.form === 'literal' && said.index === 0) return { name: said.name, value: said.value };
    const found = fieldAt(said.index, this.#table);
    if (!found) {
      throw reader.malformed('hpack:unknown_index', `Nothing is at index ${said.index}`);
    }
    return said.form === 'indexed' ? found : { name: found.name, value: said.value };
  }
}

/** The field at an index of both tables (RFC 7541 §2.3.3); undefined for one past their end, and for 0. */
export const fieldAt = (index: number, table: DynamicTable): HeaderField | undefined =>
  index <= staticTable.length ? staticTable[index - 1] : table.at(index - staticTable.length);

/** Where a field stands: with its value or by its name alone. */
interface Found {
  readonly index: number;
  readonly hasValue: boolean;
}

const keyOf = ({ name, value }: HeaderField): string => `${name}\0${value}`;

const staticFields = new Map<string, number>();
const staticNames = new Map<string, number>();
for (const [i, field] of staticTable.entries()) {
  staticFields.set(keyOf(field), i + 1);
  if (!staticNames.has(field.name)) staticNames.set(field.name, i + 1);
}

/** At the beginning (RFC 9113 §6.5.2), and at most, whatever the peer allows; as Go's encoder. */
const mostTableOctets = 4_096;

export class FieldEncoder {
  readonly #table = new DynamicTable(mostTableOctets);
  /** By name and value, and by name, the number under which the table entered the field last; perhaps evicted since. */
  #fields = new Map<string, number>();
  #names = new Map<string, number>();
  /** The smallest and the last of the sizes to be told before the next field. */
  #pending: { readonly smallest: number; readonly last: number } | null = null;

  get table(): DynamicTable {
    return this.#table;
  }

  /** The peer has told its SETTINGS_HEADER_TABLE_SIZE. */
  resize(maxSize: number): void {
    const last = Math.min(maxSize, mostTableOctets);
    if (last === (this.#pending?.last ?? this.#table.maxSize)) return;
    this.#pending = { smallest: Math.min(this.#pending?.smallest ?? last, last), last };
    this.#table.resize(this.#pending.smallest);
    this.#table.resize(last);
  }

  encode(fields: readonly HeaderField[]): Uint8Array {
    const said: Uint8Array[] = this.#sizeUpdates();
    for (const field of fields) said.push(encode(representation, this.#represent(field)));
    this.#forget();
    return concat(said);
  }

  /** §4.2: "the smallest maximum table size that occurs in that interval MUST be signaled", and the last one. */
  #sizeUpdates(): Uint8Array[] {
    const pending = this.#pending;
    if (!pending) return [];
    this.#pending = null;
    const sizes = new Set([pending.smallest, pending.last]);
    return [...sizes].map((max_size) => encode(representation, { form: 'size_update', max_size }));
  }

  #represent(field: HeaderField): Representation {
    const key = keyOf(field);
    const found = this.#find(field, key);
    if (found?.hasValue) return { form: 'indexed', index: found.index };
    const { name, value } = field;
    const isKept = entrySize(field) <= this.#table.maxSize;
    if (isKept) {
      this.#table.insert(field);
      this.#fields.set(key, this.#table.inserted);
      this.#names.set(name, this.#table.inserted);
    }
    return {
      form: 'literal',
      indexing: isKept ? 'incremental' : 'without',
      index: found?.index ?? 0,
      name: found ? '' : name,
      value,
    };
  }

  #find({ name }: HeaderField, key: string): Found | null {
    const whole = staticFields.get(key) ?? this.#indexOf(this.#fields.get(key));
    if (whole !== undefined) return { index: whole, hasValue: true };
    const named = staticNames.get(name) ?? this.#indexOf(this.#names.get(name));
    return named === undefined ? null : { index: named, hasValue: false };
  }

  #indexOf(number: number | undefined): number | undefined {
    if (number === undefined) return undefined;
    const index = this.#table.inserted - number + 1;
    return index <= this.#table.length ? staticTable.length + index : undefined;
  }

  /** Lets the maps go that name mostly what is evicted. */
  #forget(): void {
    const most = 2 * this.#table.length + 64;
    const oldest = this.#table.inserted - this.#table.length;
    for (const map of [this.#fields, this.#names]) {
      if (map.size <= most) continue;
      for (const [key, number] of map) if (number <= oldest) map.delete(key);
    }
  }
}
