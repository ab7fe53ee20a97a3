/** Every scenario there is, by id. */
import { directPlain } from './direct-plain.ts';
import type { Scenario } from './scenario.ts';
import { splitPlain } from './split-plain.ts';

export const scenarios: readonly Scenario[] = [splitPlain, directPlain];

export const scenarioById = (id: string): Scenario | undefined =>
  scenarios.find((scenario) => scenario.id === id);
