import { describe, expect, it } from 'vitest';
import { AssertionError } from '../../../core/engine/engine.ts';
import type { Wiring } from '../../../core/engine/wiring.ts';
import {
  close,
  type Input,
  offer,
  open,
  pauseReading,
  port,
  ready,
  resumeReading,
  send,
} from '../../../core/sansio/machine.ts';
import { machine, tinyWorld, toRight } from '../../support/tiny-world.ts';

const inner = port<Uint8Array>('inner');
const outer = port<Uint8Array>('outer');
const one = Uint8Array.of(1);

/** A world whose left machine opens `inner` to a partner that records, and may do more. */
function joined(
  left: (input: Input) => Generator<never, void, unknown> | ReturnType<typeof send>,
  partner: (
    input: Input,
    self: { state: { name: string } },
  ) => ReturnType<typeof send> | Generator<never, void, unknown>,
) {
  const seen = { left: [] as Input[], partner: [] as Input[] };
  const world = tinyWorld({
    left: machine(function* (input) {
      seen.left.push(input);
      if (input.type === 'start') yield* open(inner, { to: 'transport' });
      yield* left(input);
    }),
    composer: {
      open(opener, name, _target, scope, cause) {
        const resident = (world.wiring as Wiring).add(
          'left',
          'p',
          'p',
          machine(function* (input, self) {
            seen.partner.push(input);
            yield* partner(input, self);
          }),
          scope,
          cause,
        );
        world.wiring.join(opener, name, resident, 'outer', cause);
        return null;
      },
    },
  });
  return { world, seen };
}
const nothing = function* () {};
const types = (inputs: readonly Input[]) => inputs.map((input) => input.type);

describe('joined ports', () => {
  it('carry what was sent before anything was behind them', () => {
    const { world, seen } = joined(function* (input) {
      if (input.type === 'start') yield* send(inner, one);
    }, nothing);
    world.run();
    expect(types(seen.partner)).toEqual(['start', 'received']);
  });
  it('tell the opener when the partner is ready', () => {
    const { world, seen } = joined(nothing, function* (input) {
      if (input.type === 'start') yield* ready(outer, { local: 'a', remote: 'b' });
    });
    world.run();
    expect(seen.left.at(-1)).toMatchObject({
      type: 'opened',
      addresses: { local: 'a', remote: 'b' },
    });
  });
  it('turn a pause into blocked and a resumption into writable on the other side', () => {
    const { world, seen } = joined(nothing, function* (input) {
      if (input.type !== 'start') return;
      yield* pauseReading(outer);
      yield* resumeReading(outer);
    });
    world.run();
    expect(types(seen.left)).toEqual(['start', 'blocked', 'writable']);
  });
  it('close one direction at a time, and drop silently what is sent into a reset', () => {
    const { world, seen } = joined(
      function* (input) {
        if (input.type === 'start') {
          yield* send(inner, one);
          yield* send(inner, one);
        }
      },
      function* (input) {
        if (input.type === 'received') yield* close(outer, 'reset');
      },
    );
    world.run();
    expect(types(seen.left)).toEqual(['start', 'closed']);
    expect(seen.left.at(-1)).toMatchObject({ how: 'reset' });
  });
  it('are reset when their machine reaches CLOSED, and nothing of it is left', () => {
    const { world, seen } = joined(nothing, function* (input, self) {
      if (input.type === 'start') self.state = { name: 'CLOSED' };
      yield* nothing();
    });
    world.run();
    expect(seen.left.at(-1)).toMatchObject({ type: 'closed', how: 'reset' });
    expect(world.wiring.alive.machines).toBe(1);
  });
});

describe('a fault of ours', () => {
  it.each<[string, Parameters<typeof machine>[0]]>([
    ['a send on a port to which nothing is linked', () => send(inner, one)],
    [
      'a send before the port is open',
      function* (input) {
        if (input.type !== 'start') return;
        yield* open(inner, toRight);
        yield* send(inner, one);
      },
    ],
    [
      'a send after its end',
      function* (input) {
        if (input.type === 'start') yield* open(inner, toRight);
        if (input.type !== 'opened') return;
        yield* close(inner);
        yield* send(inner, one);
      },
    ],
  ])('%s is an AssertionError, and the engine goes on', (_name, handle) => {
    const world = tinyWorld({ left: machine(handle) });
    expect(() => world.run()).toThrow(AssertionError);
    expect(() => world.run()).not.toThrow();
  });
});

it('answers an open that nobody can serve with a failure', () => {
  const seen: Input[] = [];
  const world = tinyWorld({
    left: machine(function* (input) {
      seen.push(input);
      if (input.type === 'start') yield* open(inner, { to: 'transport' });
    }),
  });
  world.run();
  expect(seen.at(-1)).toMatchObject({ type: 'closed', how: 'failed', error: 'unreachable' });
});

it('passes on the scope that a command names, and else the machine’s own', () => {
  const scopes: unknown[] = [];
  const world = tinyWorld({
    left: machine(function* (input) {
      if (input.type !== 'start') return;
      yield* offer(port('a'), { kind: 'stream', remote: '' });
      yield* offer(port('b'), { kind: 'stream', remote: '' }, 77);
    }),
    composer: { offer: (_resident, _port, _offer, scope) => scopes.push(scope) },
  });
  world.run();
  expect(scopes).toEqual([null, 77]);
});
