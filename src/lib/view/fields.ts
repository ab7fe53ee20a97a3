/**
 * The fields of a packet in the order of its octets, for a list beside them: every field, or what a reader wants first.
 *
 * A header line has five fields, of which name and value say something; there they are one item, and white space,
 * colons and ends of lines go with what they follow.
 */
import type { Field, Unit } from '../../../core/inspect/dissect.ts';
import type { Range } from './bytes.ts';

/** One or several fields that follow each other. */
export interface Item extends Range {
  readonly label: string;
  readonly value: string;
  /** Of the field that says most, for its explanation. */
  readonly path: string;
  /** The name of the header field, where it is one. */
  readonly header: string | null;
}

/** A unit; its items are indices. */
export interface Part {
  readonly unit: string;
  readonly depth: number;
  readonly items: readonly number[];
}

export interface Items {
  /** A partition of the octets, as the fields of all units are (core/inspect/dissect.ts). */
  readonly items: readonly Item[];
  readonly parts: readonly Part[];
}

export function itemsOf(units: readonly Unit[], every: boolean): Items {
  const found = units
    .flatMap((unit) =>
      (every ? unit.fields.map(single) : grouped(unit.fields)).map((item) => ({ unit, item })),
    )
    .sort((a, b) => a.item.start - b.item.start);
  const parts = units.map((unit) => ({
    unit: unit.name,
    depth: unit.depth,
    items: found.flatMap((one, i) => (one.unit === unit ? [i] : [])),
  }));
  return { items: found.map(({ item }) => item), parts };
}

const single = ({ path, value, start, end }: Field): Item => ({
  label: path,
  value,
  path,
  header: null,
  start,
  end,
});

const separators = new Set(['sp', 'crlf', 'ows', 'colon']);
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
/** `headers.3` of `headers.3.value`. */
const lineOf = (path: string): string | null => /^(.*\.\d+)\.\w+$/.exec(path)?.[1] ?? null;

function grouped(fields: readonly Field[]): Item[] {
  const items: Item[] = [];
  let line: string | null = null;
  for (const field of fields) {
    const last = items.at(-1);
    const follows = last?.end === field.start;
    const continues = line !== null && lineOf(field.path) === line;
    if (last && follows && (continues || separators.has(lastName(field.path)))) {
      const isValue = continues && lastName(field.path) === 'value';
      items[items.length - 1] = {
        ...last,
        end: field.end,
        ...(isValue ? { value: field.value, path: field.path } : {}),
      };
      continue;
    }
    line = lineOf(field.path);
    const isName = line !== null && lastName(field.path) === 'name';
    items.push(
      isName
        ? { ...single(field), label: field.value, value: '', header: field.value }
        : single(field),
    );
  }
  return items;
}
