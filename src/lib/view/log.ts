/** What the two cores have logged, in Xray's format, line by line with the step that each comes from. */
import type { Step } from '../../../core/trace/step.ts';
import { xrayLog } from '../../../core/trace/xray-log.ts';

export interface Logged {
  readonly step: number;
  readonly host: string;
  readonly level: string;
  readonly text: string;
}

/** `epochMs`: the run's beginning, in ms since 1970. */
export function logOf(steps: readonly Step[], hosts: readonly string[], epochMs: number): Logged[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'fact' || !hosts.includes(step.at.host)) return [];
    const fact = {
      name: step.name,
      data: step.data,
      machine: step.at.machine,
      scope: step.scope,
      time: step.time,
    };
    return xrayLog(fact, { epochMs }).map(({ level, text }) => ({
      step: step.id,
      host: step.at.host,
      level,
      text,
    }));
  });
}

/** How many of the lines were logged by the time of a step. */
export function loggedBy(lines: readonly Logged[], step: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as Logged).step <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}
