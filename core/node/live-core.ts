/** One core as a real proxy: on the system's addresses and clock, unwatched. */

import type { CoreConfig } from '../config/types.ts';
import { compose, populate } from '../engine/compose.ts';
import { noRecording, type StatedFact } from '../engine/engine.ts';
import type { World } from '../engine/hosts.ts';
import type { Connection } from '../engine/network.ts';
import { Wiring } from '../engine/wiring.ts';
import { realAddresses } from './address-policy.ts';
import { Pump } from './pump.ts';
import { SocketNetwork } from './socket-network.ts';
import { WallClock } from './wall-clock.ts';

export interface LiveCoreEvents {
  fact(fact: StatedFact): void;
  /** A fault of ours; the connection that it befell is gone. */
  fault(error: unknown): void;
}

const host = 'core';

export class LiveCore {
  /** ms since 1970 at the beginning of facts' times. */
  readonly epochMs = Date.now();
  readonly #events: LiveCoreEvents;
  readonly #wiring: Wiring;
  readonly #network: SocketNetwork;
  readonly #pump: Pump;

  constructor(config: CoreConfig, events: LiveCoreEvents) {
    this.#events = events;
    const world: World = {
      hosts: [{ role: 'core', name: host, config }],
      // not looked at: the system knows the addresses
      topology: { hosts: [{ name: host, addresses: [] }], names: {}, delayMs: () => 0 },
      epochMs: this.epochMs,
    };
    let network: SocketNetwork | undefined;
    this.#wiring = new Wiring({
      clock: new WallClock(),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      recording: noRecording,
      composer: (wiring) => compose(wiring, world),
      network: (networkEvents) => {
        network = new SocketNetwork({
          events: networkEvents,
          policy: realAddresses,
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
    populate(this.#wiring, world);
  }

  /** Resolves when all inbounds listen; rejects with a ListenError. */
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
