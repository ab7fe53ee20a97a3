/** Our HTTP/1.1 machines on real sockets, with a machine of the test's on their inner side. */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { noRecording, type Resident } from '../../../core/engine/engine.ts';
import { type Composer, Wiring } from '../../../core/engine/wiring.ts';
import type { HttpPart } from '../../../core/http/message.ts';
import { Http1Client } from '../../../core/http1/client.ts';
import { Http1Server } from '../../../core/http1/server.ts';
import { realAddresses } from '../../../core/node/address-policy.ts';
import { Pump } from '../../../core/node/pump.ts';
import { SocketNetwork } from '../../../core/node/socket-network.ts';
import { WallClock } from '../../../core/node/wall-clock.ts';
import type { Doing, Input, Machine } from '../../../core/sansio/machine.ts';

export class Live {
  readonly wiring: Wiring;
  readonly faults: unknown[] = [];
  readonly #resident: Resident;
  readonly #network: SocketNetwork;
  readonly #pump: Pump;

  /** `inner` answers the exchanges of our servers, or asks by `open`; `port` is where our clients dial. */
  constructor(inner: Machine, port: number) {
    let exchanges = 0;
    const composer = (wiring: Wiring): Composer => ({
      populate: () => {},
      isCore: () => false,
      accepted: (connection, _listener, addresses, cause) => {
        const server = new Http1Server({ epochMs: Date.now(), remote: addresses.remote });
        wiring.attach(
          wiring.add('here', 'test', 'http1', server, null, cause),
          'outer',
          connection,
        );
      },
      offer: (offerer, port, offer, scope, cause) => {
        const name = `exchange:${++exchanges}`;
        wiring.join(offerer, port, this.#resident, name, cause);
        wiring.attached(this.#resident, name, offer, scope, cause);
      },
      open: (opener, name, _target, scope, cause) => {
        const dial = { to: 'address', address: '127.0.0.1', port, leg: 'origin' } as const;
        const client = wiring.add('here', 'test', 'http1', new Http1Client({ dial }), scope, cause);
        wiring.join(opener, name, client, 'inner', cause);
        return null;
      },
    });
    let network: SocketNetwork | undefined;
    this.wiring = new Wiring({
      clock: new WallClock(),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      recording: noRecording,
      composer,
      network: (events) => {
        network = new SocketNetwork({
          events,
          policy: realAddresses,
          wake: () => this.#pump.wake(),
          fault: (error) => this.faults.push(error),
        });
        return network;
      },
    });
    this.#network = network as unknown as SocketNetwork;
    const { engine } = this.wiring;
    this.#pump = new Pump({
      engine,
      work: () => engine.turn(),
      fault: (error) => this.faults.push(error),
    });
    this.#resident = this.wiring.add('here', 'test', 'inner', inner, null, null);
  }

  /** Our server listens; gives its port. */
  async listen(): Promise<number> {
    this.wiring.listen({ host: 'here', address: '127.0.0.1', port: 0, tag: 'test', leg: 'origin' });
    await this.#network.ready();
    return (this.#network.bound[0] as { readonly port: number }).port;
  }

  /** Gives the inner machine a turn, as a timer that fires. */
  nudge(): void {
    const { engine } = this.wiring;
    const input = { type: 'timer_fired', timer: 'nudge', now: engine.clock.now() } as const;
    engine.deliver({ to: this.#resident, input, cause: null });
    this.#pump.wake();
  }

  stop(): void {
    this.#pump.dispose();
    this.wiring.dispose();
  }
}

/** A machine whose handler is given. */
export const machine = (handle: (input: Input) => Doing): Machine => ({
  state: { name: 'SERVING' },
  handle,
});

export const body = (data: Uint8Array): HttpPart => ({ part: 'body', data });
export const end: HttpPart = { part: 'end' };

export const portOf = (server: { address(): AddressInfo | string | null }): number =>
  (server.address() as AddressInfo).port;

/** Octets that differ from place to place. */
export function testOctets(length: number): Uint8Array {
  const octets = new Uint8Array(length);
  for (let i = 0; i < length; i++) octets[i] = (i * 31 + (i >> 8)) & 255;
  return octets;
}

/** Resolves when a count has stood still for 200 ms. */
export async function settled(count: () => number): Promise<void> {
  for (let before = -1, now = count(); before !== now; ) {
    await sleep(200);
    [before, now] = [now, count()];
  }
}
