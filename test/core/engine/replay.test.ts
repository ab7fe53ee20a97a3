import { expect, it } from 'vitest';
import { firstDifference, replay } from '../../../core/engine/replay.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

const world = worldOf(splitPlain);
const { steps } = runToEnd(world, { seed: 5 });

it('stands where it is told to, with the same steps', () => {
  const run = replay(world, { seed: 5 }, 40);
  expect(run.steps).toHaveLength(40);
  expect(firstDifference(run.steps, steps)).toBeNull();
});

it('goes on to the same end', () => {
  const run = replay(world, { seed: 5 }, 40);
  run.runUntil(() => false);
  expect(run.steps.length).toBe(steps.length);
  expect(firstDifference(run.steps, steps)).toBeNull();
});

it('names the first step that differs, octets included', () => {
  const [one] = steps;
  if (!one) throw new Error('no step');
  const changed = steps.map((step, id) => (id === 9 ? { ...step, time: step.time + 1 } : step));
  expect(firstDifference(steps, changed)).toBe(9);
  const withRaw = steps.findIndex((step) => step.raw);
  const otherOctets = steps.map((step, id) =>
    id === withRaw && step.raw
      ? { ...step, raw: { ...step.raw, data: new Uint8Array(step.raw.data.length) } }
      : step,
  );
  expect(firstDifference(steps, otherOctets)).toBe(withRaw);
});
