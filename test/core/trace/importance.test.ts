import { expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { scenarios } from '../../../core/scenarios/index.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { importanceOfFact, importanceOfMessage } from '../../../core/trace/importance.ts';

it('shows first what crosses a wire, and last how octets are held back', () => {
  expect(importanceOfMessage('send', true)).toBe('core');
  expect(importanceOfMessage('send', false)).toBe('base');
  expect(importanceOfMessage('pause_reading', true)).toBe('extra');
  expect(importanceOfMessage('random', false)).toBe('extra');
});

it('shows decisions first, and not what only repeats a wire for the log', () => {
  expect(importanceOfFact('vless:fallback_chosen')).toBe('core');
  expect(importanceOfFact('transport:dial_started')).toBe('base');
  expect(importanceOfFact('tls:secret_derived')).toBe('base');
});

it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'leaves no more than a third of the steps of %s for the first look',
  (_id, scenario) => {
    const { steps } = runToEnd(worldOf(scenario));
    expect(steps.filter((step) => step.importance === 'core').length).toBeLessThan(
      steps.length / 3,
    );
  },
);
