import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'src', 'styles', 'tokens.css'),
  'utf8',
);
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);
const themes = ['light', 'dark'] as const;
const grounds = ['bg', 'surface', 'sunken'];
const texts = [...colours.keys()].filter(
  (name) => !['line', 'hairline', 'mark', 'on-accent', ...grounds].includes(name),
);

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each(themes)('in the %s theme', (theme) => {
  const colour = (name: string) => colours.get(name)?.[theme] ?? '';
  const tooFaint = (names: string[], on: string[], least: number) =>
    names.flatMap((name) =>
      on
        .map((ground) => ({ name, ground, ratio: contrast(colour(name), colour(ground)) }))
        .filter(({ ratio }) => !(ratio >= least)),
    );

  it('every colour of text stands out from every ground by 4.5:1', () => {
    expect(texts.length).toBeGreaterThan(15);
    expect(tooFaint(texts, grounds, 4.5)).toEqual([]);
    expect(tooFaint(['on-accent'], ['accent'], 4.5)).toEqual([]);
    expect(tooFaint(['fg', 'muted', 'uplink', 'downlink'], ['mark'], 4.5)).toEqual([]);
  });

  it('lines and the focus ring stand out by 3:1', () => {
    expect(tooFaint(['line', 'focus'], grounds, 3)).toEqual([]);
  });
});

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
