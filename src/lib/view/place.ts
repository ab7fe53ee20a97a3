/**
 * Places in a run as a link has them: `uplink.syn`, or `uplink.syn~2`, two rows after it.
 */
import { type Entry, rowAt } from './sequence.ts';

/** Landmarks and the steps where they stand. */
export type Marks = ReadonlyMap<string, number>;

export interface Passed {
  readonly landmark: string;
  /** How many rows ago. */
  readonly rows: number;
}

/** The last landmark at or before a row; null before the first. */
export function lastPassed(rows: readonly Entry[], marks: Marks, position: number): Passed | null {
  let passed: Passed | null = null;
  for (const [landmark, step] of marks) {
    const row = rowAt(rows, step);
    if (row < 0 || row > position) continue;
    if (!passed || position - row < passed.rows) passed = { landmark, rows: position - row };
  }
  return passed;
}

export function placeOf(rows: readonly Entry[], marks: Marks, position: number): string | null {
  const passed = lastPassed(rows, marks, position);
  if (!passed) return null;
  return passed.rows ? `${passed.landmark}~${passed.rows}` : passed.landmark;
}

/** The row of a place; null when the run has not come there. */
export function rowOfPlace(rows: readonly Entry[], marks: Marks, place: string): number | null {
  const [landmark = '', after = '0'] = place.split('~');
  const step = marks.get(landmark);
  if (step === undefined) return null;
  const row = rowAt(rows, step) + (Number.parseInt(after, 10) || 0);
  return row < 0 || row >= rows.length ? null : row;
}
