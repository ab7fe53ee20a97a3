/**
 * The runs of the bridge's visitors: a scenario on the memory network, or on loopback sockets.
 *
 * On sockets a run listens and dials only within its own scenario's table of addresses. While it is held its clock and
 * its sockets stand still; a foreign peer's clock does not.
 */
import type { RunEvents, RunHandle, RunHost, RunRequest } from '../bridge/session.ts';
import { type Breakpoint, stopsAt } from '../engine/breakpoints.ts';
import type { World } from '../engine/hosts.ts';
import { Run } from '../engine/run.ts';
import { scenarioById, scenarios } from '../scenarios/index.ts';
import { worldOf } from '../scenarios/scenario.ts';
import { MappedAddresses } from './address-policy.ts';
import { Pump } from './pump.ts';
import { SocketNetwork } from './socket-network.ts';
import { WallClock } from './wall-clock.ts';

export const runHost: RunHost = {
  scenarios: scenarios.map(({ id }) => id),
  create(request, events) {
    const scenario = scenarioById(request.scenario);
    if (!scenario) throw new TypeError(`There is no scenario ${request.scenario}`);
    return new BridgeRun(worldOf(scenario), request, events);
  },
};

/** On sockets: for so long nothing has happened, and only timers wait. */
const quietMs = 1_000;

class BridgeRun implements RunHandle {
  readonly seed: number;
  readonly epochMs: number;
  readonly #events: RunEvents;
  readonly #run: Run;
  readonly #pump: Pump;
  #network: SocketNetwork | null = null;
  #stops: readonly Breakpoint[] = [];
  #wanted = false;
  #ready: boolean;
  #quiet: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(world: World, { network, seed }: RunRequest, events: RunEvents) {
    this.#events = events;
    this.seed = seed ?? 1;
    this.epochMs = network === 'memory' ? world.epochMs : Date.now();
    this.#ready = network === 'memory';
    const clock = network === 'memory' ? null : new WallClock();
    this.#run = clock
      ? this.#onSockets({ ...world, epochMs: this.epochMs }, clock)
      : new Run(world, { seed: this.seed });
    const gate = {
      hold: () => {
        clock?.pause();
        this.#network?.hold();
      },
      release: () => {
        clock?.resume();
        this.#network?.release();
      },
    };
    this.#pump = new Pump({
      engine: this.#run.engine,
      gate,
      work: () => this.#step(),
      rested: () => this.#rested(),
      fault: (error) => this.#fault(error),
    });
    this.#pump.hold();
  }

  go(stops: readonly Breakpoint[]): void {
    this.#stops = stops;
    this.#wanted = true;
    if (this.#ready) this.#pump.release();
  }

  hold(): void {
    this.#wanted = false;
    this.#pump.hold();
    this.#setQuiet(false);
  }

  dispose(): void {
    this.#disposed = true;
    this.#setQuiet(false);
    this.#pump.dispose();
    this.#run.dispose();
  }

  #onSockets(world: World, clock: WallClock): Run {
    const run = new Run(world, {
      live: {
        clock,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        network: (events) => {
          const network = new SocketNetwork({
            events,
            policy: new MappedAddresses(world.topology),
            wake: () => this.#pump.wake(),
            fault: (error) => this.#fault(error),
          });
          this.#network = network;
          return network;
        },
      },
    });
    this.#network?.ready().then(
      () => {
        this.#ready = true;
        if (this.#wanted && !this.#disposed) this.#pump.release();
      },
      (error) => this.#fault(error),
    );
    return run;
  }

  #step(): boolean {
    const step = this.#run.step();
    if (!step) return false;
    const stop = this.#stops.findIndex((breakpoint) => stopsAt(breakpoint, step));
    if (stop >= 0) this.hold();
    this.#events.stepped(step, stop < 0 ? null : stop);
    return true;
  }

  #rested(): void {
    if (this.#disposed) return;
    this.#events.rested();
    if (this.#pump.held || !this.#run.engine.idle) return;
    if (this.#network) this.#setQuiet(true);
    else this.#idle();
  }

  #setQuiet(on: boolean): void {
    if (this.#quiet) clearTimeout(this.#quiet);
    this.#quiet = on ? setTimeout(() => this.#idle(), quietMs) : null;
  }

  #idle(): void {
    try {
      this.#events.idle();
    } catch (error) {
      this.#fault(error);
    }
  }

  /** A fault of ours ends the run, not the process. */
  #fault(error: unknown): void {
    if (this.#disposed) return;
    console.error(error);
    this.#events.failed();
  }
}
