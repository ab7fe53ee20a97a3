import { expect, it } from 'vitest';
import { causesOf, chainOf } from '../../../../src/lib/view/causes.ts';
import { rowsOf, sequenceOf } from '../../../../src/lib/view/sequence.ts';
import { smallRun } from '../../../support/small-run.ts';

const { steps, ids } = smallRun();
const rows = rowsOf(sequenceOf(steps), 'core');
const causes = causesOf(steps, rows);

it('goes from a packet to the arrival that made somebody send it', () => {
  expect(causes.causeOf.get(ids.get)).toBe(ids.door);
  expect(causes.causeOf.get(ids.door)).toBe(ids.down.step);
});

it('passes over what is not shown', () => {
  expect(causes.causeOf.get(ids.down.step)).toBe(ids.hello);
});

it('leads from an arrival to all that it made happen, in order', () => {
  expect(causes.consequencesOf.get(ids.get)).toEqual([ids.fallback, ids.back.step]);
  expect(causes.consequencesOf.get(ids.door)).toEqual([ids.get, ids.up.step]);
});

it('is one unbroken chain back to what nothing in the run caused', () => {
  const chain = chainOf(causes, ids.back.step);
  expect(chain.slice(0, 3)).toEqual([ids.get, ids.door, ids.down.step]);
  expect(chain.at(-1)).toBe(ids.socks.step);
});

it('changes with the rows that are shown', () => {
  const all = causesOf(steps, sequenceOf(steps));
  expect(all.causeOf.get(ids.down.step)).toBe(ids.down.step - 1);
});
