/**
 * Hosts, addresses and wires in memory, on the engine's schedule.
 *
 * A wire has a delay a direction and a window: a sender that has more than `windowOctets` on the way or waiting at a
 * receiver that does not read is told to wait. Segments arrive in order, each send as one segment unless `segmentOctets`
 * cuts it. No loss, no bandwidth limit.
 */
import { hostAndPort } from '../bytes/ip.ts';
import type { Addresses } from '../sansio/machine.ts';
import { type HostName, otherSide, type Side } from '../trace/step.ts';
import type { Clock } from './clock.ts';
import type { Connection, Listener, Network, NetworkEvents } from './network.ts';
import type { Schedule, Scheduled } from './schedule.ts';
import { findListener, sourceAddress, type Topology } from './topology.ts';

export interface WireOptions {
  readonly windowOctets: number;
  /** Infinity leaves each send whole. */
  readonly segmentOctets: number;
}
export const defaultWire: WireOptions = {
  windowOctets: 256 * 1024,
  segmentOctets: Number.POSITIVE_INFINITY,
};

type Arrival = { readonly octets: Uint8Array } | { readonly how: 'end' | 'reset' };

/** One direction of a connection, named by its sender. */
interface Direction {
  readonly delayMs: number;
  /** Not before this time may the next arrival be, so that order is kept. */
  notBefore: number;
  /** Octets sent and not yet handed to the receiver. */
  pending: number;
  senderWaits: boolean;
  paused: boolean;
  /** The receiver has closed its socket; octets that come are answered with a reset. */
  unread: boolean;
  /** The sender's end is on the way, or there. */
  ending: boolean;
  ended: boolean;
  readonly held: Arrival[];
}

interface Cable {
  readonly directions: Record<Side, Direction>;
  cut: boolean;
}

export class MemoryNetwork implements Network {
  readonly #topology: Topology;
  readonly #schedule: Schedule;
  readonly #clock: Clock;
  readonly #events: NetworkEvents;
  readonly #options: WireOptions;
  #listeners: Listener[] = [];
  #dials = new Map<Connection, Scheduled>();
  #cables = new Map<Connection, Cable>();
  #ports = new Map<HostName, number>();

  constructor(
    topology: Topology,
    clock: Clock,
    schedule: Schedule,
    events: NetworkEvents,
    options = defaultWire,
  ) {
    this.#topology = topology;
    this.#clock = clock;
    this.#schedule = schedule;
    this.#events = events;
    this.#options = options;
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  dial(connection: Connection, host: HostName, address: string, port: number): void {
    const found = findListener(this.#topology, this.#listeners, host, address, port);
    if ('error' in found) {
      return this.#later(connection, found.afterMs, () =>
        this.#events.failed(connection, found.error),
      );
    }
    const source = sourceAddress(this.#topology, host, found.address);
    const addresses: Addresses = {
      local: hostAndPort(source, this.#sourcePort(host)),
      remote: hostAndPort(found.address, port),
    };
    const { listener, delayMs } = found;
    this.#later(connection, delayMs, () => this.#syn(connection, listener, addresses, delayMs));
  }

  send(connection: Connection, side: Side, octets: Uint8Array, extraMs: number): boolean {
    const direction = this.#cables.get(connection)?.directions[side];
    if (!direction) return true;
    for (let at = 0; at < octets.length; at += this.#options.segmentOctets) {
      const segment = octets.subarray(
        at,
        Math.min(octets.length, at + this.#options.segmentOctets),
      );
      direction.pending += segment.length;
      this.#carry(connection, side, { octets: segment }, extraMs);
    }
    direction.senderWaits ||= direction.pending > this.#options.windowOctets;
    return !direction.senderWaits;
  }

  close(connection: Connection, side: Side, how: 'end' | 'reset' | 'finish'): void {
    this.#dials.get(connection)?.cancel();
    this.#dials.delete(connection);
    const cable = this.#cables.get(connection);
    if (!cable) return;
    if (how !== 'finish') return this.#carry(connection, side, { how }, 0);
    cable.directions[otherSide(side)].unread = true;
    this.resumeReading(connection, side);
    if (!cable.directions[side].ending) this.#carry(connection, side, { how: 'end' }, 0);
  }

  pauseReading(connection: Connection, side: Side): void {
    const direction = this.#cables.get(connection)?.directions[otherSide(side)];
    if (direction) direction.paused = true;
  }

  resumeReading(connection: Connection, side: Side): void {
    const direction = this.#cables.get(connection)?.directions[otherSide(side)];
    if (!direction?.paused) return;
    direction.paused = false;
    for (const arrival of direction.held.splice(0))
      this.#arrive(connection, otherSide(side), arrival);
  }

  dispose(): void {
    this.#listeners = [];
    this.#dials.clear();
    this.#cables.clear();
  }

  #syn(connection: Connection, listener: Listener, addresses: Addresses, delayMs: number): void {
    const direction = (): Direction => ({
      delayMs,
      notBefore: 0,
      pending: 0,
      senderWaits: false,
      paused: false,
      unread: false,
      ending: false,
      ended: false,
      held: [],
    });
    this.#cables.set(connection, {
      directions: { dialler: direction(), acceptor: direction() },
      cut: false,
    });
    this.#events.accepted(connection, listener, {
      local: addresses.remote,
      remote: addresses.local,
    });
    this.#later(connection, delayMs, () => this.#events.opened(connection, addresses));
  }

  #later(connection: Connection, delayMs: number, run: () => void): void {
    const scheduled = this.#schedule.add(this.#clock.now() + delayMs, () => {
      this.#dials.delete(connection);
      run();
    });
    this.#dials.set(connection, scheduled);
  }

  #carry(connection: Connection, side: Side, arrival: Arrival, extraMs: number): void {
    const direction = this.#cables.get(connection)?.directions[side];
    if (!direction) return;
    const at = Math.max(direction.notBefore, this.#clock.now() + direction.delayMs + extraMs);
    direction.notBefore = at;
    if ('how' in arrival) direction.ending = true;
    this.#schedule.add(at, () => this.#arrive(connection, side, arrival));
  }

  /** `side` is the sender's. */
  #arrive(connection: Connection, side: Side, arrival: Arrival): void {
    const cable = this.#cables.get(connection);
    if (!cable || cable.cut) return;
    const direction = cable.directions[side];
    const reset = 'how' in arrival && arrival.how === 'reset';
    // a reset overtakes what its receiver has not read, as in TCP
    if (direction.paused && !reset) {
      direction.held.push(arrival);
      return;
    }
    if ('how' in arrival) {
      direction.ended = true;
      cable.cut = reset;
      if (reset || cable.directions[otherSide(side)].ended) this.#cables.delete(connection);
      this.#events.closed(connection, otherSide(side), arrival.how);
      return;
    }
    direction.pending -= arrival.octets.length;
    if (direction.unread) return this.#carry(connection, otherSide(side), { how: 'reset' }, 0);
    this.#events.received(connection, otherSide(side), arrival.octets);
    if (direction.senderWaits && direction.pending <= this.#options.windowOctets / 2) {
      direction.senderWaits = false;
      this.#events.writable(connection, side);
    }
  }

  /** Ephemeral ports in order, so that runs repeat. */
  #sourcePort(host: HostName): number {
    const port = (this.#ports.get(host) ?? 49_151) + 1;
    this.#ports.set(host, port);
    return port;
  }
}
