/**
 * The rows of the diagram: packets between hosts, and what hosts decided, from the steps of a run.
 *
 * A SYN is an `open` of an address and the `accepted` that it led to; its answer goes from that `accepted` to the
 * `opened`; data goes from a `send` to the delivery of its last octet; FIN and RST are a `close` and a `closed`.
 * Everything else is a row of its own: facts are decisions, the rest is what happens inside a host.
 */
import { hostAndPort } from '../../../core/bytes/ip.ts';
import {
  type At,
  type Importance,
  isStep,
  otherSide,
  type Side,
  type Step,
} from '../../../core/trace/step.ts';
import { stepById } from './steps.ts';

/** Which of the two halves of an XHTTP connection a packet belongs to, however many hosts it has passed. */
export type Route = 'uplink' | 'downlink' | 'other';
export type Segment = 'syn' | 'syn_ack' | 'data' | 'fin' | 'rst';

/** Where and when one end of a packet is. */
export interface Moment {
  readonly step: number;
  /** ms since the run began. */
  readonly time: number;
}

export interface Packet {
  readonly kind: 'packet';
  /** The id of the step that sent it, or of its arrival when the sender is outside the run. */
  readonly id: number;
  readonly step: Step;
  readonly importance: Importance;
  readonly segment: Segment;
  readonly connection: number;
  /** What the connection is for: uplink, downlink, origin, fallback, socks, destination; empty when unknown. */
  readonly leg: string;
  readonly route: Route;
  /** Which end of the connection sends it. */
  readonly by: Side;
  readonly from: At | null;
  readonly to: At | null;
  /** `address:port` of the listener that the connection is for. */
  readonly listener: string;
  readonly sent: Moment | null;
  readonly arrived: Moment | null;
  readonly octets: number;
  /** Why a SYN had no answer. */
  readonly failure: string | null;
}

export interface Inner {
  readonly kind: 'decision' | 'inner';
  readonly id: number;
  readonly step: Step;
  readonly importance: Importance;
}

export type Entry = Packet | Inner;

type Draft<T> = { -readonly [K in keyof T]: T[K] };

interface Half {
  /** Sent and not wholly delivered, in order. */
  readonly pending: { readonly packet: Draft<Packet>; readonly to: number }[];
  ending: Draft<Packet> | null;
}

interface Line {
  readonly leg: string;
  readonly route: Route;
  readonly listener: string;
  readonly ends: Record<Side, At | null>;
  readonly halves: Record<Side, Half>;
  syn: Draft<Packet> | null;
  answer: Draft<Packet> | null;
}

const moment = (step: Step): Moment => ({ step: step.id, time: step.time });

export function sequenceOf(steps: readonly Step[]): readonly Entry[] {
  const scan = new Scan(steps);
  for (const step of steps) scan.take(step);
  return scan.entries;
}

class Scan {
  readonly entries: Entry[] = [];
  readonly #steps: readonly Step[];
  readonly #lines = new Map<number, Line>();

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  take(step: Step): void {
    if (step.kind === 'fact') return this.#inner('decision', step);
    if (!step.wire || step.importance === 'extra') return this.#inner('inner', step);
    if (isStep(step, 'open')) return this.#syn(step);
    if (isStep(step, 'accepted')) return this.#accepted(step);
    const line = this.#lines.get(step.wire.connection);
    if (!line) return this.#inner('inner', step);
    if (step.name === 'opened') this.#arrive(line.answer, step);
    else if (step.name === 'send') this.#data(line, step);
    else if (step.name === 'received') this.#received(line, step);
    else if (isStep(step, 'close')) this.#close(line, step, step.data.how);
    else if (isStep(step, 'closed')) this.#closed(line, step);
    else this.#inner('inner', step);
  }

  #inner(kind: Inner['kind'], step: Step): void {
    this.entries.push({ kind, id: step.id, step, importance: step.importance });
  }

  #syn(step: Step<'open'>): void {
    const { target } = step.data;
    if (target.to !== 'address') return this.#inner('inner', step);
    const line: Line = {
      leg: target.leg,
      route: this.#route(target.leg, step),
      listener: hostAndPort(target.address, target.port),
      ends: { dialler: step.at, acceptor: null },
      halves: { dialler: { pending: [], ending: null }, acceptor: { pending: [], ending: null } },
      syn: null,
      answer: null,
    };
    this.#lines.set(step.wire?.connection ?? -1, line);
    line.syn = this.#packet(line, step, 'syn', 'dialler');
  }

  #accepted(step: Step<'accepted'>): void {
    const id = step.wire?.connection ?? -1;
    let line = this.#lines.get(id);
    if (!line) {
      line = {
        leg: '',
        route: 'other',
        listener: step.data.addresses.local,
        ends: { dialler: null, acceptor: null },
        halves: { dialler: { pending: [], ending: null }, acceptor: { pending: [], ending: null } },
        syn: null,
        answer: null,
      };
      this.#lines.set(id, line);
    }
    line.ends.acceptor = step.at;
    this.#arrive(line.syn, step);
    line.answer = this.#packet(line, step, 'syn_ack', 'acceptor');
  }

  #data(line: Line, step: Step): void {
    const by = step.wire?.end ?? 'dialler';
    line.ends[by] = step.at;
    const packet = this.#packet(line, step, 'data', by);
    line.halves[by].pending.push({ packet, to: step.wire?.to ?? 0 });
  }

  #received(line: Line, step: Step): void {
    const side = step.wire?.end ?? 'dialler';
    line.ends[side] = step.at;
    const { pending } = line.halves[otherSide(side)];
    const delivered = step.wire?.to ?? 0;
    if (!pending.length) {
      const packet = this.#packet(line, step, 'data', otherSide(side));
      packet.sent = null;
      this.#arrive(packet, step);
      return;
    }
    while (pending[0] && pending[0].to <= delivered) this.#arrive(pending.shift()?.packet, step);
  }

  #close(line: Line, step: Step, how: 'end' | 'reset'): void {
    const by = step.wire?.end ?? 'dialler';
    const half = line.halves[by];
    if (half.ending) return;
    half.ending = this.#packet(line, step, how === 'end' ? 'fin' : 'rst', by);
  }

  #closed(line: Line, step: Step<'closed'>): void {
    const { how, error } = step.data;
    if (how === 'failed') {
      if (line.syn) line.syn.failure = error ?? 'unreachable';
      return;
    }
    const by = otherSide(step.wire?.end ?? 'dialler');
    const half = line.halves[by];
    const segment = how === 'end' ? 'fin' : 'rst';
    // a machine that ends without closing resets what it leaves behind: no step says so
    if (half.ending?.segment !== segment) {
      half.ending = this.#packet(line, step, segment, by);
      half.ending.sent = null;
    }
    this.#arrive(half.ending, step);
  }

  #packet(line: Line, step: Step, segment: Segment, by: Side): Draft<Packet> {
    const packet: Draft<Packet> = {
      kind: 'packet',
      id: step.id,
      step,
      importance: step.importance,
      segment,
      connection: step.wire?.connection ?? -1,
      leg: line.leg,
      route: line.route,
      by,
      from: line.ends[by],
      to: line.ends[otherSide(by)],
      listener: line.listener,
      sent: moment(step),
      arrived: null,
      octets: segment === 'data' ? (step.raw?.length ?? 0) : 0,
      failure: null,
    };
    this.entries.push(packet);
    return packet;
  }

  #arrive(packet: Draft<Packet> | null | undefined, step: Step): void {
    if (!packet) return;
    packet.arrived = moment(step);
    packet.to = step.at;
  }

  /** A connection that serves another one belongs to the half that made somebody open it. */
  #route(leg: string, open: Step): Route {
    if (leg === 'uplink' || leg === 'downlink') return leg;
    if (leg !== 'origin' && leg !== 'fallback') return 'other';
    for (let id = open.cause; id !== null; ) {
      const step = stepById(this.#steps, id);
      const route = step?.wire && this.#lines.get(step.wire.connection)?.route;
      if (route) return route;
      id = step?.cause ?? null;
    }
    return 'other';
  }
}

const rank: Record<Importance, number> = { core: 0, base: 1, extra: 2 };

/** The rows of at least this importance; `core` is what a reader wants first. */
export const rowsOf = (sequence: readonly Entry[], level: Importance): readonly Entry[] =>
  level === 'extra' ? sequence : sequence.filter((entry) => rank[entry.importance] <= rank[level]);

/** The index of the row where a step belongs: its own, its packet's, or the one before; -1 before the first. */
export function rowAt(rows: readonly Entry[], step: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Entry).id <= step) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  if (rows[before]?.id === step) return before;
  const arrival = rows.findIndex((row) => row.kind === 'packet' && row.arrived?.step === step);
  return arrival < 0 ? before : arrival;
}
