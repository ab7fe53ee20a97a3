import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineAndColumn,
  lineRange,
  rawText,
  readDocument,
  readValue,
} from '../../../core/config/json.ts';
import type { JsonNode } from '../../../core/config/json-node.ts';
import { nodeAt } from '../../../core/config/json-path.ts';

/** White space and comments that may stand between any two tokens. */
const gap = fc.constantFrom('', ' ', '\n', '\r\n\t', '/* "x" */', '/*\n*/', '# y "\n', '// { z\n');
const token = /"(?:[^"\\]|\\.)*"|[\d.eE+-]+|true|false|null|[[\]{},:]/g;

/** JSON texts with comments, and the value they have. */
const commented = fc.tuple(fc.json({ maxDepth: 4 }), fc.infiniteStream(gap)).map(([json, gaps]) => {
  const next = () => gaps.next().value as string;
  return { text: next() + json.replace(token, (found) => found + next()), value: JSON.parse(json) };
});

function nodesOf(node: JsonNode): JsonNode[] {
  if (node.kind === 'array') return [node, ...node.items.flatMap(nodesOf)];
  return node.kind === 'object' ? [node, ...node.members.flatMap(nodesOf)] : [node];
}

/** A node without its places. */
function shapeOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return node.members.map((member) => [member.key.text, shapeOf(member)]);
    case 'array':
      return node.items.map(shapeOf);
    case 'number':
      return node.literal;
    case 'null':
      return null;
    default:
      return node.value;
  }
}

describe('the positions of readDocument', () => {
  it('give for every node a slice of the text that reads as the same value', () => {
    let seen = 0;
    fc.assert(
      fc.property(commented, ({ text }) => {
        for (const node of nodesOf(readDocument(text).root)) {
          const again = readDocument(text.slice(node.start, node.end)).root;
          expect(again.end).toBe(node.end - node.start);
          expect(shapeOf(again)).toEqual(shapeOf(node));
          seen++;
        }
      }),
    );
    expect(seen).toBeGreaterThan(300);
  });

  it('give for every key a slice that is the key', () => {
    fc.assert(
      fc.property(commented, ({ text }) => {
        for (const { key } of nodesOf(readDocument(text).root)) {
          if (key) expect(JSON.parse(text.slice(key.start, key.end))).toBe(key.text);
        }
      }),
    );
  });

  it('agree with their lines and columns', () => {
    fc.assert(
      fc.property(commented, ({ text }) => {
        for (const { start, line, column } of nodesOf(readDocument(text).root)) {
          expect(lineAndColumn(text, start)).toEqual({ line, column });
          const lines = text.split('\n').slice(0, line - 1);
          expect(lines.reduce((sum, one) => sum + one.length + 1, 0) + column - 1).toBe(start);
        }
      }),
    );
  });

  it('belong to the value that JSON.parse finds without the comments', () => {
    fc.assert(
      fc.property(commented, ({ text, value }) => {
        const document = readDocument(text);
        expect(JSON.parse(rawText(document, document.root))).toEqual(value);
      }),
    );
  });
});

describe('readDocument', () => {
  it('does not look at what follows the value', () => {
    expect(readDocument('{"a":1} }} trailing').root).toMatchObject({ kind: 'object', end: 7 });
  });

  it('takes a comment in the middle of a word out', () => {
    const document = readDocument('[tr/*x*/ue, 1/**/2]');
    expect(document.root).toMatchObject({
      items: [
        { kind: 'boolean', value: true, start: 1, end: 10 },
        { kind: 'number', value: 12, start: 12, end: 18 },
      ],
    });
  });
});

describe('readValue', () => {
  it('reads a text without comments', () => {
    expect(readValue(' [1] ')).toMatchObject({ kind: 'array', start: 1, end: 4 });
    expect(() => readValue('[1] // x')).toThrow("invalid character '/' after top-level value");
  });
});

describe('lineRange', () => {
  const text = '{\n  "a":\n  {\n    "b": 1 },\n  "c": [\n  ]\n}';

  it.each([
    ['', 1, 7],
    ['a', 2, 4],
    ['a.b', 4, 4],
    ['c', 5, 6],
  ])('of %j is lines %i to %i, with the key', (path, first, last) => {
    const node = nodeAt(readDocument(text).root, path);
    expect(node && lineRange(text, node)).toEqual({ first, last });
  });
});
