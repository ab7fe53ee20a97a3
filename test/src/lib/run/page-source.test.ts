import { expect, it, vi } from 'vitest';
import { pageSource } from '../../../../src/lib/run/page-source.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';

it('runs the scenario in the page', async () => {
  const events = { steps: vi.fn(), held: vi.fn(), ended: vi.fn() };
  const source = pageSource();
  await source.create('split-plain', events);
  source.resume([]);
  expect(events.steps.mock.calls[0]?.[0]).toEqual(wholeRun('split-plain'));
  expect(events.held).toHaveBeenCalledWith('idle');
});

it('has no run of a scenario that does not exist', async () => {
  const events = { steps: vi.fn(), held: vi.fn(), ended: vi.fn() };
  await expect(pageSource().create('no-such', events)).rejects.toThrow(RangeError);
});
