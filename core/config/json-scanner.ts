/**
 * The grammar of JSON, with what Go says of text that breaks it.
 *
 * RFC 8259; the complaints are those of Go 1.26 (encoding/json/scanner.go), because Xray prints them. Nesting has a limit
 * of our own (Go's is 10,000).
 */
import { originalOffset, type Stripped } from './comments.ts';
import type { JsonArray, JsonKey, JsonNode, JsonObject, Position } from './json-node.ts';

/** Nested arrays and objects. */
export const maxDepth = 200;

/** `syntax`: a character that cannot stand there. `end`: the text ends too early. `limit`: one of our own limits. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly kind: 'syntax' | 'end' | 'limit';
  /** Of the offending character, in the text without comments; for `end`, the length of that text. */
  readonly offset: number;
  constructor(kind: JsonFault['kind'], message: string, offset: number) {
    super(message);
    this.kind = kind;
    this.offset = offset;
  }
}

const words = {
  t: { word: 'true', kind: 'boolean', value: true },
  f: { word: 'false', kind: 'boolean', value: false },
  n: { word: 'null', kind: 'null' },
} as const;

/** Reads values of a text from its front; `original` is what was stripped of comments, where positions count. */
export class JsonScanner {
  readonly #stripped: Stripped;
  readonly #text: string;
  readonly #lineStarts: number[] = [0];
  #i = 0;

  constructor(original: string, stripped: Stripped) {
    this.#stripped = stripped;
    this.#text = stripped.text;
    for (let i = original.indexOf('\n'); i >= 0; i = original.indexOf('\n', i + 1)) {
      this.#lineStarts.push(i + 1);
    }
  }

  value(depth: number, key?: JsonKey): JsonNode {
    this.#skipSpace();
    const start = this.#i;
    const c = this.#next();
    switch (c) {
      case '{':
        return this.#object(start, depth + 1, key);
      case '[':
        return this.#array(start, depth + 1, key);
      case '"':
        return { kind: 'string', value: this.#string(start), ...this.#position(start, key) };
      case 't':
      case 'f':
      case 'n': {
        const { word, ...node } = words[c];
        for (let k = 1; k < word.length; k++) {
          if (this.#next() !== word[k]) {
            throw this.#invalid(`in literal ${word} (expecting '${word[k]}')`);
          }
        }
        return { ...node, ...this.#position(start, key) };
      }
    }
    if (c !== '-' && !isDigit(c)) throw this.#invalid('looking for beginning of value');
    this.#number(c);
    const literal = this.#text.slice(start, this.#i);
    return { kind: 'number', literal, value: Number(literal), ...this.#position(start, key) };
  }

  /** Nothing but white space may follow. */
  end(): void {
    this.#skipSpace();
    if (this.#i < this.#text.length) {
      this.#i++;
      throw this.#invalid('after top-level value');
    }
  }

  #object(start: number, depth: number, key?: JsonKey): JsonObject {
    this.#checkDepth(start, depth);
    const members: (JsonNode & { readonly key: JsonKey })[] = [];
    if (!this.#closes('}')) {
      do {
        this.#skipSpace();
        const keyStart = this.#i;
        if (this.#next() !== '"') throw this.#invalid('looking for beginning of object key string');
        const text = this.#string(keyStart);
        const { start: from, end } = this.#position(keyStart);
        const name: JsonKey = { text, start: from, end };
        this.#skipSpace();
        if (this.#next() !== ':') throw this.#invalid('after object key');
        members.push(this.value(depth, name) as JsonNode & { readonly key: JsonKey });
      } while (this.#continues('}', 'after object key:value pair'));
    }
    return { kind: 'object', members, ...this.#position(start, key) };
  }

  #array(start: number, depth: number, key?: JsonKey): JsonArray {
    this.#checkDepth(start, depth);
    const items: JsonNode[] = [];
    if (!this.#closes(']')) {
      do items.push(this.value(depth));
      while (this.#continues(']', 'after array element'));
    }
    return { kind: 'array', items, ...this.#position(start, key) };
  }

  #string(start: number): string {
    for (;;) {
      const c = this.#next();
      if (c === '"') break;
      if (c === '\\') this.#escape();
      else if (c < ' ') throw this.#invalid('in string literal');
    }
    const value = JSON.parse(this.#text.slice(start, this.#i)) as string;
    return value.replace(loneSurrogates, '\ufffd');
  }

  #escape(): void {
    const c = this.#next();
    if (c === 'u') {
      for (let k = 0; k < 4; k++) {
        if (!/[0-9a-fA-F]/.test(this.#next())) {
          throw this.#invalid('in \\u hexadecimal character escape');
        }
      }
    } else if (!'bfnrt\\/"'.includes(c)) {
      throw this.#invalid('in string escape code');
    }
  }

  #number(first: string): void {
    const digit = first === '-' ? this.#next() : first;
    if (!isDigit(digit)) throw this.#invalid('in numeric literal');
    if (digit !== '0') this.#digits();
    if (this.#peek() === '.') {
      this.#i++;
      if (!isDigit(this.#next())) throw this.#invalid('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#peek() === 'e' || this.#peek() === 'E') {
      this.#i++;
      const sign = this.#next();
      if (!isDigit(sign === '+' || sign === '-' ? this.#next() : sign)) {
        throw this.#invalid('in exponent of numeric literal');
      }
      this.#digits();
    }
  }

  #digits(): void {
    while (isDigit(this.#peek())) this.#i++;
  }

  #closes(bracket: string): boolean {
    this.#skipSpace();
    if (this.#peek() !== bracket) return false;
    this.#i++;
    return true;
  }

  #continues(bracket: string, context: string): boolean {
    this.#skipSpace();
    const c = this.#next();
    if (c !== ',' && c !== bracket) throw this.#invalid(context);
    return c === ',';
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#peek())) this.#i++;
  }

  #peek(): string {
    return this.#text[this.#i] ?? '';
  }

  #next(): string {
    const c = this.#text[this.#i];
    if (c === undefined) {
      throw new JsonFault('end', 'unexpected end of JSON input', this.#text.length);
    }
    this.#i++;
    return c;
  }

  /** A complaint about the character just read. */
  #invalid(context: string): JsonFault {
    const offset = this.#i - 1;
    return new JsonFault(
      'syntax',
      `invalid character ${quoted(this.#text.codePointAt(offset) as number)} ${context}`,
      offset,
    );
  }

  #checkDepth(offset: number, depth: number): void {
    if (depth > maxDepth) {
      throw new JsonFault(
        'limit',
        `arrays and objects are nested more than ${maxDepth} deep`,
        offset,
      );
    }
  }

  #position(strippedStart: number, key?: JsonKey): Position {
    const start = originalOffset(this.#stripped, strippedStart);
    const end = originalOffset(this.#stripped, this.#i - 1) + 1;
    const line = this.#lineOf(start);
    const column = start - (this.#lineStarts[line - 1] as number) + 1;
    return { start, end, line, column, ...(key && { key }) };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const loneSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const isDigit = (c: string) => c >= '0' && c <= '9' && c.length === 1;

const named: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  39: "\\'",
  92: '\\\\',
};

/** A character in single quotes as Go prints one octet: of a character past U+007F, the first octet of its UTF-8. */
function quoted(point: number): string {
  if (named[point]) return `'${named[point]}'`;
  if (point < 0x20 || point === 0x7f) return `'\\x${point.toString(16).padStart(2, '0')}'`;
  if (point < 0x80) return `'${String.fromCharCode(point)}'`;
  if (point < 0x800) return `'${String.fromCharCode(0xc0 | (point >> 6))}'`;
  if (point >= 0xd800 && point < 0xe000) return "'ï'";
  if (point < 0x10000) return `'${String.fromCharCode(0xe0 | (point >> 12))}'`;
  return `'${String.fromCharCode(0xf0 | (point >> 18))}'`;
}
