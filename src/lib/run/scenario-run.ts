/** A scenario run to its end on the memory network: for build time, and for tests. */
import { runToEnd } from '../../../core/engine/run.ts';
import { scenarioById } from '../../../core/scenarios/index.ts';
import { type Scenario, worldOf } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';

/** Of every run that a page or a recording shows, so that all show the same one. */
export const seed = 1;

export function wholeRun(scenario: string): readonly Step[] {
  const run = runToEnd(worldOf(wellKnown(scenario)), { seed });
  run.dispose();
  return run.steps;
}

/** Throws RangeError for the id of no scenario. */
export function wellKnown(id: string): Scenario {
  const scenario = scenarioById(id);
  if (!scenario) throw new RangeError(`No scenario "${id}"`);
  return scenario;
}
