/**
 * JSON into typed values the way Go's encoding/json puts it into structs, with Go's complaints.
 *
 * After Go 1.26's Unmarshal (encoding/json/decode.go): keys without regard to case, unknown keys passed over, the last
 * of several keys wins but only in what it says (an earlier object or array is written over, not replaced), null leaves
 * plain values alone; a type that does not fit is remembered and the first one reported at the end; a type with its own
 * reader ends the reading with its own fault. Types are declared with the combinators below; a declaration also says
 * what its values look like in TypeScript.
 */
import { strippedOffset } from './comments.ts';
import { Fault, linkText, type Place } from './errors.ts';
import { type JsonDocument, rawText } from './json.ts';
import type { JsonNode } from './json-node.ts';
import { foldedKey, itemPath, memberPath } from './json-path.ts';

export interface GoType<T> {
  /** As Go prints the type, because its complaints do. */
  readonly name: string;
  zero(place: Place): T;
  /** What `node` makes of `old`. */
  decode(decoding: Decoding, node: JsonNode, place: Place, old: T): T;
}
export type ValueOf<G> = G extends GoType<infer T> ? T : never;

/** A JSON value that is decoded later (Go's RawMessage), or not at all. */
export interface Raw {
  readonly node: JsonNode;
  readonly document: JsonDocument;
  readonly place: Place;
}

type Shape = Readonly<Record<string, GoType<unknown>>>;
/** What every decoded struct has beside its fields. */
export interface Struct {
  /** Of the last object that was decoded into it; of what contains it when there was none. */
  readonly $at: Place;
  /** The fields that the text names, in Xray's spelling. */
  readonly $given: ReadonlySet<string>;
}
export type StructOf<S extends Shape> = Struct & { readonly [K in keyof S]: ValueOf<S[K]> };

/** A type mismatch as Go's UnmarshalTypeError: `offset` is how far Go had read, in the text without comments. */
export interface Mismatch {
  readonly message: string;
  readonly place: Place;
  readonly offset: number;
}

export class Decoding {
  readonly document: JsonDocument;
  /** The type that holds the field in hand, and the names of the fields that lead to it. */
  #struct = '';
  #fields: string[] = [];
  mismatch: Mismatch | null = null;

  constructor(document: JsonDocument) {
    this.document = document;
  }

  /** Remembers that a value does not fit; only the first is kept. `value` is Go's word for the value. */
  remember(node: JsonNode, place: Place, type: string, value: string = goWord(node)): void {
    const where = this.#fields.length
      ? `Go struct field ${this.#struct}.${this.#fields.join('.')}`
      : 'Go value';
    const { stripped } = this.document;
    const opens = node.kind === 'object' || node.kind === 'array';
    this.mismatch ??= {
      message: `json: cannot unmarshal ${value} into ${where} of type ${type}`,
      place,
      offset: opens
        ? strippedOffset(stripped, node.start) + 1
        : strippedOffset(stripped, node.end - 1) + 1,
    };
  }

  inField<T>(struct: string, field: string, decode: () => T): T {
    const outer = this.#struct;
    this.#struct = struct.replace(/^.*\./, '');
    this.#fields.push(field);
    const value = decode();
    this.#fields.pop();
    this.#struct = outer;
    return value;
  }
}

const goWord = (node: JsonNode): string => (node.kind === 'boolean' ? 'bool' : node.kind);

/** Decodes a later part of a configuration (Go's Unmarshal of a RawMessage). Throws Fault. */
export function decodeRaw<T>(type: GoType<T>, raw: Raw): T {
  const decoding = new Decoding(raw.document);
  const value = type.decode(decoding, raw.node, raw.place, type.zero(raw.place));
  if (decoding.mismatch) throw mismatchFault(decoding.mismatch);
  return value;
}

export const mismatchFault = ({ place, message }: Mismatch): Fault =>
  new Fault('config:json_type_mismatched', place, linkText('config:json_type_mismatched', message));

function plain<T extends string | boolean>(
  name: string,
  kind: 'string' | 'boolean',
  zero: T,
): GoType<T> {
  return {
    name,
    zero: () => zero,
    decode(decoding, node, place, old) {
      if (node.kind === kind) return node.value as T;
      if (node.kind !== 'null') decoding.remember(node, place, name);
      return old;
    },
  };
}
export const string = plain<string>('string', 'string', '');
export const boolean = plain<boolean>('bool', 'boolean', false);
/** A string type that has a name of its own in Go. */
export const namedString = (name: string): GoType<string> => plain<string>(name, 'string', '');

/** An integer of a Go type, which has 8, 16, 32 or 64 bits. Values past 2^53 lose their last digits. */
export function integer(name: `${'u' | ''}int${8 | 16 | 32 | 64}`): GoType<number> {
  const bits = BigInt(name.replace(/\D/g, ''));
  const [least, most] = name.startsWith('u')
    ? [0n, 2n ** bits - 1n]
    : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  return {
    name,
    zero: () => 0,
    decode(decoding, node, place, old) {
      if (node.kind === 'number') {
        const value = /^-?\d+$/.test(node.literal) ? BigInt(node.literal) : null;
        const minusZero = name.startsWith('u') && node.literal.startsWith('-');
        if (value !== null && value >= least && value <= most && !minusZero) return Number(value);
        decoding.remember(node, place, name, `number ${node.literal}`);
      } else if (node.kind !== 'null') {
        decoding.remember(node, place, name);
      }
      return old;
    },
  };
}

/** A Go pointer: null when the key is absent or null. */
export const pointer = <T>(to: GoType<T>): GoType<T | null> => ({
  get name() {
    return `*${to.name}`;
  },
  zero: () => null,
  decode: (decoding, node, place, old) =>
    node.kind === 'null' ? null : to.decode(decoding, node, place, old ?? to.zero(place)),
});

/** A Go slice: null when the key is absent or null. */
export const slice = <T>(of: GoType<T>): GoType<readonly T[] | null> => ({
  name: `[]${of.name}`,
  zero: () => null,
  decode(decoding, node, place, old) {
    if (node.kind === 'null') return null;
    if (node.kind !== 'array') {
      decoding.remember(node, place, this.name);
      return old;
    }
    return node.items.map((item, i) => {
      const at = { file: place.file, path: itemPath(place.path, i) };
      return of.decode(decoding, item, at, old?.[i] ?? of.zero(at));
    });
  },
});

/** A Go map with string keys, in the order of the text. */
export const map = <T>(of: GoType<T>): GoType<ReadonlyMap<string, T> | null> => ({
  name: `map[string]${of.name}`,
  zero: () => null,
  decode(decoding, node, place, old) {
    if (node.kind === 'null') return null;
    if (node.kind !== 'object') {
      decoding.remember(node, place, this.name);
      return old;
    }
    const entries = new Map(old);
    for (const member of node.members) {
      const at = { file: place.file, path: memberPath(place.path, member.key.text) };
      entries.set(member.key.text, of.decode(decoding, member, at, of.zero(at)));
    }
    return entries;
  },
});

/** A value of any type, kept as it is; a null counts as a value. */
export const raw: GoType<Raw | null> = {
  name: 'json.RawMessage',
  zero: () => null,
  decode: (decoding, node, place) => ({ node, document: decoding.document, place }),
};

/** A type that reads itself. `read` throws Fault; it gets the text of the value without comments. */
export const custom = <T>(
  name: string,
  zero: T,
  read: (node: JsonNode, place: Place, text: string) => T,
): GoType<T> => ({
  name,
  zero: () => zero,
  decode: (decoding, node, place) => read(node, place, rawText(decoding.document, node)),
});

/** A type that is declared later, for types that contain themselves. */
export const lazy = <T>(type: () => GoType<T>): GoType<T> => ({
  get name() {
    return type().name;
  },
  zero: (place) => type().zero(place),
  decode: (decoding, node, place, old) => type().decode(decoding, node, place, old),
});

/** A Go struct; `fields` are the names of its JSON tags. */
export function struct<const S extends Shape>(name: string, fields: S): GoType<StructOf<S>> {
  const named = new Map(Object.keys(fields).map((field) => [foldedKey(field), field]));
  return {
    name,
    zero: (place) =>
      ({
        ...Object.fromEntries(
          Object.entries(fields).map(([field, type]) => [field, type.zero(place)]),
        ),
        $at: place,
        $given: new Set<string>(),
      }) as StructOf<S>,
    decode(decoding, node, place, old) {
      if (node.kind === 'null') return old;
      if (node.kind !== 'object') {
        decoding.remember(node, place, name);
        return old;
      }
      const values: Record<string, unknown> = { ...old };
      const given = new Set(old.$given);
      for (const member of node.members) {
        const field = named.get(foldedKey(member.key.text));
        if (field === undefined) continue;
        given.add(field);
        const at = { file: place.file, path: memberPath(place.path, field) };
        values[field] = decoding.inField(name, field, () =>
          (fields[field] as GoType<unknown>).decode(decoding, member, at, values[field]),
        );
      }
      return { ...values, $at: place, $given: given } as unknown as StructOf<S>;
    },
  };
}

/** The place of a field, whether the text names it or not. */
export const placeOf = <S extends Struct>(
  value: S,
  field: Exclude<keyof S, keyof Struct> & string,
): Place => ({
  file: value.$at.file,
  path: memberPath(value.$at.path, field),
});
