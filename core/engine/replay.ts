/**
 * The same run again, with or without interventions.
 *
 * Without them the steps are equal one for one. With one at step N, steps 0..N are equal.
 */
import type { Step } from '../trace/step.ts';
import type { World } from './hosts.ts';
import { Run, type RunOptions } from './run.ts';
import type { Intervention } from './wiring.ts';

/** A run at the same step as `steps` ends, ready to go on; its future differs where an intervention says so. */
export function replay(
  world: World,
  options: Omit<RunOptions, 'live' | 'interventions'>,
  steps: number,
  interventions: readonly Intervention[] = [],
): Run {
  const run = new Run(world, { ...options, interventions });
  while (run.steps.length < steps && run.step());
  return run;
}

/** The id of the first step in which two traces differ, or null when one is the beginning of the other. */
export function firstDifference(a: readonly Step[], b: readonly Step[]): number | null {
  const length = Math.min(a.length, b.length);
  for (let id = 0; id < length; id++) {
    if (essence(a[id] as Step) !== essence(b[id] as Step)) return id;
  }
  return null;
}

/** All of a step but its octets, which the wire ranges and lengths stand for; and the octets. */
function essence({ raw, ...step }: Step): string {
  return JSON.stringify([step, raw?.length, raw && [...raw.data]]);
}
