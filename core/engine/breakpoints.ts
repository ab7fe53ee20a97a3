/** Where a run is to stop: a description of steps, as data, so that it can travel. */
import type { Importance, Step } from '../trace/step.ts';

/** Every field that is given must agree; an empty one stops at each step. */
export interface Breakpoint {
  readonly name?: string;
  readonly host?: string;
  /** A machine id or its beginning: `front/` is everything that belongs to the inbound with that tag. */
  readonly machine?: string;
  readonly importance?: Importance;
  /** A step that this step's cause or links name. */
  readonly cause?: number;
}

export const stopsAt = (breakpoint: Breakpoint, step: Step): boolean =>
  (breakpoint.name === undefined || step.name === breakpoint.name) &&
  (breakpoint.host === undefined || step.at.host === breakpoint.host) &&
  (breakpoint.machine === undefined || step.at.machine.startsWith(breakpoint.machine)) &&
  (breakpoint.importance === undefined || step.importance === breakpoint.importance) &&
  (breakpoint.cause === undefined ||
    step.cause === breakpoint.cause ||
    (step.links?.includes(breakpoint.cause) ?? false));
