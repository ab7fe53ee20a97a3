import { describe, expect, it } from 'vitest';
import { dissect, type Unit } from '../../core/inspect/dissect.ts';
import { titleKeys } from '../../core/inspect/topics.ts';
import { scenarios } from '../../core/scenarios/index.ts';
import type { Step } from '../../core/trace/step.ts';
import { fieldPaths } from '../../core/trace/units.ts';
import { fieldKey } from '../../src/lib/i18n/prose.ts';
import { wholeRun } from '../../src/lib/run/scenario-run.ts';
import { errorCodes, stepNames } from './catalogue.ts';
import { languages, proseIn, tableOf } from './content-files.ts';
import { filesBelow, textOf } from './source-files.ts';

const missingFrom = (table: ReadonlyMap<string, unknown>, names: readonly string[]) =>
  names.filter((name) => !table.has(name));
const unknownIn = (table: ReadonlyMap<string, unknown>, names: readonly string[]) =>
  [...table.keys()].filter((key) => !names.includes(key));

/** Names of the header fields on the wires of a run, in lower case. */
const headersIn = (steps: readonly Step[]): string[] =>
  steps
    .filter(({ wire, raw }) => wire && raw)
    .flatMap((step) => headersOf(dissect(steps, step)))
    .map((name) => name.toLowerCase());

/** Compressed ones too, and those inside of TLS. */
const headersOf = (units: readonly Unit[]): string[] =>
  units.flatMap(({ fields, header, inner }) => [
    ...fields.filter(({ path }) => fieldKey(path) === 'headers.*.name').map(({ value }) => value),
    ...(header ? [header.name] : []),
    ...headersOf(inner?.units ?? []),
  ]);

describe.each(languages)('in %s', (language) => {
  it.each([
    ['steps', stepNames],
    ['errors', errorCodes],
    ['packets', titleKeys],
  ])('every one of the %s of the core has its prose, and nothing else has', (kind, names) => {
    const table = tableOf(kind, language);
    expect(names.length).toBeGreaterThan(20);
    expect(missingFrom(table, names)).toEqual([]);
    expect(unknownIn(table, names)).toEqual([]);
  });

  it('every unit of octets has its prose with all its fields, and nothing else has', () => {
    const table = tableOf<{ fields: Record<string, string> }>('fields', language);
    const told = [...table].map(([unit, { fields }]) => [unit, Object.keys(fields).sort()]);
    const named = Object.entries(fieldPaths).map(([unit, paths]) => [unit, [...paths].sort()]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(named));
  });

  it('every header field that a scenario shows is explained', () => {
    const shown = [...new Set(scenarios.flatMap(({ id }) => headersIn(wholeRun(id))))];
    expect(shown.length).toBeGreaterThan(10);
    expect(missingFrom(tableOf('headers', language), shown)).toEqual([]);
  });
});

describe.each(['ui', 'steps', 'packets', 'fields', 'headers', 'errors', 'glossary', 'claims'])(
  'content/%s',
  (kind) => {
    const keysIn = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysIn(inner)]))
        : placesIn(String(value));
    /** The `{name}` places of a text. */
    const placesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

    it('has the same keys and places in every language', () => {
      const [en, zh] = languages.map((language) =>
        keysIn(Object.fromEntries(tableOf<unknown>(kind, language))),
      );
      expect(zh).toEqual(en);
    });
  },
);

/** Six words of Latin letters in a row: a sentence, where a language has none of its own. */
const latinSentence = /[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*){5,}/;
const han = /\p{Script=Han}/u;

describe('a text', () => {
  const lines = (language: string, foreign: RegExp) =>
    filesBelow('content', '.yaml', '.mdx')
      .filter((path) => path.includes(`/${language}/`))
      .flatMap((path) =>
        proseIn(textOf(path))
          .split('\n')
          .filter((line) => foreign.test(line))
          .map((line) => `${path}: ${line}`),
      );

  it('in Chinese has no English sentence', () => {
    expect(lines('zh', latinSentence)).toEqual([]);
  });

  it('in English has no Chinese', () => {
    expect(lines('en', han)).toEqual([]);
  });

  it('would be caught', () => {
    expect(latinSentence.test('客户端 opens the downlink before the uplink 了')).toBe(true);
    expect(latinSentence.test('用 SOCKS、VLESS、XHTTP 的 HTTP/1.1 GET')).toBe(false);
    expect(proseIn('看 `a b c d e f g` 这里')).toBe('看 ` 这里');
  });
});
