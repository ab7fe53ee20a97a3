import { describe, expect, it } from 'vitest';
import { claims } from '../../core/scenarios/claims.ts';
import { scenarioById } from '../../core/scenarios/index.ts';
import { landmarkNames } from '../../core/scenarios/landmarks.ts';
import { languages, lessonNames, lessonText, proseIn, tableOf, usesOf } from './content-files.ts';

const components = ['Run', 'Stop', 'Claim', 'Term'] as const;

/** What must be equal in every language: headings by depth, and components with what is not text. */
function shapeOf(mdx: string): object {
  const headings = [...mdx.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length);
  const withoutTexts = ({ title: _, ...rest }: Record<string, string | true>) => rest;
  return {
    headings,
    ...Object.fromEntries(
      components.map((component) => [component, usesOf(component, mdx).map(withoutTexts)]),
    ),
  };
}

interface StopText {
  readonly at: string;
  readonly text: string;
}
const stopsOf = (mdx: string): StopText[] =>
  [...mdx.matchAll(/<Stop at="([^"]+)"[^>]*>([\s\S]*?)<\/Stop>/g)].map(
    ([, at = '', body = '']) => ({ at, text: proseIn(body.replace(/`([^`\n]*)`/g, '$1')).trim() }),
  );
const countWords = (text: string) => text.split(/\s+/).length;
const countHanzi = (text: string) => text.match(/\p{Script=Han}/gu)?.length ?? 0;

describe.each(lessonNames)('%s', (name) => {
  const [en, zh] = languages.map((language) => lessonText(language, name)) as [string, string];

  it('has the same headings, stops, claims, terms and runs in every language', () => {
    expect(shapeOf(zh)).toEqual(shapeOf(en));
  });

  it('uses no component that the page does not give it', () => {
    const used = new Set([...en.matchAll(/<([A-Z]\w*)/g)].map(([, component]) => component));
    expect(
      [...used].filter((component) => !components.some((known) => known === component)),
    ).toEqual([]);
  });

  it('has one to twelve stops, each once and at a landmark', () => {
    const stops = stopsOf(en).map(({ at }) => at);
    expect(stops.length).toBeGreaterThan(0);
    expect(stops.length).toBeLessThanOrEqual(12);
    expect(new Set(stops).size).toBe(stops.length);
    expect(stops.filter((at) => !landmarkNames.some((landmark) => landmark === at))).toEqual([]);
  });

  it('has stops of at most 60 words or 120 Hanzi', () => {
    const long = [
      ...stopsOf(en).map(({ at, text }) => ({ at, words: countWords(text) })),
      ...stopsOf(zh).map(({ at, text }) => ({ at, words: countHanzi(text) / 2 })),
    ].filter(({ words }) => words > 60);
    expect(long).toEqual([]);
  });

  it('runs scenarios that there are', () => {
    const named = usesOf('Run', en).flatMap(({ scenario, compareWith }) => [scenario, compareWith]);
    expect(named.filter((id) => typeof id === 'string' && !scenarioById(id))).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });

  it.each(languages)('names claims and words that are explained in %s', (language) => {
    const missing = (component: string, kind: string) =>
      usesOf(component, en)
        .map(({ id }) => String(id))
        .filter((id) => !tableOf(kind, language).has(id));
    expect([...missing('Claim', 'claims'), ...missing('Term', 'glossary')]).toEqual([]);
  });
});

describe('a claim', () => {
  interface ClaimText {
    readonly statement: string;
    readonly is: string;
    readonly at: string;
  }
  const [en, zh] = languages.map((language) => tableOf<ClaimText>('claims', language)) as [
    Map<string, ClaimText>,
    Map<string, ClaimText>,
  ];

  it('is told in every language, with the same verdict and the same place', () => {
    const facts = (table: Map<string, ClaimText>) =>
      [...table].map(([id, { is, at }]) => ({ id, is, at }));
    expect(facts(zh)).toEqual(facts(en));
  });

  it('is one that the tests assert, and none of those is left untold', () => {
    expect([...en.keys()].sort()).toEqual(claims.map(({ id }) => id).sort());
  });

  it('is shown at a landmark', () => {
    const elsewhere = [...en].filter(([, { at }]) => !landmarkNames.some((name) => name === at));
    expect(elsewhere).toEqual([]);
  });
});

describe('the reader of lessons', () => {
  it('finds stops, components and their attributes', () => {
    const mdx =
      '<Run scenario="a" predict />\n\n<Stop at="x.y#0" title="T">\n\nOne `two` <Claim id="c" /> three.\n\n</Stop>';
    expect(stopsOf(mdx)).toEqual([{ at: 'x.y#0', text: 'One two  three.' }]);
    expect(usesOf('Run', mdx)).toEqual([{ scenario: 'a', predict: true }]);
    expect(shapeOf(mdx)).toMatchObject({ Stop: [{ at: 'x.y#0' }], Claim: [{ id: 'c' }] });
  });

  it('counts words and Hanzi', () => {
    expect(countWords('Four words, no more')).toBe(4);
    expect(countHanzi('先连 CDN。')).toBe(2);
  });
});
