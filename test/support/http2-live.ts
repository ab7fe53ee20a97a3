/** Our HTTP/2 machines on real streams, with a machine of the test's on their inner side. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { noRecording, type Resident } from '../../core/engine/engine.ts';
import { type Composer, Wiring } from '../../core/engine/wiring.ts';
import { Http1Server } from '../../core/http1/server.ts';
import { Http2Client } from '../../core/http2/client.ts';
import { PriorKnowledge } from '../../core/http2/prior-knowledge.ts';
import { Http2Server } from '../../core/http2/server.ts';
import { Pump } from '../../core/node/pump.ts';
import { WallClock } from '../../core/node/wall-clock.ts';
import type { Machine } from '../../core/sansio/machine.ts';
import { DuplexNetwork } from './duplex-network.ts';

type ServerOptions = ConstructorParameters<typeof Http2Server>[0];

export interface Http2LiveOptions {
  /** How our clients come to a connection. */
  readonly dial?: () => Promise<Duplex>;
  /** What is put behind a connection from outside: HTTP/1.1 and HTTP/2 by default. */
  readonly server?: (options: ServerOptions) => Machine;
}

const nowhere = (): Promise<Duplex> => Promise.reject(new Error('Nobody listens'));
const either = (options: ServerOptions): Machine =>
  new PriorKnowledge({
    http1: () => new Http1Server(options),
    http2: () => new Http2Server(options),
  });

export class Http2Live {
  readonly wiring: Wiring;
  readonly faults: unknown[] = [];
  /** Names of the facts that were stated. */
  readonly facts: { readonly name: string; readonly data: unknown }[] = [];
  readonly #resident: Resident;
  readonly #network: DuplexNetwork;
  readonly #pump: Pump;
  readonly #servers: Server[] = [];

  /** `inner` answers the exchanges of our servers, or asks by `open`. */
  constructor(inner: Machine, { dial = nowhere, server = either }: Http2LiveOptions = {}) {
    let exchanges = 0;
    const composer = (wiring: Wiring): Composer => ({
      isCore: () => false,
      populate: () => {},
      accepted: (connection, _listener, { remote }, cause) => {
        const machine = server({ epochMs: Date.now(), remote });
        const resident = wiring.add('here', 'test', 'http', machine, null, cause);
        wiring.attach(resident, 'outer', connection);
      },
      offer: (offerer, port, offer, scope, cause) => {
        const name = `exchange:${++exchanges}`;
        wiring.join(offerer, port, this.#resident, name, cause);
        wiring.attached(this.#resident, name, offer, scope, cause);
      },
      open: (opener, name, _target, scope, cause) => {
        const to = { to: 'address', address: '127.0.0.1', port: 0, leg: 'origin' } as const;
        const machine = new Http2Client({ dial: to, keepAliveMs: null });
        const client = wiring.add('here', 'test', 'http2', machine, scope, cause);
        wiring.join(opener, name, client, 'inner', cause);
        return null;
      },
    });
    let network: DuplexNetwork | undefined;
    this.wiring = new Wiring({
      clock: new WallClock(),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      recording: noRecording,
      composer,
      network: (events) => {
        network = new DuplexNetwork({ events, connect: dial, wake: () => this.#pump.wake() });
        return network;
      },
    });
    this.#network = network as unknown as DuplexNetwork;
    const { engine } = this.wiring;
    engine.onFact = ({ name, data }) => this.facts.push({ name, data });
    this.#pump = new Pump({
      engine,
      work: () => engine.turn(),
      fault: (error) => this.faults.push(error),
    });
    this.#resident = this.wiring.add('here', 'test', 'inner', inner, null, null);
    this.#pump.wake();
  }

  /** A connection from outside. */
  accept(stream: Duplex): void {
    this.#network.accept(stream);
  }

  /** Our server listens for TCP; gives its port. */
  async listen(): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.accept(socket),
    );
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** Gives the inner machine a turn, as a timer that fires. */
  nudge(): void {
    const { engine } = this.wiring;
    const input = { type: 'timer_fired', timer: 'nudge', now: engine.clock.now() } as const;
    engine.deliver({ to: this.#resident, input, cause: null });
    this.#pump.wake();
  }

  stop(): void {
    for (const server of this.#servers) server.close();
    this.#pump.dispose();
    this.wiring.dispose();
  }
}

/** Dials TCP. */
export async function tcp(port: number): Promise<Duplex> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}
