/**
 * One run of a world: on the memory network a pure function of (world, seed, interventions).
 *
 * The trace is append-only, and nothing is un-executed: going back is moving a cursor, what-if is another run.
 */
import { noble } from '../crypto/noble.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Step } from '../trace/step.ts';
import { type Clock, VirtualClock } from './clock.ts';
import { compose } from './compose.ts';
import { type Engine, fullRecording, type Recording } from './engine.ts';
import type { World } from './hosts.ts';
import { defaultWire, MemoryNetwork, type WireOptions } from './memory-network.ts';
import type { Network, NetworkEvents } from './network.ts';
import { type Random, seededRandom } from './random.ts';
import { type Intervention, Wiring } from './wiring.ts';

export interface RunOptions {
  readonly seed?: number;
  readonly recording?: Recording;
  readonly interventions?: readonly Intervention[];
  readonly wire?: WireOptions;
  /** Noble's, where nothing else is said: it gives equal runs for equal seeds. */
  readonly crypto?: CryptoProvider;
  /** Together replace the virtual clock and the memory network: for runs on real sockets. */
  readonly live?: {
    readonly clock: Clock;
    readonly random: Random;
    readonly network: (events: NetworkEvents, engine: Engine) => Network;
  };
}

export type Stop = 'stopped' | 'idle' | 'limit';

export class Run {
  readonly world: World;
  readonly wiring: Wiring;
  readonly #steps: Step[] = [];

  constructor(world: World, options: RunOptions = {}) {
    this.world = world;
    const clock = options.live?.clock ?? new VirtualClock();
    this.wiring = new Wiring({
      clock,
      random: options.live?.random ?? seededRandom(options.seed ?? 1),
      recording: options.recording ?? fullRecording,
      ...(options.interventions ? { interventions: options.interventions } : {}),
      composer: (wiring) => compose(wiring, world, { crypto: options.crypto ?? noble }),
      network:
        options.live?.network ??
        ((events, engine) =>
          new MemoryNetwork(
            world.topology,
            clock,
            engine.schedule,
            events,
            options.wire ?? defaultWire,
          )),
    });
    this.wiring.populate();
  }

  get engine(): Engine {
    return this.wiring.engine;
  }

  /** All that has happened, in order; the index of a step is its id. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** Runs to the next step; null when nothing is left to do now (on the memory network: at all). */
  step(): Step | null {
    const step = this.engine.step();
    if (step) this.#steps.push(step);
    return step;
  }

  /** Runs until a step satisfies `stops`, nothing is left to do, or `limit` more steps were taken. */
  runUntil(stops: (step: Step) => boolean, limit = 100_000): Stop {
    for (let taken = 0; taken < limit; taken++) {
      const step = this.step();
      if (!step) return 'idle';
      if (stops(step)) return 'stopped';
    }
    return 'limit';
  }

  /** Ends the run: no machine, connection, timer or open handler is left. The steps stay. */
  dispose(): void {
    this.wiring.dispose();
  }
}

/** Runs a world to its end, or to `limit` steps. */
export function runToEnd(world: World, options: RunOptions = {}, limit = 100_000): Run {
  const run = new Run(world, options);
  run.runUntil(() => false, limit);
  return run;
}
