import { describe, expect, it } from 'vitest';
import { landmarksOf } from '../../../../core/scenarios/landmarks.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';
import { marksOf, passedAt, placeOf, rowOfPlace } from '../../../../src/lib/view/place.ts';
import { rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';

const steps = wholeRun('split-plain');
const rows = rowsOf(sequenceOf(steps), 'core');
const marks = marksOf(rows, landmarksOf(steps));
const first = Math.min(...marks.values());

describe('the place of a row', () => {
  it('leads back to the same row, for every row from the first landmark on', () => {
    for (let row = first; row < rows.length; row++) {
      expect(rowOfPlace(marks, rows, placeOf(marks, row) ?? '')).toBe(row);
    }
  });

  it('is a landmark alone where one stands', () => {
    const row = marks.get('app.connect') ?? -1;
    expect(placeOf(marks, row)).toBe('app.connect');
    expect(placeOf(marks, row + 1)).toBe('app.connect~1');
  });

  it('is none before the first landmark', () => {
    expect(placeOf(marks, first - 1)).toBeNull();
    expect(placeOf(marks, -1)).toBeNull();
  });
});

describe('a place', () => {
  it('that is not in the run, or lies beyond its end, is no row', () => {
    expect(rowOfPlace(marks, rows, 'no.such')).toBeNull();
    expect(rowOfPlace(marks, rows, 'end~9999')).toBeNull();
    expect(rowOfPlace(marks, rows, 'end~-9999')).toBeNull();
  });

  it('with a count that is none is the landmark itself', () => {
    expect(rowOfPlace(marks, rows, 'uplink.syn~x')).toBe(marks.get('uplink.syn'));
  });
});

it('the landmarks that are passed come in the order of the run', () => {
  const passed = passedAt(marks, marks.get('uplink.syn') ?? -1);
  expect(passed.slice(0, 2)).toEqual(['app.connect', 'client.request']);
  expect(passed).toContain('downlink.syn');
  expect(passed).not.toContain('uplink.post#0');
});
