import { describe, expect, it } from 'vitest';
import { landmarksOf } from '../../../../core/scenarios/landmarks.ts';
import { initialOf } from '../../../../src/lib/run/initial.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import {
  differingLines,
  figuresOf,
  paired,
  pairsOf,
  partingOf,
} from '../../../../src/lib/view/compare.ts';
import { rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';

const side = (scenario: string) => {
  const steps = wholeRun(scenario);
  return { steps, rows: rowsOf(sequenceOf(steps), 'core'), lanes: initialOf(scenario).lanes };
};
const split = side('split-plain');
const direct = side('direct-plain');

describe('pairing', () => {
  it('keeps order, pairs what is equal, and leaves the rest alone', () => {
    expect(paired(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      [0, 0],
      [1, null],
      [null, 1],
      [2, 2],
      [null, 3],
    ]);
    expect(paired([], ['a'])).toEqual([[null, 0]]);
  });

  it('finds the longest way', () => {
    const pairs = paired([...'xaxbxc'], [...'abcx']);
    expect(pairs.filter(([l, r]) => l !== null && r !== null)).toHaveLength(3);
  });
});

describe('two runs', () => {
  const pairs = pairsOf(split, direct);

  it('have every row of both once, in order', () => {
    expect(pairs.flatMap(({ left }) => left ?? [])).toEqual(split.rows);
    expect(pairs.flatMap(({ right }) => right ?? [])).toEqual(direct.rows);
  });

  it('part where the GET’s connection goes to another host', () => {
    const { left, right } = pairs[partingOf(pairs)] ?? {};
    expect(left).toMatchObject({ segment: 'syn', leg: 'downlink', listener: '203.0.113.10:443' });
    expect(right).toMatchObject({ segment: 'syn', leg: 'downlink', listener: 'cdn.example:443' });
  });

  it('pair the fallback with the CDN’s call to its origin: both bring the GET to 6666', () => {
    const hop = pairs.find(
      ({ left }) => left?.kind === 'packet' && left.leg === 'fallback' && left.segment === 'syn',
    );
    expect(hop?.right).toMatchObject({ leg: 'origin', segment: 'syn', route: 'downlink' });
    expect(hop?.same).toBe(false);
  });

  it('that are equal do not part', () => {
    expect(partingOf(pairsOf(split, split))).toBe(-1);
  });
});

describe('the figures of a run', () => {
  it('tell whom the client calls, in order, and what it asks', () => {
    const figures = figuresOf(split, landmarksOf(split.steps));
    expect(figures.addresses).toEqual(['203.0.113.10:443', 'cdn.example:443']);
    expect(figures.requests).toEqual([
      ['GET', 1],
      ['POST', 1],
    ]);
    expect(figures.connections).toBe(6);
    expect(figures.firstOctetMs).toBeGreaterThan(500);
    expect(figuresOf(direct, landmarksOf(direct.steps)).addresses).toEqual([
      'cdn.example:443',
      'cdn.example:443',
    ]);
  });

  it('count requests inside of TLS too', () => {
    const secured = side('cdn-up-reality-down');
    const figures = figuresOf(secured, landmarksOf(secured.steps));
    expect(figures.requests).toEqual([
      ['GET', 1],
      ['POST', 1],
    ]);
  });

  it('have no first octet where no answer came', () => {
    expect(
      figuresOf({ ...split, rows: split.rows.slice(0, 20) }, new Map()).firstOctetMs,
    ).toBeNull();
  });
});

it('lines differ where the other text does not have them', () => {
  const [left, right] = differingLines('a\nb\nc', 'a\nc\nd');
  expect([...left]).toEqual([2]);
  expect([...right]).toEqual([3]);
});
