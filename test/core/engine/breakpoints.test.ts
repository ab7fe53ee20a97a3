import { expect, it } from 'vitest';
import { stopsAt } from '../../../core/engine/breakpoints.ts';
import type { Step } from '../../../core/trace/step.ts';

const step = {
  id: 9,
  cause: 4,
  links: [3],
  time: 0,
  at: { host: 'vps', machine: 'front/vless#1' },
  scope: null,
  kind: 'fact',
  name: 'vless:fallback_chosen',
  importance: 'core',
  data: {},
  state: '',
} as unknown as Step;

it.each([
  [{}, true],
  [{ name: 'vless:fallback_chosen' }, true],
  [{ name: 'send' }, false],
  [{ host: 'vps', machine: 'front/' }, true],
  [{ host: 'vps', machine: 'xhttp-in/' }, false],
  [{ importance: 'base' as const }, false],
  [{ cause: 4 }, true],
  [{ cause: 3 }, true],
  [{ cause: 5 }, false],
])('%o stops: %s', (breakpoint, stops) => {
  expect(stopsAt(breakpoint, step)).toBe(stops);
});
