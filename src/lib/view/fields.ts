/**
 * The fields of a packet in the order of its octets, for a list beside them: every field, or what a reader wants first.
 *
 * A header line has five fields, of which name and value say something; there they are one item, and white space,
 * colons and ends of lines go with what they follow. A length goes with what it is the length of, and the items of a list
 * of numbers are one. A compressed header field is the line that it stands for.
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
      (every ? unit.fields.map(single) : itemsOfUnit(unit)).map((item) => ({ unit, item })),
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

function itemsOfUnit({ header, fields, start, end }: Unit): Item[] {
  if (!header) return grouped(fields);
  const { name, value } = header;
  return [{ label: name, value, path: 'value', header: name, start, end }];
}

const separators = new Set(['sp', 'crlf', 'ows', 'colon']);
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
/** `headers.3` of `headers.3.value`. */
const lineOf = (path: string): string | null => /^(.*\.\d+)\.\w+$/.exec(path)?.[1] ?? null;
/** `cipher_suites` of `cipher_suites.length`, `cipher_suites.data`, `cipher_suites.12`. */
const sizedOf = (path: string): string | null =>
  /^(.*)\.(?:length|data|\d+)$/.exec(path)?.[1] ?? null;

function grouped(fields: readonly Field[]): Item[] {
  const items: Item[] = [];
  let before: Field | null = null;
  for (const field of fields) {
    const last = items.at(-1);
    const joined = last && before?.end === field.start ? together(last, before, field) : null;
    before = field;
    if (joined) items[items.length - 1] = joined;
    else items.push(begun(field));
  }
  return items;
}

function begun(field: Field): Item {
  const isName = lineOf(field.path) !== null && lastName(field.path) === 'name';
  return isName
    ? { ...single(field), label: field.value, value: '', header: field.value }
    : single(field);
}

/** The item with a field more, or null where they are two; `before` is the item's last field. */
function together(item: Item, before: Field, field: Field): Item | null {
  const { path, value, end } = field;
  const sized = sizedOf(path);
  if (sized !== null && sized === sizedOf(before.path) && lastName(path) !== 'length') {
    const isMore = lastName(before.path) !== 'length';
    return { ...item, label: sized, value: isMore ? `${item.value}, ${value}` : value, path, end };
  }
  const line = lineOf(path);
  const continues = line !== null && lineOf(before.path) === line;
  if (!continues && !separators.has(lastName(path))) return null;
  return { ...item, end, ...(continues && lastName(path) === 'value' ? { value, path } : {}) };
}
