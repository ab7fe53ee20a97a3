/**
 * Names of places in a configuration: `outbounds[0].streamSettings.xhttpSettings.extra.downloadSettings.port`.
 *
 * A path holds Xray's own spelling of the keys; the text may spell them in any case (`nodeAt` finds them as Go does:
 * without regard to case, the last of several). Keys that are not plain words stand in brackets: `headers["X-A"]`.
 */
import type { JsonNode } from './json-node.ts';

export type JsonPath = string;

export const memberPath = (path: JsonPath, key: string): JsonPath =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
    ? path === ''
      ? key
      : `${path}.${key}`
    : `${path}[${JSON.stringify(key)}]`;

export const itemPath = (path: JsonPath, index: number): JsonPath => `${path}[${index}]`;

/** The node that a path names, or undefined when the text has none. */
export function nodeAt(root: JsonNode, path: JsonPath): JsonNode | undefined {
  const { node, found } = walk(root, path);
  return found ? node : undefined;
}

/** The node that a path names, or the innermost one that holds the place where it would be. */
export const nearestNode = (root: JsonNode, path: JsonPath): JsonNode => walk(root, path).node;

function walk(root: JsonNode, path: JsonPath): { node: JsonNode; found: boolean } {
  let node = root;
  for (const segment of segments(path)) {
    const next =
      typeof segment === 'number'
        ? node.kind === 'array'
          ? node.items[segment]
          : undefined
        : node.kind === 'object'
          ? memberNamed(node, segment)
          : undefined;
    if (!next) return { node, found: false };
    node = next;
  }
  return { node, found: true };
}

function memberNamed(node: JsonNode & { kind: 'object' }, name: string): JsonNode | undefined {
  return node.members.findLast((member) => sameKey(member.key.text, name));
}

/** Whether Go takes two keys for the same one. Keys of Xray are ASCII; two other letters fold to ASCII ones. */
export const sameKey = (a: string, b: string): boolean => foldedKey(a) === foldedKey(b);

export const foldedKey = (key: string): string =>
  key.toLowerCase().replaceAll('\u017f', 's').replaceAll('\u212a', 'k');

function* segments(path: JsonPath): Generator<string | number> {
  const token = /\.?([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (!match) throw new RangeError(`Not a path: ${path}`);
    if (match[2] !== undefined) yield Number(match[2]);
    else yield match[3] === undefined ? (match[1] as string) : (JSON.parse(match[3]) as string);
  }
}
