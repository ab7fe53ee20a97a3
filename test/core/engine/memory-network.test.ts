import { describe, expect, it } from 'vitest';
import {
  close,
  type Input,
  open,
  pauseReading,
  port,
  resumeReading,
  send,
  setTimer,
} from '../../../core/sansio/machine.ts';
import { machine, tinyWorld, toRight } from '../../support/tiny-world.ts';

const outer = port<Uint8Array>('outer');
const octets = (length: number) => new Uint8Array(length).map((_, i) => i & 255);

/** Dials, and when it is up does what `then` says. */
const dialler = (
  then: () => Generator<never, void, unknown> | ReturnType<typeof send>,
  seen: Input[] = [],
) =>
  machine(function* (input) {
    seen.push(input);
    if (input.type === 'start') yield* open(outer, toRight);
    if (input.type === 'opened') yield* then();
  });
const listening = (seen: Input[]) => () =>
  machine(function* (input) {
    seen.push(input);
  });
const dataOf = (seen: readonly Input[]) =>
  seen.flatMap((input) => (input.type === 'received' ? [...(input.value as Uint8Array)] : []));

describe('a dial', () => {
  it('reaches the listener after one delay and is answered after two', () => {
    const world = tinyWorld({ left: dialler(function* () {}), delayMs: 15 });
    const steps = world.run();
    const timeOf = (name: string) => steps.find((step) => step.name === name)?.time;
    expect([timeOf('open'), timeOf('accepted'), timeOf('opened')]).toEqual([0, 15, 30]);
  });
  it('is refused after a round trip where nobody listens', () => {
    const seen: Input[] = [];
    const left = machine(function* (input) {
      seen.push(input);
      if (input.type === 'start') yield* open(outer, { ...toRight, port: 2 } as typeof toRight);
    });
    const world = tinyWorld({ left });
    world.run();
    expect(seen.at(-1)).toEqual({
      type: 'closed',
      port: 'outer',
      how: 'failed',
      error: 'connection_refused',
      now: 20,
    });
    expect(world.wiring.alive.connections).toBe(0);
  });
  it('that is closed while it is out never comes up', () => {
    const seen: Input[] = [];
    const left = machine(function* (input) {
      seen.push(input);
      if (input.type === 'start') {
        yield* open(outer, toRight);
        yield* close(outer, 'reset');
      }
    });
    const world = tinyWorld({ left });
    world.run();
    expect(seen.map((input) => input.type)).toEqual(['start']);
    expect(world.wiring.alive.connections).toBe(0);
  });
});

describe('octets', () => {
  it.each([1, 2, 3, 7, Number.POSITIVE_INFINITY])(
    'arrive in order when the wire cuts every %s octets',
    (segmentOctets) => {
      const seen: Input[] = [];
      const world = tinyWorld({
        left: dialler(function* () {
          yield* send(outer, octets(10));
          yield* send(outer, octets(5));
        }),
        right: listening(seen),
        wire: { windowOctets: 1000, segmentOctets },
      });
      world.run();
      expect(dataOf(seen)).toEqual([...octets(10), ...octets(5)]);
    },
  );
  it('carry the step that sent them as their cause', () => {
    const world = tinyWorld({
      left: dialler(function* () {
        yield* send(outer, octets(4));
        yield* send(outer, octets(4));
      }),
      right: listening([]),
      wire: { windowOctets: 1000, segmentOctets: 3 },
    });
    const steps = world.run();
    const sends = steps.filter((step) => step.name === 'send').map((step) => step.id);
    const received = steps.filter((step) => step.name === 'received');
    expect(received.map((step) => step.cause)).toEqual([sends[0], sends[0], sends[1], sends[1]]);
    expect(received.map((step) => [step.wire?.from, step.wire?.to])).toEqual([
      [0, 3],
      [3, 4],
      [4, 7],
      [7, 8],
    ]);
  });
  it('that are more than the window make the sender wait until the receiver reads', () => {
    const left: Input[] = [];
    const right: Input[] = [];
    const world = tinyWorld({
      left: dialler(() => send(outer, octets(100)), left),
      right: () =>
        machine(function* (input) {
          right.push(input);
          if (input.type === 'start') {
            yield* pauseReading(outer);
            yield* setTimer('read', 500);
          }
          if (input.type === 'timer_fired') yield* resumeReading(outer);
        }),
      wire: { windowOctets: 50, segmentOctets: 10 },
    });
    world.run();
    const flow = left.filter((input) => input.type === 'blocked' || input.type === 'writable');
    expect(flow.map((input) => [input.type, input.now])).toEqual([
      ['blocked', 20],
      ['writable', 510],
    ]);
    expect(dataOf(right)).toEqual([...octets(100)]);
  });
});

describe('ends', () => {
  it('close one direction each, and the connection is forgotten after both', () => {
    const seen: Input[] = [];
    const world = tinyWorld({
      left: dialler(() => close(outer), seen),
      right: () =>
        machine(function* (input) {
          if (input.type !== 'closed') return;
          yield* send(outer, octets(3));
          yield* close(outer);
        }),
    });
    world.run();
    expect(seen.slice(2).map((input) => input.type)).toEqual(['received', 'closed']);
    expect(world.wiring.alive.connections).toBe(0);
  });
  it('by reset overtake what the receiver has not read', () => {
    const seen: Input[] = [];
    const world = tinyWorld({
      left: dialler(function* () {
        yield* send(outer, octets(3));
        yield* close(outer, 'reset');
      }),
      right: () =>
        machine(function* (input) {
          seen.push(input);
          if (input.type === 'start') yield* pauseReading(outer);
        }),
    });
    world.run();
    expect(seen.map((input) => input.type)).toEqual(['start', 'closed']);
    expect(world.wiring.alive.connections).toBe(0);
  });
});
