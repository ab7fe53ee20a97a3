import { expect, it } from 'vitest';
import { scenarios } from '../../../core/scenarios/index.ts';

it('lists each scenario once', () => {
  const ids = scenarios.map((scenario) => scenario.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('split-plain');
});
