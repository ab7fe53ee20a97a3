/**
 * The header blocks of one direction of an HTTP/2 connection, field by field (RFC 7541).
 *
 * A block may rest on fields of any block before it: once one cannot be had, no later one is read.
 */
import type { HeaderField } from '../http/message.ts';
import { fieldAt, type Representation } from '../http2/hpack/codec.ts';
import { DynamicTable } from '../http2/hpack/dynamic-table.ts';
import type { Pieces } from './pieces.ts';

/** Of a table before anything is said (RFC 9113 §6.5.2). */
const initialTableSize = 4_096;

export class HeaderBlocks {
  readonly #table = new DynamicTable(initialTableSize);
  #isLost = false;

  /** A block cannot be had. */
  lose(): void {
    this.#isLost = true;
  }

  /** Marks the fields of a whole block; gives them, or null for one that cannot be read. */
  read(block: Pieces, depth: number): readonly HeaderField[] | null {
    const fields: HeaderField[] = [];
    while (!this.#isLost && !block.isEmpty) {
      const [first = 0] = block.front(1);
      const isUpdate = first >= 0x20 && first < 0x40;
      const taken = block.takeUnit(isUpdate ? 'hpack:size_update' : 'hpack:field', depth);
      const field = typeof taken === 'string' ? null : this.#apply(taken.value);
      if (field === null) this.#isLost = true;
      if (typeof taken === 'string' || !field) continue;
      taken.unit.header = field;
      fields.push(field);
    }
    return this.#isLost ? null : fields;
  }

  /** What a representation stands for; undefined for one that stands for no field, null for what cannot be. */
  #apply(said: Representation): HeaderField | undefined | null {
    if (said.form === 'size_update') {
      this.#table.resize(said.max_size);
      return undefined;
    }
    const found = said.index === 0 ? undefined : fieldAt(said.index, this.#table);
    if (said.form === 'indexed') return found ?? null;
    if (said.index !== 0 && !found) return null;
    const field = { name: found?.name ?? said.name, value: said.value };
    if (said.indexing === 'incremental') this.#table.insert(field);
    return field;
  }
}
