/**
 * What led to a row, and what it led to, among the rows that are shown.
 *
 * A step's cause is an input, and most inputs are not rows: the search goes back until it meets one.
 */
import type { Step } from '../../../core/trace/step.ts';
import type { Entry } from './sequence.ts';

export interface Causes {
  /** Row ids by row id; absent for what came from outside. */
  readonly causeOf: ReadonlyMap<number, number>;
  readonly consequencesOf: ReadonlyMap<number, readonly number[]>;
}

export function causesOf(steps: readonly Step[], rows: readonly Entry[]): Causes {
  const own = new Map<number, number>();
  for (const row of rows) own.set(row.id, row.id);
  // an arrival speaks for its packet (the last one, where it carries several), also where it sends the answer
  const arrivals = new Map<number, number>();
  for (const row of rows) {
    if (row.kind === 'packet' && row.arrived) arrivals.set(row.arrived.step, row.id);
  }
  /** Per step: the row that it speaks for, itself or the nearest one on the way back. */
  const speaksFor = new Map<number, number>();
  const causeOf = new Map<number, number>();
  const consequencesOf = new Map<number, number[]>();
  for (const step of steps) {
    const above = step.cause === null ? undefined : speaksFor.get(step.cause);
    const row = own.get(step.id);
    if (row !== undefined && above !== undefined && above !== row) {
      causeOf.set(row, above);
      const siblings = consequencesOf.get(above);
      if (siblings) siblings.push(row);
      else consequencesOf.set(above, [row]);
    }
    const speaks = arrivals.get(step.id) ?? row ?? above;
    if (speaks !== undefined) speaksFor.set(step.id, speaks);
  }
  return { causeOf, consequencesOf };
}

/** The rows that led to this one, nearest first. */
export function chainOf(causes: Causes, row: number): readonly number[] {
  const chain: number[] = [];
  for (let id = causes.causeOf.get(row); id !== undefined; id = causes.causeOf.get(id)) {
    chain.push(id);
  }
  return chain;
}
