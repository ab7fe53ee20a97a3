/**
 * Places in a run as a link has them: `uplink.syn`, or `uplink.syn~2`, two rows after it.
 */
import { type Entry, rowAt } from './sequence.ts';

/** Landmarks and the rows where they stand, in the order of the run. */
export type Marks = ReadonlyMap<string, number>;

/** `landmarks` gives the step of each. */
export const marksOf = (rows: readonly Entry[], landmarks: ReadonlyMap<string, number>): Marks =>
  new Map([...landmarks].map(([landmark, step]) => [landmark, rowAt(rows, step)] as const));

/** The landmarks at or before a row. */
export const passedAt = (marks: Marks, position: number): readonly string[] =>
  [...marks].filter(([, row]) => row <= position).map(([landmark]) => landmark);

/** The place of a row: counted from the nearest landmark before it. Null before the first. */
export function placeOf(marks: Marks, position: number): string | null {
  let nearest: readonly [string, number] | null = null;
  for (const mark of marks) {
    if (mark[1] <= position && (!nearest || mark[1] > nearest[1])) nearest = mark;
  }
  if (!nearest) return null;
  const [landmark, row] = nearest;
  return row === position ? landmark : `${landmark}~${position - row}`;
}

/** The row of a place; null when the run has not come there. */
export function rowOfPlace(marks: Marks, rows: readonly Entry[], place: string): number | null {
  const [landmark = '', after = '0'] = place.split('~');
  const row = marks.get(landmark);
  if (row === undefined) return null;
  const at = row + (Number.parseInt(after, 10) || 0);
  return at >= 0 && at < rows.length ? at : null;
}
