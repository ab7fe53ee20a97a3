/**
 * Connections between hosts: whose port each end is, which steps made them, which octets are on the way.
 *
 * Stands between the wiring, which knows machines, and the network, which knows addresses; what the network tells is
 * turned into inputs with their causes.
 */
import { hostAndPort } from '../bytes/ip.ts';
import type { Addresses, NetworkError, Scope, Target } from '../sansio/machine.ts';
import { type HostName, otherSide, type Side } from '../trace/step.ts';
import { type Bindings, type End, stepOrNull, type WireBinding } from './bindings.ts';
import { AssertionError, type Engine, type Resident } from './engine.ts';
import type { Connection, Listener, Network, NetworkEvents } from './network.ts';
import { WireLedger } from './wire-ledger.ts';

export type Dial = Extract<Target, { readonly to: 'address' }>;

/** Who is put behind an accepted connection, and of whose dials Xray's log would tell. */
export interface Acceptor {
  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void;
  isCore(host: HostName): boolean;
}

interface Wired {
  readonly connection: Connection;
  /** null for an end outside the run, or one that is done with it. */
  readonly ends: Record<Side, { readonly resident: Resident; readonly port: string } | null>;
  /** Octets that each side has sent. */
  readonly ledgers: Record<Side, WireLedger>;
  readonly steps: { open: number; accepted: number; readonly close: Record<Side, number> };
}

export class Wires implements NetworkEvents {
  readonly #engine: Engine;
  readonly #bindings: Bindings;
  readonly #acceptor: Acceptor;
  readonly #network: Network;
  #wired = new Map<Connection, Wired>();
  #count = 0;

  /** `network` is given the events to tell; it is made here because each needs the other. */
  constructor(
    engine: Engine,
    bindings: Bindings,
    acceptor: Acceptor,
    network: (events: NetworkEvents) => Network,
  ) {
    this.#engine = engine;
    this.#bindings = bindings;
    this.#acceptor = acceptor;
    this.#network = network(this);
  }

  get network(): Network {
    return this.#network;
  }

  get size(): number {
    return this.#wired.size;
  }

  /** The number that the next dialled connection will have. */
  get nextId(): number {
    return this.#count + 1;
  }

  /** Octets sent so far from one end. */
  sent({ connection, side }: End): number {
    return this.#of(connection).ledgers[side].sent;
  }

  clear(): void {
    this.#network.dispose();
    this.#wired.clear();
  }

  dial(resident: Resident, port: string, target: Dial, scope: Scope, step: number): void {
    const { connection, steps } = this.#add(target.leg, { resident, port });
    steps.open = step;
    this.#bindings
      .of(resident)
      .set(port, binding({ connection, side: 'dialler' }, { usable: false }));
    if (this.#acceptor.isCore(resident.host)) {
      const { address, port: to, leg, transport = 'raw' } = target;
      const data = { destination: `tcp:${hostAndPort(address, to)}`, leg, transport };
      this.#engine.state(
        { type: 'fact', name: 'transport:dial_started', data },
        { host: resident.host, machine: resident.id, port },
        scope,
        stepOrNull(step),
      );
    }
    this.#network.dial(connection, resident.host, target.address, target.port);
  }

  /** Gives a machine the acceptor's end. */
  attach(resident: Resident, port: string, connection: Connection): void {
    const end = binding({ connection, side: 'acceptor' }, { usable: true });
    this.#bindings.of(resident).set(port, end);
    this.#of(connection).ends.acceptor = { resident, port };
  }

  /** False when the sender must wait. */
  send({ connection, side }: End, octets: Uint8Array, step: number, delayMs: number): boolean {
    this.#of(connection).ledgers[side].send(octets.length, step);
    return this.#network.send(connection, side, octets, delayMs);
  }

  close(
    resident: Resident,
    port: string,
    wire: WireBinding,
    how: 'end' | 'reset',
    step: number,
  ): void {
    const { connection, side } = wire.end;
    const wired = this.#of(connection);
    wired.steps.close[side] = step;
    wire.ended = true;
    if (how === 'reset' || wire.peerEnded) {
      this.#release(wired, side);
      this.#bindings.of(resident).delete(port);
    }
    this.#network.close(connection, side, how);
  }

  /** The machine behind an end is gone: what it has not ended yet, ends. `cause` is the input it handled last. */
  finish(resident: Resident, port: string, wire: WireBinding, cause: number | null): void {
    const { connection, side } = wire.end;
    const wired = this.#of(connection);
    if (!wire.ended && wire.usable) {
      const from = wired.ledgers[side].sent;
      wired.steps.close[side] = this.#engine.record({
        kind: 'command',
        name: 'close',
        importance: 'core',
        at: { host: resident.host, machine: resident.id, port },
        scope: resident.scope,
        cause,
        data: { how: 'end' },
        state: resident.machine.state.name,
        wire: { connection: connection.id, end: side, from, to: from },
      });
    }
    this.#release(wired, side);
    this.#network.close(connection, side, 'finish');
  }

  accepted(known: Connection | null, listener: Listener, addresses: Addresses): Connection {
    const connection = known ?? this.#add(listener.leg, null).connection;
    const { steps } = this.#of(connection);
    steps.accepted = this.#engine.record({
      kind: 'input',
      name: 'accepted',
      importance: 'core',
      at: {
        host: listener.host,
        machine: `${listener.tag}/listener`,
        port: hostAndPort(listener.address, listener.port),
      },
      scope: null,
      cause: stepOrNull(steps.open),
      data: { listener: listener.tag, addresses },
      state: 'LISTEN',
      wire: { connection: connection.id, end: 'acceptor', from: 0, to: 0 },
    });
    this.#acceptor.accepted(connection, listener, addresses, stepOrNull(steps.accepted));
    return connection;
  }

  opened(connection: Connection, addresses: Addresses): void {
    const wired = this.#wired.get(connection);
    const end = wired?.ends.dialler;
    if (!wired || !end) return;
    const wire = this.#bindings.of(end.resident).get(end.port);
    if (wire?.kind === 'wire') wire.usable = true;
    const { open, accepted } = wired.steps;
    this.#engine.deliver({
      to: end.resident,
      input: { type: 'opened', port: end.port, addresses, now: this.#now },
      cause: stepOrNull(open),
      ...(accepted < 0 ? {} : { links: [accepted] }),
      wire: { connection: connection.id, end: 'dialler', from: 0, to: 0 },
    });
  }

  failed(connection: Connection, error: NetworkError): void {
    const wired = this.#wired.get(connection);
    this.#wired.delete(connection);
    const end = wired?.ends.dialler;
    if (!wired || !end) return;
    this.#bindings.of(end.resident).set(end.port, { kind: 'gone' });
    this.#engine.deliver({
      to: end.resident,
      input: { type: 'closed', port: end.port, how: 'failed', error, now: this.#now },
      cause: stepOrNull(wired.steps.open),
      wire: { connection: connection.id, end: 'dialler', from: 0, to: 0 },
    });
  }

  received(connection: Connection, side: Side, octets: Uint8Array): void {
    const wired = this.#wired.get(connection);
    const end = wired?.ends[side];
    if (!wired || !end) return;
    const { from, to, steps } = wired.ledgers[otherSide(side)].deliver(octets.length);
    this.#engine.deliver({
      to: end.resident,
      input: { type: 'received', port: end.port, value: octets, now: this.#now },
      cause: steps.at(-1) ?? null,
      ...(steps.length > 1 ? { links: steps.slice(0, -1) } : {}),
      wire: { connection: connection.id, end: side, from, to },
    });
  }

  closed(connection: Connection, side: Side, how: 'end' | 'reset'): void {
    const wired = this.#wired.get(connection);
    const end = wired?.ends[side];
    if (!wired || !end) return;
    const ports = this.#bindings.of(end.resident);
    const wire = ports.get(end.port);
    const at = wired.ledgers[otherSide(side)].delivered;
    if (how === 'reset') {
      this.#release(wired, side);
      ports.set(end.port, { kind: 'gone' });
    } else if (wire?.kind === 'wire') {
      wire.peerEnded = true;
      if (wire.ended) {
        this.#release(wired, side);
        ports.delete(end.port);
      }
    }
    this.#engine.deliver({
      to: end.resident,
      input: { type: 'closed', port: end.port, how, now: this.#now },
      cause: stepOrNull(wired.steps.close[otherSide(side)]),
      wire: { connection: connection.id, end: side, from: at, to: at },
    });
  }

  writable(connection: Connection, side: Side): void {
    const end = this.#wired.get(connection)?.ends[side];
    if (!end) return;
    const input = { type: 'writable', port: end.port, now: this.#now } as const;
    this.#engine.deliver({ to: end.resident, input, cause: null });
  }

  get #now(): number {
    return this.#engine.clock.now();
  }

  #of(connection: Connection): Wired {
    const wired = this.#wired.get(connection);
    if (!wired) throw new AssertionError(`Connection ${connection.id} is not in the wiring`);
    return wired;
  }

  #add(leg: Connection['leg'], dialler: Wired['ends']['dialler']): Wired {
    const connection: Connection = { id: ++this.#count, leg };
    const wired: Wired = {
      connection,
      ends: { dialler, acceptor: null },
      ledgers: { dialler: new WireLedger(), acceptor: new WireLedger() },
      steps: { open: -1, accepted: -1, close: { dialler: -1, acceptor: -1 } },
    };
    this.#wired.set(connection, wired);
    return wired;
  }

  /** One end is done with the connection; when both are, it is forgotten. */
  #release(wired: Wired, side: Side): void {
    wired.ends[side] = null;
    if (!wired.ends[otherSide(side)]) this.#wired.delete(wired.connection);
  }
}

const binding = (end: End, { usable }: { readonly usable: boolean }): WireBinding => ({
  kind: 'wire',
  end,
  usable,
  ended: false,
  peerEnded: false,
});
