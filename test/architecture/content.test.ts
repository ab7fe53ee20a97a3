import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, root, textOf } from './source-files.ts';

const kinds = existsSync(join(root, 'content'))
  ? readdirSync(join(root, 'content'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  : [];
const namesIn = (folder: string) =>
  filesBelow(folder, '').map((path) => path.slice(folder.length + 1));

/** Lines of a lesson that import something; code blocks may show what they like. */
function importLines(text: string): string[] {
  return text
    .replace(/^(```+|~~~+)[\s\S]*?^\1/gm, '')
    .split('\n')
    .filter((line) => /^\s*import\b/.test(line));
}

describe('content', () => {
  it.each(kinds)('of %s has the same files in English and in Chinese', (kind) => {
    const english = namesIn(`content/${kind}/en`);
    expect(english).not.toEqual([]);
    expect(namesIn(`content/${kind}/zh`)).toEqual(english);
  });

  it('has lessons', () => {
    expect(kinds).toContain('lessons');
  });

  it('imports nothing', () => {
    const lessons = filesBelow('content', '.mdx');
    const offences = lessons.flatMap((path) =>
      importLines(textOf(path)).map((line) => `${path}: ${line}`),
    );
    expect(offences).toEqual([]);
  });

  it('would be caught importing', () => {
    expect(importLines("import A from './A.astro';\ntext")).toHaveLength(1);
    expect(importLines("```ts\nimport { a } from './a.ts';\n```\nAn import of wine.")).toEqual([]);
  });
});
