/** Steps by their id: ids are the order of work, so a whole trace is its own index. */
import type { Step } from '../../../core/trace/step.ts';

/** The step with this id, or undefined when the trace does not hold it (a ring has dropped it). */
export function stepById(steps: readonly Step[], id: number): Step | undefined {
  const first = steps[0];
  if (!first) return undefined;
  const guess = steps[id - first.id];
  return guess?.id === id ? guess : steps.find((step) => step.id === id);
}
