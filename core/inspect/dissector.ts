/**
 * What the octets of a run's wire steps are.
 *
 * Steps are taken once, in order, and each costs its own octets; asking about one costs its own units. The octets of a
 * direction come from the sends, and from deliveries where the sender is outside the run.
 */
import type { StepData } from '../trace/catalogue.ts';
import { isStep, otherSide, type Side, type Step, type Wire } from '../trace/step.ts';
import { type Exchange, exchangeOf, plainExchange } from './exchange.ts';
import { Http1Requests, Http1Responses } from './http1-stream.ts';
import type { Layer } from './pieces.ts';
import { SocksStream } from './socks-stream.ts';
import { type Mark, Track } from './track.ts';
import { type Direction, VlessStream } from './vless-stream.ts';
import { downlinkBody, Uplinks } from './xhttp-stream.ts';

type Leg = Extract<StepData['open']['target'], { readonly to: 'address' }>['leg'];

/** The octets that one end of a connection sends. */
interface Line {
  readonly track: Track;
  /** Null until the first octets tell. */
  layer: Layer | null;
  /** Octets taken so far. */
  taken: number;
}

interface Connection {
  /** Null for one that was dialled outside the run. */
  readonly leg: Leg | null;
  readonly lines: Record<Side, Line>;
  /** Requests that are not answered yet. */
  readonly exchanges: Exchange[];
}

/** Where a step's octets lie, and what lies there; offsets are of the track. */
export interface Place {
  readonly from: number;
  /** Where the recorded octets end. */
  readonly to: number;
  readonly marks: readonly Mark[];
}

export class Dissector {
  readonly #connections = new Map<number, Connection>();
  readonly #uplinks = new Map<Leg | null, Uplinks>();
  #last: Step | null = null;
  #count = 0;

  /** Takes those steps of a run that it has not taken yet. */
  follow(steps: readonly Step[]): void {
    for (; this.#count < steps.length; this.#count++) this.#take(steps[this.#count] as Step);
    this.#last = steps[this.#count - 1] ?? this.#last;
  }

  /** Whether these are the steps it has followed, or more of the same run, or fewer. */
  knows(steps: readonly Step[]): boolean {
    const before = steps[this.#count - 1];
    return this.#count === 0 || before === undefined || before === this.#last;
  }

  /** Null for a step that carries no octets. */
  placeOf({ name, wire, raw }: Step): Place | null {
    const connection = wire && this.#connections.get(wire.connection);
    if (!wire || !raw || !connection) return null;
    const { track } = connection.lines[name === 'send' ? wire.end : otherSide(wire.end)];
    const to = wire.from + raw.data.length;
    return { from: wire.from, to, marks: track.within(wire.from, to) };
  }

  #take(step: Step): void {
    const { wire, raw } = step;
    if (!wire) return;
    if (isStep(step, 'open') && step.data.target.to === 'address') {
      this.#connections.set(wire.connection, emptyConnection(step.data.target.leg));
    } else if (raw && step.name === 'send') this.#octets(wire, wire.end, raw);
    else if (raw && step.name === 'received') this.#octets(wire, otherSide(wire.end), raw);
  }

  #octets({ connection: id, from, to }: Wire, sender: Side, raw: NonNullable<Step['raw']>): void {
    let connection = this.#connections.get(id);
    if (!connection) {
      connection = emptyConnection(null);
      this.#connections.set(id, connection);
    }
    const line = connection.lines[sender];
    if (to <= line.taken) return;
    this.#push(connection, sender, null, from);
    this.#push(connection, sender, raw.data.subarray(line.taken - from), from + raw.data.length);
    this.#push(connection, sender, null, to);
  }

  /** Takes the octets of a line up to `to`; null: they were not recorded. */
  #push(connection: Connection, sender: Side, octets: Uint8Array | null, to: number): void {
    const line = connection.lines[sender];
    const length = to - line.taken;
    if (length <= 0) return;
    line.layer ??= this.#layer(connection, sender, octets?.[0]);
    line.layer.push({ octets, length, track: line.track, at: line.taken });
    line.taken = to;
  }

  #layer(connection: Connection, sender: Side, first: number | undefined): Layer {
    const { leg, exchanges } = connection;
    const direction: Direction = sender === 'dialler' ? 'uplink' : 'downlink';
    if (leg === 'socks' || (leg === null && first === 5)) return new SocksStream(direction);
    if (first === 0) return new VlessStream(direction, 0, null);
    const isLetter = first !== undefined && first >= 0x41 && first <= 0x5a;
    if (!isLetter) return { push: () => {} };
    if (direction === 'downlink') {
      return new Http1Responses(
        0,
        () => exchanges.shift() ?? plainExchange('GET', ''),
        downlinkBody,
      );
    }
    const uplinks = this.#uplinksOf(leg);
    return new Http1Requests(
      0,
      (method, target, headers) => {
        const make = leg === 'destination' ? plainExchange : exchangeOf;
        const exchange = make(method, target, headers);
        exchanges.push(exchange);
        return exchange;
      },
      (exchange, _status, depth) => uplinks.packet(exchange, depth),
    );
  }

  /** A session's packets are seen on each leg that they pass. */
  #uplinksOf(leg: Leg | null): Uplinks {
    const known = this.#uplinks.get(leg);
    if (known) return known;
    const uplinks = new Uplinks();
    this.#uplinks.set(leg, uplinks);
    return uplinks;
  }
}

const emptyConnection = (leg: Leg | null): Connection => {
  const line = (): Line => ({ track: new Track(), layer: null, taken: 0 });
  return { leg, lines: { dialler: line(), acceptor: line() }, exchanges: [] };
};
