import { expect, it } from 'vitest';
import { stepById } from '../../../../src/lib/view/steps.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps } = smallRun();

it('finds each step of a whole trace', () => {
  expect(steps.every((step) => stepById(steps, step.id) === step)).toBe(true);
});

it('finds steps in a trace that has lost its beginning, and not those that are lost', () => {
  const rest = steps.slice(5);
  expect(stepById(rest, 7)?.id).toBe(7);
  expect(stepById(rest, 4)).toBeUndefined();
});

it('finds nothing in an empty trace', () => {
  expect(stepById([], 0)).toBeUndefined();
});
