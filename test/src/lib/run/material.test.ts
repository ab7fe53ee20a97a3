import { expect, it } from 'vitest';
import { initialOf } from '../../../../src/lib/run/initial.ts';
import { dissect, logOf, markerOf, titleOf } from '../../../../src/lib/run/material.ts';
import { wholeRun } from '../../../../src/lib/run/scenario-run.ts';

it('explains octets, log and configuration of one step', () => {
  const steps = wholeRun('split-plain');
  const get = steps.find((step) => step.name === 'send' && step.at.machine === 'proxy/http1#1');
  if (!get) throw new Error('The client sends no GET');
  expect(titleOf(steps, get).key).toBe('xhttp.get');
  expect(dissect(steps, get)[0]?.name).toBe('http1:request_head');
  expect(markerOf(initialOf('split-plain').texts)(steps, get).length).toBeGreaterThan(0);
  expect(logOf(steps, ['client'], 0).length).toBeGreaterThan(5);
});
