/**
 * The steps of a run between hosts that cannot be looked into: from what a tap on their connections has seen, and from
 * the facts that their logs tell.
 *
 * A tap sees no SYN before it is answered: a dial is placed where the dialler's log announces it, if it does. Which
 * input made a foreign host act is not seen: a step's cause is the last input of the same inbound or outbound before
 * it, or of the same host.
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
  const { facts, dialTimes } = placedDials(tapped);
  const writer = new Writer(tapped.connections);
  const happenings: { readonly time: number; readonly write: () => void }[] = [
    // at one time a dial stands before the line that announces it
    ...tapped.events.map((event) => {
      const time = event.type === 'dialled' ? dialTimes.get(event.connection) : undefined;
      const at = time === undefined ? event : { ...event, time };
      return { time: at.time, write: () => writer.event(at) };
    }),
    ...facts.map((fact) => ({ time: fact.time, write: () => writer.fact(fact) })),
  ];
  happenings.sort((a, b) => a.time - b.time);
  for (const { write } of happenings) write();
  return writer.steps;
}

/** Finds for each dial the line that announces it; and gives the lines what they lack. */
function placedDials({ connections, events, facts }: Tapped) {
  const dialTimes = new Map<number, number>();
  const dials = events.filter(({ type }) => type === 'dialled');
  const placed = facts.map((fact) => {
    if (fact.name !== 'transport:dial_started') return fact;
    const dial = dials.find(({ connection: id, time }) => {
      const { dialler, address, port } = connections[id - 1] as TappedConnection;
      const isIt =
        dialler.host === fact.host && fact.data.destination === `tcp:${hostAndPort(address, port)}`;
      return isIt && !dialTimes.has(id) && time >= fact.time;
    });
    if (!dial) return fact;
    dialTimes.set(dial.connection, fact.time);
    const { leg } = connections[dial.connection - 1] as TappedConnection;
    const transport = leg === 'destination' ? 'raw' : 'xhttp';
    return { ...fact, data: { transport, ...fact.data, leg } };
  });
  return { facts: placed, dialTimes };
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

  #dialled(connection: TappedConnection, time: number): void {
    const { id, address, port, leg, listener, acceptor, local } = connection;
    const at = atOf(connection, 'dialler');
    const wire = (end: Side): Wire => ({ connection: id, end, from: 0, to: 0 });
    const target = { to: 'address', address, port, leg };
    const open = this.#wire(
      'command',
      'open',
      at,
      time,
      this.#causeOf(at),
      { target },
      wire('dialler'),
    );
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
