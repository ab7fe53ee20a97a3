/**
 * Reads configuration texts, which are JSON with comments, into trees that know where everything stands.
 *
 * Like Go's Decoder, `readDocument` takes the first value and does not look at what follows it. Numbers are kept as they
 * are written. The size of a text has a limit of our own.
 */
import { type Stripped, stripComments, strippedOffset } from './comments.ts';
import type { JsonNode } from './json-node.ts';
import { JsonFault, JsonScanner } from './json-scanner.ts';

export interface JsonDocument {
  readonly text: string;
  readonly stripped: Stripped;
  readonly root: JsonNode;
}

/** Of a configuration text, in UTF-16 code units. */
export const maxLength = 4 << 20;

/** Reads a configuration text. Throws JsonFault. */
export function readDocument(text: string): JsonDocument {
  const stripped = stripText(text);
  return { text, stripped, root: new JsonScanner(text, stripped).value(0) };
}

/** Reads a text that must be one JSON value and nothing else, without comments, as Go's Unmarshal. Throws JsonFault. */
export function readValue(text: string): JsonNode {
  const scanner = new JsonScanner(text, {
    text,
    kept: [{ original: 0, stripped: 0, length: text.length }],
  });
  const node = scanner.value(0);
  scanner.end();
  return node;
}

/** The text of a node without the comments in it. */
export function rawText(document: JsonDocument, node: JsonNode): string {
  const { stripped } = document;
  return stripped.text.slice(
    strippedOffset(stripped, node.start),
    strippedOffset(stripped, node.end - 1) + 1,
  );
}

/** The text without comments, even when what is left is no JSON. Throws JsonFault when it is too long. */
export function stripText(text: string): Stripped {
  if (text.length > maxLength) {
    throw new JsonFault(
      'limit',
      `the text has ${text.length} characters: expected at most ${maxLength}`,
      0,
    );
  }
  return stripComments(text);
}

/** Line and column, from 1, of an offset in a text. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The first and last line, from 1, of a node with its key. */
export function lineRange(text: string, node: JsonNode): { first: number; last: number } {
  return {
    first: lineAndColumn(text, node.key?.start ?? node.start).line,
    last: lineAndColumn(text, node.end - 1).line,
  };
}
