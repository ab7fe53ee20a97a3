/**
 * A scenario, run to its end, with at most one thing done to it at a landmark.
 *
 * The landmark is found in a run without the intervention; as equal seeds give equal runs up to there, its step is the
 * same in the run with it.
 */
import { type Run, type RunOptions, runToEnd } from '../engine/run.ts';
import type { Intervention } from '../engine/wiring.ts';
import { type Landmark, landmarksOf } from './landmarks.ts';
import { type Scenario, worldOf } from './scenario.ts';

export interface Experiment {
  readonly scenario: Scenario;
  /** The octets of this send arrive so much later. */
  readonly delay?: { readonly landmark: Landmark; readonly ms: number };
  /** The octets of this send never arrive. */
  readonly drop?: Landmark;
}

/** Runs an experiment on the memory network. Throws RangeError when the run does not come to the landmark. */
export function perform(
  experiment: Experiment,
  options: Omit<RunOptions, 'live' | 'interventions'> = {},
): Run {
  const world = worldOf(experiment.scenario);
  const landmark = experiment.delay?.landmark ?? experiment.drop;
  if (landmark === undefined) return runToEnd(world, options);
  const at = landmarksOf(runToEnd(world, options).steps).get(landmark);
  if (at === undefined)
    throw new RangeError(`${experiment.scenario.id} does not come to ${landmark}`);
  const intervention: Intervention = experiment.delay
    ? { at, action: 'delay', delayMs: experiment.delay.ms }
    : { at, action: 'drop' };
  return runToEnd(world, { ...options, interventions: [intervention] });
}
