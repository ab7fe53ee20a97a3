/** A scenario run step by step, for a page: with it comes the whole core, so it is imported lazily. */
import { Run } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import type { Pulled } from './pulled-source.ts';
import { seed, wellKnown } from './scenario-run.ts';

export function startRun(scenario: string): Pulled {
  const world = worldOf(wellKnown(scenario));
  const run = new Run(world, { seed });
  return { epochMs: world.epochMs, next: () => run.step(), dispose: () => run.dispose() };
}
