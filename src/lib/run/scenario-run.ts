/**
 * A scenario run on the memory network. With it comes the whole core: import it lazily, or at build time.
 */
import { Run } from '../../../core/engine/run.ts';
import { scenarioById } from '../../../core/scenarios/index.ts';
import { type Scenario, worldOf } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';
import type { Pulled } from './pulled-source.ts';

/** Of every run that a page or a recording shows, so that all show the same one. */
export const seed = 1;

export function startRun(scenario: string): Pulled {
  const world = worldOf(known(scenario));
  const run = new Run(world, { seed });
  return { epochMs: world.epochMs, next: () => run.step(), dispose: () => run.dispose() };
}

/** All steps of a run to its end. */
export function wholeRun(scenario: string): readonly Step[] {
  const run = new Run(worldOf(known(scenario)), { seed });
  run.runUntil(() => false);
  run.dispose();
  return run.steps;
}

function known(id: string): Scenario {
  const scenario = scenarioById(id);
  if (!scenario) throw new RangeError(`No scenario "${id}"`);
  return scenario;
}
