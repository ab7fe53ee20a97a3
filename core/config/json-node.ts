/** A JSON text as a tree that knows where everything stands. */

/** Offsets count UTF-16 code units of the text as it was given; `end` is exclusive; lines and columns count from 1. */
export interface Position {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** The name of the member whose value this is. */
  readonly key?: JsonKey;
}
export interface JsonKey {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface JsonObject extends Position {
  readonly kind: 'object';
  readonly members: readonly (JsonNode & { readonly key: JsonKey })[];
}
export interface JsonArray extends Position {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}
export interface JsonString extends Position {
  readonly kind: 'string';
  readonly value: string;
}
export interface JsonNumber extends Position {
  readonly kind: 'number';
  /** As written: `1e3` is not `1000` to a Go integer. */
  readonly literal: string;
  readonly value: number;
}
export interface JsonBoolean extends Position {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface JsonNull extends Position {
  readonly kind: 'null';
}
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;
