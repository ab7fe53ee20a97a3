/** Hosts as real programs: a core as a proxy, a CDN in front of it. On the system's clock, unwatched. */

import { compose } from '../engine/compose.ts';
import type { Decompress } from '../engine/core-parts.ts';
import { noRecording, type StatedFact } from '../engine/engine.ts';
import type { Host, World } from '../engine/hosts.ts';
import type { Connection } from '../engine/network.ts';
import { Wiring } from '../engine/wiring.ts';
import { type AddressPolicy, type Bound, realAddresses } from './address-policy.ts';
import { nodeCrypto } from './crypto.ts';
import { Pump } from './pump.ts';
import { SocketNetwork } from './socket-network.ts';
import { WallClock } from './wall-clock.ts';

export interface LiveHostsEvents {
  fact(fact: StatedFact): void;
  /** A fault of ours; the connection that it befell is gone. */
  fault(error: unknown): void;
}

export interface LiveHostsOptions {
  readonly policy?: AddressPolicy;
  /** The authorities that the hosts trust, in DER. */
  readonly roots?: readonly Uint8Array[];
  /** Unpacks compressed certificates; without it none are asked for. */
  readonly decompress?: Decompress;
}

export class LiveHosts {
  /** ms since 1970 at the beginning of facts' times. */
  readonly epochMs = Date.now();
  readonly #events: LiveHostsEvents;
  readonly #wiring: Wiring;
  readonly #network: SocketNetwork;
  readonly #pump: Pump;

  constructor(
    hosts: readonly Host[],
    events: LiveHostsEvents,
    { policy = realAddresses, roots = [], decompress }: LiveHostsOptions = {},
  ) {
    this.#events = events;
    const world: World = {
      hosts,
      // not looked at: the system knows the addresses
      topology: { hosts: [], names: {}, delayMs: () => 0 },
      epochMs: this.epochMs,
      roots,
    };
    let network: SocketNetwork | undefined;
    this.#wiring = new Wiring({
      clock: new WallClock(),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      recording: noRecording,
      composer: (wiring) =>
        compose(wiring, world, { crypto: nodeCrypto, ...(decompress ? { decompress } : {}) }),
      network: (networkEvents) => {
        network = new SocketNetwork({
          events: networkEvents,
          policy,
          wake: () => this.#pump.wake(),
          fault: (error, connection) => this.#connectionFault(error, connection),
        });
        return network;
      },
    });
    this.#network = network as unknown as SocketNetwork;
    const { engine } = this.#wiring;
    engine.onFact = (fact) => events.fact(fact);
    this.#pump = new Pump({
      engine,
      work: () => engine.turn(),
      fault: (error) => this.#machineFault(error),
    });
    this.#wiring.populate();
  }

  /** Where the hosts listen, once started. */
  get bound(): readonly Bound[] {
    return this.#network.bound;
  }

  /** What lives: for tests that nothing is left behind. */
  get alive(): { readonly machines: number; readonly connections: number } {
    return this.#wiring.alive;
  }

  /** Resolves when all listen; rejects with a ListenError. */
  async start(): Promise<void> {
    await this.#network.ready();
    this.#pump.wake();
  }

  /** Closes listeners and connections. */
  stop(): void {
    this.#pump.dispose();
    this.#wiring.dispose();
  }

  #machineFault(error: unknown): void {
    const { faulty } = this.#wiring.engine;
    if (faulty && !faulty.removed) this.#wiring.retire(faulty, null);
    this.#events.fault(error);
  }

  #connectionFault(error: unknown, connection: Connection | null): void {
    if (connection) {
      this.#network.close(connection, 'dialler', 'reset');
      this.#network.close(connection, 'acceptor', 'reset');
    }
    this.#events.fault(error);
  }
}
