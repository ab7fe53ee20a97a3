import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, mayImport, ruleOf, rules } from './import-table.ts';
import { filesBelow, type Import, importsOf, root } from './source-files.ts';

const files = [...filesBelow('core', '.ts'), ...filesBelow('src', '.ts', '.svelte', '.astro')];
const imports = files.flatMap((path) => importsOf(path));
const show = ({ from, line, specifier }: Import) => `${from}:${line} imports ${specifier}`;

describe('the import table', () => {
  it('has a rule for every source file', () => {
    expect(files).not.toEqual([]);
    expect(files.filter((path) => !ruleOf(path))).toEqual([]);
  });

  it('is kept by every import', () => {
    expect(imports).not.toEqual([]);
    const offences = imports.filter(
      ({ from, target, isTypeOnly }) => !mayImport(from, target, isTypeOnly),
    );
    expect(offences.map(show)).toEqual([]);
  });

  it('names folders once', () => {
    expect(new Set(rules.map(({ of }) => of)).size).toBe(rules.length);
  });

  it('tells types from values, and files from their folders', () => {
    expect(mayImport('core/trace/catalogue.ts', 'core/socks/facts.ts', true)).toBe(true);
    expect(mayImport('core/trace/catalogue.ts', 'core/socks/facts.ts', false)).toBe(false);
    expect(mayImport('core/trace/units.ts', 'core/socks/messages.ts', false)).toBe(true);
    expect(mayImport('core/trace/step.ts', 'core/socks/messages.ts', false)).toBe(false);
    expect(mayImport('core/engine/compose.ts', 'core/socks/inbound.ts', false)).toBe(true);
    expect(mayImport('core/engine/engine.ts', 'core/socks/inbound.ts', false)).toBe(false);
    expect(mayImport('core/http1/client.ts', 'core/http/message.ts', false)).toBe(true);
    expect(mayImport('core/http/message.ts', 'core/http1/client.ts', false)).toBe(false);
    expect(mayImport('core/bytes/codec.ts', 'node:buffer', false)).toBe(false);
    expect(mayImport('src/lib/run/run.svelte.ts', 'core/node/serve.ts', true)).toBe(false);
  });
});

describe('an import', () => {
  it('of a file names one that exists, with its ending', () => {
    const missing = imports.filter(
      ({ isRelative, target }) => isRelative && !/\.\w+$/.test(target),
    );
    const gone = imports.filter(
      ({ isRelative, target }) => isRelative && !existsSync(join(root, target)),
    );
    expect([...missing, ...gone].map(show)).toEqual([]);
  });

  it('is found in scripts of .svelte and .astro files, and with import()', () => {
    const targets = (path: string, text: string) => importsOf(path, text).map((i) => i.target);
    expect(targets('src/a/B.svelte', '<p>import x\n<script lang="ts">\nimport "../c.ts"')).toEqual(
      [],
    );
    expect(
      targets('src/a/B.svelte', '<script lang="ts">\nimport type { C } from "../c.ts";\n</script>'),
    ).toEqual(['src/c.ts']);
    expect(
      targets('src/a/B.astro', '---\nimport C from "./C.astro";\nawait import("ws");\n---\n<p/>'),
    ).toEqual(['src/a/C.astro', 'ws']);
    expect(
      targets(
        'src/a/b.ts',
        'export * from "@xterm/xterm/css/xterm.css"; let a: import("./c.ts").C',
      ),
    ).toEqual(['@xterm/xterm', 'src/a/c.ts']);
  });
});

describe('folders', () => {
  it('import each other without cycles', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, target, isRelative } of imports) {
      const [a, b] = [folderOf(from), folderOf(target)];
      if (isRelative && a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b));
    }
    expect(cycleIn(edges)).toEqual([]);
  });

  it('would be found in a cycle', () => {
    const edges = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c', 'd'])],
      ['d', new Set(['b'])],
    ]);
    expect(cycleIn(edges)).toEqual(['b', 'd', 'b']);
  });
});

/** The first cycle in a graph, as the names on the way; empty when there is none. */
function cycleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const walk = (name: string, way: readonly string[]): string[] => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const next of edges.get(name) ?? []) {
      const cycle = walk(next, [...way, name]);
      if (cycle.length > 0) return cycle;
    }
    done.add(name);
    return [];
  };
  for (const name of edges.keys()) {
    const cycle = walk(name, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
