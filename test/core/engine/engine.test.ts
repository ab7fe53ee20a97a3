import { describe, expect, it } from 'vitest';
import { noRecording } from '../../../core/engine/engine.ts';
import {
  cancelTimer,
  type Doing,
  facts,
  open,
  port,
  random,
  send,
  setTimer,
} from '../../../core/sansio/machine.ts';
import { machine, tinyWorld, toRight } from '../../support/tiny-world.ts';

const outer = port<Uint8Array>('outer');
const fact = facts<{ 'tiny:drawn': { readonly octets: number } }>();

/** Draws octets, states how many, dials, sends them; the right side sends them back. */
const echoing = (recording?: typeof noRecording) =>
  tinyWorld({
    left: machine(function* (input, self) {
      if (input.type === 'start') {
        const drawn = yield* random(3);
        yield* fact('tiny:drawn', { octets: drawn.length });
        yield* open(outer, toRight);
        self.state = { name: 'WAITING' };
      }
      if (input.type === 'opened') yield* send(outer, Uint8Array.of(7, 8));
      if (input.type === 'received') self.state = { name: 'CLOSED' };
    }),
    right: () =>
      machine(function* (input): Doing {
        if (input.type === 'received') yield* send(outer, input.value as Uint8Array);
      }),
    ...(recording ? { recording } : {}),
  });

describe('the trace', () => {
  it('numbers steps in the order of work, each after its cause', () => {
    const steps = echoing().run();
    expect(steps.map((step) => step.id)).toEqual(steps.map((_, i) => i));
    for (const step of steps) {
      if (step.cause !== null) expect(step.cause).toBeLessThan(step.id);
      for (const link of step.links ?? []) expect(link).toBeLessThan(step.id);
    }
  });
  it('leads from the echo back to the start by causes alone', () => {
    const steps = echoing().run();
    const names: string[] = [];
    let at: number | null = steps.findLast((step) => step.name === 'received')?.id ?? null;
    for (; at !== null; at = steps[at]?.cause ?? null) names.unshift(steps[at]?.name as string);
    expect(names).toEqual(['start', 'open', 'opened', 'send', 'received', 'send', 'received']);
  });
  it('tells a state change where it happened, after the command before it', () => {
    const names = echoing()
      .run()
      .map((step) => step.name);
    expect(names.slice(0, 5)).toEqual(['start', 'random', 'tiny:drawn', 'open', 'state_updated']);
  });
  it('keeps the octets that cross a wire, with their range', () => {
    const sent = echoing()
      .run()
      .find((step) => step.name === 'send');
    expect(sent?.raw).toEqual({ length: 2, data: Uint8Array.of(7, 8) });
    expect(sent?.wire).toEqual({ connection: 1, end: 'dialler', from: 0, to: 2 });
    expect(sent?.importance).toBe('core');
  });
  it('is the same again for the same seed', () => {
    expect(echoing().run()).toEqual(echoing().run());
  });
});

it('runs the same machines without records, telling facts all the same', () => {
  const world = echoing(noRecording);
  const told: string[] = [];
  world.wiring.engine.onFact = (stated) => told.push(stated.name);
  while (world.wiring.engine.turn());
  expect(told).toEqual(['tiny:drawn']);
  expect(world.wiring.engine.count).toBe(0);
  expect(world.wiring.alive.machines).toBe(1);
});

it('fires a timer at its time, once, and not when it is cancelled or re-set', () => {
  const fired: [string, number][] = [];
  const world = tinyWorld({
    left: machine(function* (input) {
      if (input.type === 'timer_fired') fired.push([input.timer, input.now]);
      if (input.type !== 'start') return;
      yield* setTimer('kept', 30);
      yield* setTimer('moved', 10);
      yield* setTimer('moved', 40);
      yield* setTimer('cancelled', 20);
      yield* cancelTimer('cancelled');
    }),
  });
  world.run();
  expect(fired).toEqual([
    ['kept', 30],
    ['moved', 40],
  ]);
});

it('ends an open handler when it is disposed, and has nothing left to do', () => {
  let ended = false;
  const world = tinyWorld({
    left: machine(function* (input) {
      if (input.type !== 'start') return;
      try {
        yield* setTimer('a', 5);
        yield* setTimer('b', 5);
      } finally {
        ended = true;
      }
    }),
  });
  world.wiring.engine.step();
  world.wiring.engine.step();
  world.wiring.dispose();
  expect(ended).toBe(true);
  expect(world.wiring.engine.step()).toBeNull();
  expect(world.wiring.alive).toEqual({ machines: 0, connections: 0 });
});
