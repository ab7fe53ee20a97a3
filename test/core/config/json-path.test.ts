import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../core/config/json.ts';
import type { JsonNode } from '../../../core/config/json-node.ts';
import {
  foldedKey,
  itemPath,
  memberPath,
  nearestNode,
  nodeAt,
  sameKey,
} from '../../../core/config/json-path.ts';

function pathsOf(node: JsonNode, path: string): [string, JsonNode][] {
  if (node.kind === 'array') {
    return [[path, node], ...node.items.flatMap((item, i) => pathsOf(item, itemPath(path, i)))];
  }
  if (node.kind !== 'object') return [[path, node]];
  // of members with one name, the path means the last
  const last = new Map(node.members.map((member) => [foldedKey(member.key.text), member]));
  return [
    [path, node],
    ...[...last.values()].flatMap((member) => pathsOf(member, memberPath(path, member.key.text))),
  ];
}

describe('nodeAt', () => {
  it('finds every node of a text by its path', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('a.b', '[0]', '"', '', 'Ünï', 'a]'));
    const json = fc
      .object({ key, maxDepth: 3, values: [fc.integer(), fc.string(), fc.constant([])] })
      .map((value) => JSON.stringify(value));
    let seen = 0;
    fc.assert(
      fc.property(json, (text) => {
        const { root } = readDocument(text);
        for (const [path, node] of pathsOf(root, '')) {
          expect(nodeAt(root, path)).toBe(node);
          seen++;
        }
      }),
    );
    expect(seen).toBeGreaterThan(300);
  });

  const { root } = readDocument(
    '{"Outbounds":[{"settings":1,"SETTINGS":{"headers":{"X.A":"v"}}}]}',
  );

  it('takes keys in any case, and the last of several', () => {
    expect(nodeAt(root, 'outbounds[0].settings')).toMatchObject({ kind: 'object', column: 40 });
  });

  it('takes keys in brackets', () => {
    expect(nodeAt(root, 'outbounds[0].settings.headers["X.A"]')).toMatchObject({ value: 'v' });
  });

  it.each(['nothing', 'outbounds[1]', 'outbounds.settings', 'outbounds[0][0]'])(
    'finds nothing at %s',
    (path) => {
      expect(nodeAt(root, path)).toBeUndefined();
    },
  );

  it.each(['a..b', 'a[', 'a[x]', ']'])('takes %s for no path', (path) => {
    expect(() => nodeAt(readDocument('{"a":{"b":[1]}}').root, path)).toThrow(RangeError);
  });
});

describe('nearestNode', () => {
  it('gives the innermost node on the way', () => {
    const { root } = readDocument('{"a":{"b":[1]}}');
    expect(nearestNode(root, 'a.b[0]')).toMatchObject({ kind: 'number' });
    expect(nearestNode(root, 'a.b[3].c')).toMatchObject({ kind: 'array' });
    expect(nearestNode(root, 'a.x.y')).toMatchObject({ kind: 'object', column: 6 });
    expect(nearestNode(root, 'x')).toBe(root);
  });
});

describe('memberPath', () => {
  it('joins plain words by dots, and puts others in brackets', () => {
    expect(memberPath('', 'log')).toBe('log');
    expect(memberPath('a[0]', 'port')).toBe('a[0].port');
    expect(memberPath('headers', 'X-A')).toBe('headers["X-A"]');
    expect(memberPath('', '')).toBe('[""]');
  });
});

describe('sameKey', () => {
  it('folds as Go does, with the two letters that fold to ASCII', () => {
    expect(sameKey('loglevel', 'LogLevel')).toBe(true);
    expect(sameKey('\u017fettings', 'settings')).toBe(true);
    expect(sameKey('networ\u212a', 'network')).toBe(true);
    expect(sameKey('path', 'paths')).toBe(false);
  });
});
