/** Every scenario there is, by id; the main one first. */
import { cdnBothWays } from './cdn-both-ways.ts';
import { cdnUpRealityDown } from './cdn-up-reality-down.ts';
import { directPlain } from './direct-plain.ts';
import type { Scenario } from './scenario.ts';
import { splitPlain } from './split-plain.ts';

export const scenarios: readonly Scenario[] = [
  cdnUpRealityDown,
  cdnBothWays,
  splitPlain,
  directPlain,
];

export const scenarioById = (id: string): Scenario | undefined =>
  scenarios.find((scenario) => scenario.id === id);
