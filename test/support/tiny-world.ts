/**
 * Two hosts and machines made of one function each, to try the engine without any protocol.
 *
 *     const world = tinyWorld({ hosts: { left: script, right: script } });
 *
 * `left` dials `right`:1 when its script yields an open; what comes in at `right` gets the machine of `right`.
 */
import { VirtualClock } from '../../core/engine/clock.ts';
import { fullRecording, type Recording } from '../../core/engine/engine.ts';
import { defaultWire, MemoryNetwork, type WireOptions } from '../../core/engine/memory-network.ts';
import { seededRandom } from '../../core/engine/random.ts';
import { type Composer, type Intervention, Wiring } from '../../core/engine/wiring.ts';
import type { Doing, Input, Machine, Target } from '../../core/sansio/machine.ts';
import type { Step } from '../../core/trace/step.ts';

/** A machine of one generator function; `state.name = 'CLOSED'` ends it. */
export function machine(
  handle: (input: Input, self: { state: { name: string } }) => Doing,
): Machine {
  const self = {
    state: { name: 'OPEN' },
    *handle(input: Input): Doing {
      yield* handle(input, self);
    },
  };
  return self;
}

export const toRight: Target = { to: 'address', address: '192.0.2.9', port: 1, leg: 'uplink' };

export interface TinyOptions {
  readonly left: Machine;
  /** The machine for a connection that comes in at `right`; its port is `outer`. */
  readonly right?: () => Machine;
  readonly composer?: Partial<Composer>;
  readonly wire?: WireOptions;
  readonly delayMs?: number;
  readonly recording?: Recording;
  readonly interventions?: readonly Intervention[];
}

export function tinyWorld(options: TinyOptions) {
  const clock = new VirtualClock();
  const topology = {
    hosts: [
      { name: 'left', addresses: ['192.0.2.1'] },
      { name: 'right', addresses: ['192.0.2.9'] },
    ],
    names: {},
    delayMs: () => options.delayMs ?? 10,
  };
  const wiring: Wiring = new Wiring({
    clock,
    random: seededRandom(1),
    recording: options.recording ?? fullRecording,
    ...(options.interventions ? { interventions: options.interventions } : {}),
    composer: () => ({
      populate: () => {},
      isCore: () => false,
      accepted(connection, _listener, _addresses, cause) {
        const right = options.right?.() ?? machine(function* () {});
        wiring.attach(wiring.add('right', 'r', 'r', right, null, cause), 'outer', connection);
      },
      open: () => 'unreachable',
      offer: () => {},
      ...options.composer,
    }),
    network: (events, engine) =>
      new MemoryNetwork(topology, clock, engine.schedule, events, options.wire ?? defaultWire),
  });
  wiring.listen({ host: 'right', address: '0.0.0.0', port: 1, tag: 'r', leg: 'uplink' });
  const left = wiring.add('left', 'l', 'l', options.left, null, null);
  const steps: Step[] = [];
  return {
    wiring,
    clock,
    left,
    steps,
    /** Runs to the end and gives all steps. */
    run(): readonly Step[] {
      for (let step = wiring.engine.step(); step; step = wiring.engine.step()) steps.push(step);
      return steps;
    },
  };
}
