/** REALITY's machines on real sockets, with a line of the test's on their inner side. */
import { noRecording, type Resident, type StatedFact } from '../../../core/engine/engine.ts';
import { type Composer, Wiring } from '../../../core/engine/wiring.ts';
import { realAddresses } from '../../../core/node/address-policy.ts';
import { Pump } from '../../../core/node/pump.ts';
import { SocketNetwork } from '../../../core/node/socket-network.ts';
import { WallClock } from '../../../core/node/wall-clock.ts';
import {
  type Addresses,
  close,
  type Doing,
  from,
  type Input,
  type Machine,
  open,
  port,
  send,
} from '../../../core/sansio/machine.ts';

/** The inner side of a secured connection, for a test to speak and listen on. */
export class Line {
  readonly outer = port<Uint8Array>('outer');
  readonly received: Buffer[] = [];
  readonly resident: Resident;
  readonly #live: Live;
  readonly #wishes: Doing[] = [];
  #woken: (() => void)[] = [];
  opened = false;
  ended: 'end' | 'reset' | 'failed' | null = null;

  constructor(live: Live, isOpener: boolean, cause: number | null = null) {
    this.#live = live;
    const handle = this.#handle.bind(this);
    const machine: Machine = { state: { name: 'OPEN' }, handle };
    this.resident = live.wiring.add('here', 'test', 'line', machine, null, cause);
    if (isOpener) this.#wish(open(this.outer, { to: 'security', leg: 'destination' }));
  }

  send(octets: Uint8Array): void {
    this.#wish(send(this.outer, octets));
  }

  end(): void {
    this.#wish(close(this.outer, 'end'));
  }

  get octets(): Buffer {
    return Buffer.concat(this.received);
  }

  /** Resolves when this holds; checked after each input. */
  async until(holds: (line: Line) => boolean): Promise<this> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#woken.push(resolve));
    return this;
  }

  #wish(doing: Doing): void {
    this.#wishes.push(doing);
    this.#live.nudge(this.resident);
  }

  *#handle(input: Input): Doing {
    for (const wish of this.#wishes.splice(0)) yield* wish;
    if (from(input, this.outer)) this.received.push(Buffer.from(input.value));
    if (input.type === 'opened') this.opened = true;
    if (input.type === 'closed') this.ended = input.how;
    for (const wake of this.#woken.splice(0)) wake();
  }
}

export class Live {
  readonly wiring: Wiring;
  readonly faults: unknown[] = [];
  readonly facts: StatedFact[] = [];
  /** Of the connections that our server has let in. */
  readonly lines: Line[] = [];
  readonly #network: SocketNetwork;
  readonly #pump: Pump;

  constructor(machines: {
    readonly server?: (addresses: Addresses) => Machine;
    readonly client?: () => Machine;
  }) {
    const composer = (wiring: Wiring): Composer => ({
      populate: () => {},
      isCore: () => false,
      accepted: (connection, _listener, addresses, cause) => {
        const server = machines.server?.(addresses) as Machine;
        const resident = wiring.add('here', 'test', 'reality', server, null, cause);
        wiring.attach(resident, 'outer', connection);
      },
      offer: (offerer, name, _offer, _scope, cause) => {
        const line = new Line(this, false, cause);
        line.opened = true;
        wiring.join(offerer, name, line.resident, 'outer', cause);
        this.lines.push(line);
        this.#wake();
      },
      open: (opener, name, _target, scope, cause) => {
        const client = machines.client?.() as Machine;
        const resident = wiring.add('here', 'test', 'reality', client, scope, cause);
        wiring.join(opener, name, resident, 'inner', cause);
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
    engine.onFact = (fact) => {
      this.facts.push(fact);
      this.#wake();
    };
    this.#pump = new Pump({
      engine,
      work: () => engine.turn(),
      fault: (error) => this.faults.push(error),
    });
  }

  /** Our server listens; gives its port. */
  async listen(): Promise<number> {
    this.wiring.listen({ host: 'here', address: '127.0.0.1', port: 0, tag: 'test', leg: 'origin' });
    await this.#network.ready();
    return (this.#network.bound[0] as { readonly port: number }).port;
  }

  /** A line of our client's. */
  dial(): Line {
    return new Line(this, true);
  }

  /** Facts of this name, oldest first. */
  stated(name: string): StatedFact['data'][] {
    return this.facts.filter((fact) => fact.name === name).map(({ data }) => data);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#woken.push(resolve));
  }

  /** Gives a machine a turn, as a timer that fires. */
  nudge(to: Resident): void {
    const { engine } = this.wiring;
    const input = { type: 'timer_fired', timer: 'nudge', now: engine.clock.now() } as const;
    engine.deliver({ to, input, cause: null });
    this.#pump?.wake();
  }

  stop(): void {
    this.#pump.dispose();
    this.wiring.dispose();
  }

  #woken: (() => void)[] = [];
  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}
