/**
 * The texts of `content/` as the architecture tests see them.
 */
import { basename } from 'node:path';
import { parse } from 'yaml';
import { filesBelow, textOf } from './source-files.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** All entries of a kind in one language: the tables of its files as one. */
export function tableOf<Entry>(kind: string, language: Language): Map<string, Entry> {
  const table = new Map<string, Entry>();
  for (const path of filesBelow(`content/${kind}/${language}`, '.yaml'))
    for (const [key, entry] of Object.entries(parse(textOf(path)) as Record<string, Entry>)) {
      if (table.has(key)) throw new Error(`${path}: a second entry "${key}"`);
      table.set(key, entry);
    }
  return table;
}

/** Names of the lessons' files, which are the same in every language. */
export const lessonNames = filesBelow('content/lessons/en', '.mdx').map((path) => basename(path));

export const lessonText = (language: Language, name: string): string =>
  textOf(`content/lessons/${language}/${name}`);

/** Attributes of a component in a lesson, wherever it is used, in order. */
export function usesOf(component: string, text: string): Record<string, string | true>[] {
  return [...text.matchAll(RegExp(`<${component}((?:\\s+[\\w-]+(?:="[^"]*")?)*)\\s*/?>`, 'g'))].map(
    ([, attributes = '']) =>
      Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [
          name,
          value ?? true,
        ]),
      ),
  );
}

/** What a reader reads: without frontmatter keys, code, tags and the addresses of links. */
export function proseIn(mdx: string): string {
  return mdx
    .replace(/^(```+|~~~+)[\s\S]*?^\1/gm, '')
    .replace(/`[^`\n]*`/g, '`')
    .replace(/<[^>]*>/g, '')
    .replace(/\]\([^)]*\)/g, ']');
}
