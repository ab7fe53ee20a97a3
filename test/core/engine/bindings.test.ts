import { expect, it } from 'vitest';
import { Bindings, stepOrNull } from '../../../core/engine/bindings.ts';
import { AssertionError, type Resident } from '../../../core/engine/engine.ts';
import { machine } from '../../support/tiny-world.ts';

const resident = (): Resident => ({
  id: 'a/b#1',
  host: 'left',
  machine: machine(function* () {}),
  scope: null,
  timers: new Map(),
  removed: false,
});

it('knows the ports of a machine until it is removed', () => {
  const bindings = new Bindings();
  const one = resident();
  bindings.add(one);
  bindings.of(one).set('outer', { kind: 'gone' });
  expect(bindings.find(one)?.size).toBe(1);
  bindings.remove(one);
  expect(one.removed).toBe(true);
  expect(bindings.size).toBe(0);
  expect(() => bindings.of(one)).toThrow(AssertionError);
});

it('cancels the timers of a machine that is removed', () => {
  const bindings = new Bindings();
  const one = resident();
  let cancelled = 0;
  one.timers.set('t', { at: 1, cancel: () => cancelled++ });
  bindings.add(one);
  bindings.remove(one);
  expect(cancelled).toBe(1);
  expect(one.timers.size).toBe(0);
});

it('gives what waits on an opening port, and nothing for others', () => {
  const bindings = new Bindings();
  const one = resident();
  bindings.add(one);
  const waiting = [{ type: 'start' as const, now: 0 }];
  bindings.of(one).set('inner', { kind: 'opening', waiting });
  bindings.of(one).set('outer', { kind: 'gone' });
  expect(bindings.waiting(one, 'inner')).toEqual(waiting);
  expect(bindings.waiting(one, 'outer')).toEqual([]);
});

it('gives null for a step that was not recorded', () => {
  expect([stepOrNull(-1), stepOrNull(0)]).toEqual([null, 0]);
});
