/**
 * The steps of a run between hosts that cannot be looked into: from what a tap on their connections has seen, and from
 * the facts that their logs tell.
 *
 * A tap sees no SYN before it is answered, so that a dial and its answer are of one time. Which input made a foreign host
 * act is not seen: a step's cause is the last input of the same inbound or outbound before it, or of the same host.
 */
import { hostAndPort } from '../bytes/ip.ts';
import type { FactName, StepData } from '../trace/catalogue.ts';
import { importanceOfFact, importanceOfMessage } from '../trace/importance.ts';
import {
  type At,
  type HostName,
  type MachineId,
  otherSide,
  type Side,
  type Step,
  type StepName,
  type Wire,
} from '../trace/step.ts';

type Leg = Extract<StepData['open']['target'], { readonly to: 'address' }>['leg'];

export interface TappedConnection {
  /** 1, 2, 3 … in the order of dialling. */
  readonly id: number;
  readonly leg: Leg;
  /** As the dialler names it. */
  readonly address: string;
  readonly port: number;
  readonly dialler: { readonly host: HostName; readonly machine: MachineId };
  readonly acceptor: { readonly host: HostName; readonly machine: MachineId };
  readonly listener: { readonly tag: string; readonly address: string };
  /** `address:port` of each end, as its host would say it. */
  readonly local: Readonly<Record<Side, string>>;
}

/** `sent`, `ended` and `reset` at the end that does it; `arrived` and so on at the other, later by the wire's delay. */
export interface TappedEvent {
  readonly connection: number;
  readonly side: Side;
  readonly type:
    | 'dialled'
    | 'sent'
    | 'arrived'
    | 'ended'
    | 'end_arrived'
    | 'reset'
    | 'reset_arrived';
  /** ms since the run began. */
  readonly time: number;
  /** Of `sent` and `arrived`: the same array. */
  readonly octets?: Uint8Array;
}

/** A fact as a log tells it: fields that it does not tell are absent. */
export interface TappedFact {
  readonly name: FactName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly host: HostName;
  readonly machine: MachineId;
  readonly scope: number | null;
  /** ms since the run began. */
  readonly time: number;
}

export interface Tapped {
  readonly connections: readonly TappedConnection[];
  /** In the order in which they were seen. */
  readonly events: readonly TappedEvent[];
  readonly facts: readonly TappedFact[];
}

export function tappedSteps(tapped: Tapped): readonly Step[] {
  const { facts, dials } = ordered(tapped);
  const writer = new Writer(tapped.connections);
  const happenings: Happening[] = facts.map((fact, order) => ({
    time: fact.time,
    order,
    write: () => writer.fact(fact),
  }));
  for (const event of tapped.events) {
    const dial = event.type === 'dialled' ? dials.get(event.connection) : undefined;
    const order = dial ? dial.order : facts.length;
    const happening = { time: event.time, write: () => writer.event(event) };
    if (event.type === 'dialled') {
      // the line of a dial stands between it and its answer, the line of a fallback before
      const before = dial && !dial.isFallback ? order - 0.5 : order;
      happenings.push({ time: event.time, order: before, write: () => writer.dial(event) });
    }
    happenings.push({ ...happening, order: dial ? order + 0.5 : order });
  }
  happenings.sort((a, b) => a.time - b.time || a.order - b.order);
  for (const { write } of happenings) write();
  return writer.steps;
}

interface Happening {
  readonly time: number;
  /** Among those of one time. */
  readonly order: number;
  readonly write: () => void;
}

interface Dial {
  /** Of the line that announces it. */
  readonly order: number;
  readonly isFallback: boolean;
}

/**
 * A log has the right order, and times that are a little off: what a tap sees of a host has its own delay. A line that
 * announces a dial is put to the dial, and those before and after it stay so. Gives such lines what they lack, too.
 */
function ordered({ connections, events, facts }: Tapped) {
  const seen = events.filter(({ type }) => type === 'dialled');
  const dials = new Map<number, Dial>();
  const placed = facts.map((fact, order) => {
    const dial = seen.find(({ connection: id }) => {
      return !dials.has(id) && announces(fact, connections[id - 1] as TappedConnection);
    });
    if (!dial) return fact;
    const { time } = dial;
    const { leg } = connections[dial.connection - 1] as TappedConnection;
    dials.set(dial.connection, { order, isFallback: leg === 'fallback' });
    const transport = leg === 'destination' ? 'raw' : 'xhttp';
    const isDial = fact.name === 'transport:dial_started';
    return { ...fact, time, ...(isDial ? { data: { transport, ...fact.data, leg } } : {}) };
  });
  const anchored = new Set([...dials.values()].map(({ order }) => order));
  const bounds = new Map<HostName, number>();
  const bound = (i: number, bounded: (time: number, limit: number) => number) => {
    const fact = placed[i] as TappedFact;
    const time = anchored.has(i)
      ? fact.time
      : bounded(fact.time, bounds.get(fact.host) ?? fact.time);
    bounds.set(fact.host, time);
    placed[i] = { ...fact, time };
  };
  for (let i = placed.length - 1; i >= 0; i--) bound(i, Math.min);
  bounds.clear();
  for (let i = 0; i < placed.length; i++) bound(i, Math.max);
  return { facts: placed, dials };
}

/** A fallback's dial is not logged; that there will be one, is. */
function announces({ name, host, data }: TappedFact, connection: TappedConnection): boolean {
  const { dialler, address, port, leg } = connection;
  if (dialler.host !== host) return false;
  if (name === 'vless:fallback_started') return leg === 'fallback';
  return (
    name === 'transport:dial_started' && data.destination === `tcp:${hostAndPort(address, port)}`
  );
}

/** What is known of one direction. */
interface Direction {
  sent: number;
  arrived: number;
  /** Ids of sends that have not arrived. */
  readonly pending: number[];
  ending: number | null;
}

class Writer {
  readonly steps: Step[] = [];
  readonly #connections: readonly TappedConnection[];
  readonly #directions = new Map<string, Direction>();
  /** The step of each connection's dial. */
  readonly #dials = new Map<number, number>();
  /** The last input of each host, and of each inbound or outbound of it. */
  readonly #inputs = new Map<string, number>();

  constructor(connections: readonly TappedConnection[]) {
    this.#connections = connections;
  }

  fact({ name, data, host, machine, scope, time }: TappedFact): void {
    const at = { host, machine };
    const importance = importanceOfFact(name);
    this.#add({ kind: 'fact', name, at, scope, time, importance, cause: this.#causeOf(at), data });
  }

  event(event: TappedEvent): void {
    const { connection: id, side, time, octets } = event;
    const connection = this.#connections[id - 1] as TappedConnection;
    const at = atOf(connection, side);
    const out = this.#direction(id, side);
    const into = this.#direction(id, otherSide(side));
    const wireAt = (from: number, to = from): Wire => ({ connection: id, end: side, from, to });
    const length = octets?.length ?? 0;
    const raw = octets ? { raw: { length, data: octets } } : {};
    const ending = (how: 'end' | 'reset') => {
      const cause = this.#causeOf(at);
      out.ending = this.#wire('command', 'close', at, time, cause, { how }, wireAt(out.sent));
    };
    const ended = (how: 'end' | 'reset') =>
      this.#wire('input', 'closed', at, time, into.ending, { how }, wireAt(into.arrived));
    switch (event.type) {
      case 'dialled':
        return this.#dialled(connection, time);
      case 'sent': {
        const wire = wireAt(out.sent, out.sent + length);
        out.sent += length;
        out.pending.push(this.#wire('command', 'send', at, time, this.#causeOf(at), {}, wire, raw));
        return;
      }
      case 'arrived': {
        const wire = wireAt(into.arrived, into.arrived + length);
        into.arrived += length;
        const cause = into.pending.shift() ?? null;
        this.#wire('input', 'received', at, time, cause, {}, wire, raw);
        return;
      }
      case 'ended':
        return ending('end');
      case 'reset':
        return ending('reset');
      case 'end_arrived':
        return void ended('end');
      case 'reset_arrived':
        return void ended('reset');
    }
  }

  /** The dial itself; `event` tells its answer. */
  dial({ connection: id, time }: TappedEvent): void {
    const connection = this.#connections[id - 1] as TappedConnection;
    const { address, port, leg } = connection;
    const at = atOf(connection, 'dialler');
    const wire = { connection: id, end: 'dialler', from: 0, to: 0 } as const;
    const target = { to: 'address', address, port, leg };
    const step = this.#wire('command', 'open', at, time, this.#causeOf(at), { target }, wire);
    this.#dials.set(id, step);
  }

  #dialled(connection: TappedConnection, time: number): void {
    const { id, listener, acceptor, local } = connection;
    const at = atOf(connection, 'dialler');
    const wire = (end: Side): Wire => ({ connection: id, end, from: 0, to: 0 });
    const open = this.#dials.get(id) ?? null;
    const listening = {
      host: acceptor.host,
      machine: `${listener.tag}/listener`,
      port: listener.address,
    };
    const accepted = this.#wire(
      'input',
      'accepted',
      listening,
      time,
      open,
      {
        listener: listener.tag,
        addresses: { local: local.acceptor, remote: local.dialler },
      },
      wire('acceptor'),
      { state: 'LISTEN' },
    );
    const addresses = { local: local.dialler, remote: local.acceptor };
    const links = [accepted];
    this.#wire('input', 'opened', at, time, open, { addresses }, wire('dialler'), { links });
  }

  #direction(id: number, side: Side): Direction {
    const key = `${id} ${side}`;
    let direction = this.#directions.get(key);
    if (!direction) {
      direction = { sent: 0, arrived: 0, pending: [], ending: null };
      this.#directions.set(key, direction);
    }
    return direction;
  }

  #causeOf({ host, machine }: At): number | null {
    return this.#inputs.get(`${host} ${tagOf(machine)}`) ?? this.#inputs.get(host) ?? null;
  }

  #wire(
    kind: 'input' | 'command',
    name: StepName,
    at: At,
    time: number,
    cause: number | null,
    data: object,
    wire: Wire,
    more: Partial<Pick<Step, 'raw' | 'links' | 'state'>> = {},
  ): number {
    const importance = importanceOfMessage(name, true);
    const id = this.#add({
      kind,
      name,
      at,
      scope: null,
      time,
      importance,
      cause,
      data,
      wire,
      ...more,
    });
    if (kind === 'input') {
      this.#inputs.set(at.host, id).set(`${at.host} ${tagOf(at.machine)}`, id);
    }
    return id;
  }

  #add(step: Omit<Step, 'id' | 'state' | 'data'> & { data: object; state?: string }): number {
    const id = this.steps.length;
    this.steps.push({ state: '', ...step, id } as unknown as Step);
    return id;
  }
}

const atOf = ({ dialler, acceptor }: TappedConnection, side: Side): At =>
  side === 'dialler' ? { ...dialler, port: 'outer' } : { ...acceptor, port: 'outer' };

const tagOf = (machine: MachineId): string => machine.slice(0, machine.indexOf('/'));
