/**
 * The taps of a run: one between each host and each place that it may dial; and the book of which port of this computer
 * stands for which address of the scenario.
 */
import { hostAndPort } from '../bytes/ip.ts';
import type { Host } from '../engine/hosts.ts';
import type { Listener } from '../engine/network.ts';
import { type Found, findListener, sourceAddress, type Topology } from '../engine/topology.ts';
import type { TappedConnection, TappedEvent } from '../inspect/tapped-steps.ts';
import type { Destination, Leg } from '../sansio/machine.ts';
import type { HostName, Side } from '../trace/step.ts';
import { type Dial, dialsOf } from './dials.ts';
import { Tap, type TapEvents, type Tapping } from './tap.ts';
import { foreignMachine } from './xray-host.ts';

/** Systems give these to outgoing connections, on the memory network too. */
const firstSourcePort = 49_152;

/** Of peers by their tags, as the engine names the machine at their wires. */
const ownMachines: Readonly<Record<string, string>> = { app: 'app', cdn: 'proxy', site: 'http1' };

interface Place {
  readonly listener: Listener;
  port: number;
}

/** Of a recorded connection. */
interface Recorded {
  readonly connection: TappedConnection;
  readonly from: HostName;
}

export class TappedNetwork {
  /** ms since 1970 at the beginning of the recording. */
  epochMs = 0;
  readonly connections: TappedConnection[] = [];
  readonly events: TappedEvent[] = [];
  readonly #topology: Topology;
  readonly #isForeign: (host: HostName) => boolean;
  readonly #places: Place[] = [];
  readonly #taps = new Map<string, Tap>();
  /** Port of this computer → what is shown. */
  readonly #shown = new Map<number, string>();
  readonly #recorded = new Map<Tapping, Recorded>();
  readonly #dialled = new Map<Dial, number>();
  readonly #sourcePorts = new Map<HostName, number>();
  #isRecording = false;
  /** What is added to the process's clock for ms since 1970. */
  #clockOffset = 0;

  constructor(topology: Topology, isForeign: (host: HostName) => boolean) {
    this.#topology = topology;
    this.#isForeign = isForeign;
  }

  /** Where a listener of the scenario is on this computer; may be told anew. */
  place(listener: Listener, port: number): void {
    const known = this.#places.find(
      (place) =>
        place.listener.host === listener.host &&
        place.listener.port === listener.port &&
        place.listener.address === listener.address,
    );
    if (known) known.port = port;
    else this.#places.push({ listener, port });
    this.#shown.set(port, hostAndPort(listener.address, listener.port));
  }

  portOf(host: HostName, tag: string, port: number): number {
    const place = this.#places.find(
      ({ listener }) => listener.host === host && listener.tag === tag && listener.port === port,
    );
    if (!place) throw new RangeError(`${host} does not listen on ${port} by ${tag}`);
    return place.port;
  }

  /** Puts a tap to each place where a host may dial and somebody listens. */
  async tap(host: Host, destination: Destination): Promise<void> {
    const listeners = this.#places.map(({ listener }) => listener);
    for (const dial of dialsOf(host, destination)) {
      const { address, port } = dial;
      const found = findListener(this.#topology, listeners, host.name, address, port);
      if ('error' in found) continue;
      const place = this.#places.find(({ listener }) => listener === found.listener) as Place;
      const tap = new Tap({
        to: () => place.port,
        delayMs: found.delayMs,
        events: this.#eventsOf(host, dial, found),
      });
      await tap.listen();
      this.#taps.set(`${host.name} ${hostAndPort(address, port)}`, tap);
      this.#shown.set(tap.port, hostAndPort(address, port));
    }
  }

  /** The port of this computer that leads a host to an address; null where nobody is. */
  tapOf(from: HostName, address: string, port: number): number | null {
    return this.#taps.get(`${from} ${hostAndPort(address, port)}`)?.port ?? null;
  }

  /** A text with addresses of this computer as the scenario has them. */
  shown(text: string): string {
    return text.replace(
      /127\.0\.0\.1:(\d+)/g,
      (address, port) => this.#shown.get(Number(port)) ?? address,
    );
  }

  /** From here on, connections are recorded. */
  begin(): void {
    this.#clockOffset = clockOffset();
    this.epochMs = this.now();
    this.#isRecording = true;
  }

  end(): void {
    this.#isRecording = false;
    this.#recorded.clear();
  }

  close(): void {
    this.end();
    for (const tap of this.#taps.values()) tap.close();
  }

  #eventsOf(host: Host, dial: Dial, found: Found): TapEvents {
    const event = (
      tapping: Tapping,
      side: Side,
      type: TappedEvent['type'],
      octets?: Uint8Array,
    ) => {
      const recorded = this.#recorded.get(tapping);
      if (!recorded) return;
      const time = Math.round((this.now() - this.epochMs) * 1000) / 1000;
      const { id: connection } = recorded.connection;
      this.events.push({ connection, side, type, time, ...(octets ? { octets } : {}) });
    };
    return {
      dialled: (tapping) => {
        if (!this.#isRecording) return;
        const connection = this.#connection(host, dial, found);
        this.connections.push(connection);
        this.#recorded.set(tapping, { connection, from: host.name });
        this.#shown.set(tapping.from, connection.local.dialler);
        event(tapping, 'dialler', 'dialled');
      },
      passed: (tapping) => {
        const recorded = this.#recorded.get(tapping);
        if (recorded) this.#shown.set(tapping.passedFrom, recorded.connection.local.dialler);
      },
      sent: (tapping, side, octets, where) => {
        for (let at = 0; at < octets.length; at += stepOctets) {
          const part = octets.subarray(at, at + stepOctets);
          const other = side === 'dialler' ? 'acceptor' : 'dialler';
          if (where === 'seen') event(tapping, side, 'sent', part);
          else event(tapping, other, 'arrived', part);
        }
      },
      ended: (tapping, side, how, where) => {
        const other = side === 'dialler' ? 'acceptor' : 'dialler';
        if (where === 'seen') event(tapping, side, how === 'end' ? 'ended' : 'reset');
        else event(tapping, other, how === 'end' ? 'end_arrived' : 'reset_arrived');
      },
    };
  }

  #connection(host: Host, dial: Dial, { listener, address }: Found): TappedConnection {
    const before = this.#dialled.get(dial) ?? 0;
    this.#dialled.set(dial, before + 1);
    const sourcePort = this.#sourcePorts.get(host.name) ?? firstSourcePort;
    this.#sourcePorts.set(host.name, sourcePort + 1);
    const source = sourceAddress(this.#topology, host.name, address);
    return {
      id: this.connections.length + 1,
      leg: dial.legs[Math.min(before, dial.legs.length - 1)] as Leg,
      address: dial.address,
      port: dial.port,
      dialler: { host: host.name, machine: this.#machine(host.name, dial.tag) },
      acceptor: { host: listener.host, machine: this.#machine(listener.host, listener.tag) },
      listener: { tag: listener.tag, address: hostAndPort(listener.address, listener.port) },
      local: {
        dialler: hostAndPort(source, sourcePort),
        acceptor: hostAndPort(address, dial.port),
      },
    };
  }

  #machine(host: HostName, tag: string): string {
    if (this.#isForeign(host)) return foreignMachine(tag);
    return `${tag}/${ownMachines[tag] ?? 'xhttp-lab'}#1`;
  }

  /** ms since 1970, once it has begun. */
  now(): number {
    return performance.now() + this.#clockOffset;
  }
}

/** More than a TLS record, whose octets cannot be read without all the others. */
const stepOctets = 65_536;

/** Between the system's clock, by which foreign logs are dated, and the finer one of this process. */
function clockOffset(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now - performance.now();
}
