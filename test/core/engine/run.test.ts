import { expect, it } from 'vitest';
import { Run, runToEnd } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

const world = worldOf(splitPlain);

it('runs nothing until it is stepped, and one step at a time', () => {
  const run = new Run(world);
  expect(run.steps).toHaveLength(0);
  const first = run.step();
  expect(run.steps).toEqual([first]);
});

it('stops where it is told, at the limit, or when nothing is left', () => {
  const run = new Run(world);
  expect(run.runUntil((step) => step.name === 'vless:fallback_chosen')).toBe('stopped');
  expect(run.steps.at(-1)?.name).toBe('vless:fallback_chosen');
  expect(run.runUntil(() => false, 3)).toBe('limit');
  expect(run.runUntil(() => false)).toBe('idle');
  expect(run.step()).toBeNull();
});

it('has the same steps whether it was stopped on the way or not', () => {
  const stopped = new Run(world, { seed: 3 });
  while (stopped.runUntil((step) => step.id % 7 === 0) !== 'idle');
  expect(stopped.steps).toEqual(runToEnd(world, { seed: 3 }).steps);
});

it('leaves nothing alive when it is disposed in the middle', () => {
  const run = new Run(world);
  run.runUntil((step) => step.name === 'vless:fallback_chosen');
  run.dispose();
  expect(run.wiring.alive).toEqual({ machines: 0, connections: 0 });
  expect(run.engine.schedule.next).toBeNull();
  expect(run.step()).toBeNull();
});
