/**
 * What the octets of a run's wire steps are.
 *
 * Steps are taken once, in order, and each costs its own octets; asking about one costs its own units. The octets of a
 * direction come from the sends, and from deliveries where the sender is outside the run. Secrets come from facts, and
 * from a key log that goes with the run.
 */
import { isStep, otherSide, type Side, type Step, type Wire } from '../trace/step.ts';
import { Conversation, type Leg, type Shared } from './conversation.ts';
import { rememberedKeyLog } from './key-log.ts';
import type { Layer } from './pieces.ts';
import { Secrets } from './secrets.ts';
import { type Mark, Track } from './track.ts';
import { Uplinks } from './xhttp-stream.ts';

/** The octets that one end of a connection sends. */
interface Line {
  readonly track: Track;
  readonly layer: Layer;
  /** Octets taken so far. */
  taken: number;
}

interface Connection {
  /** Null for one that was dialled outside the run. */
  readonly leg: Leg | null;
  readonly lines: Readonly<Record<Side, Line>>;
}

/** Where a step's octets lie, and what lies there; offsets are of the track. */
export interface Place {
  readonly from: number;
  /** Where the recorded octets end. */
  readonly to: number;
  readonly marks: readonly Mark[];
  /** Who sends them. */
  readonly side: Side;
  /** What the connection is for; null for one that was dialled outside the run. */
  readonly leg: Leg | null;
}

export class Dissector {
  readonly #connections = new Map<number, Connection>();
  readonly #uplinks = new Map<Leg | null, Uplinks>();
  readonly #secrets = new Secrets();
  readonly #shared: Shared = {
    secrets: this.#secrets,
    uplinksOf: (leg) => this.#uplinksOf(leg),
  };
  #last: Step | null = null;
  #count = 0;

  /** Takes those steps of a run that it has not taken yet. */
  follow(steps: readonly Step[]): void {
    const [first] = steps;
    if (this.#count === 0 && first) this.#secrets.addKeyLog(rememberedKeyLog(first));
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
    const side = name === 'send' ? wire.end : otherSide(wire.end);
    const to = wire.from + raw.data.length;
    const marks = connection.lines[side].track.within(wire.from, to);
    return { from: wire.from, to, marks, side, leg: connection.leg };
  }

  #take(step: Step): void {
    const { wire, raw } = step;
    if (step.kind === 'fact') return this.#secrets.addFact(step);
    if (!wire) return;
    if (isStep(step, 'open') && step.data.target.to === 'address') {
      this.#connect(wire.connection, step.data.target.leg);
    } else if (raw && step.name === 'send') this.#octets(wire, wire.end, raw);
    else if (raw && step.name === 'received') this.#octets(wire, otherSide(wire.end), raw);
  }

  #octets({ connection: id, from, to }: Wire, sender: Side, raw: NonNullable<Step['raw']>): void {
    const connection = this.#connections.get(id) ?? this.#connect(id, null);
    const line = connection.lines[sender];
    if (to <= line.taken) return;
    push(line, null, from);
    push(line, raw.data.subarray(line.taken - from), from + raw.data.length);
    push(line, null, to);
  }

  #connect(id: number, leg: Leg | null): Connection {
    const conversation = new Conversation(this.#shared, leg);
    const line = (side: Side): Line => ({
      track: new Track(),
      layer: conversation.line(side),
      taken: 0,
    });
    const connection = { leg, lines: { dialler: line('dialler'), acceptor: line('acceptor') } };
    this.#connections.set(id, connection);
    return connection;
  }

  #uplinksOf(leg: Leg | null): Uplinks {
    const known = this.#uplinks.get(leg);
    if (known) return known;
    const uplinks = new Uplinks();
    this.#uplinks.set(leg, uplinks);
    return uplinks;
  }
}

/** Takes the octets of a line up to `to`; null: they were not recorded. */
function push(line: Line, octets: Uint8Array | null, to: number): void {
  const length = to - line.taken;
  if (length <= 0) return;
  line.layer.push({ octets, length, track: line.track, at: line.taken });
  line.taken = to;
}

/** By the first step of a run: arrays of steps come and go, steps stay. */
const dissectors = new WeakMap<Step, Dissector>();

/** The dissector of a run, which has followed all of these steps. */
export function dissectorOf(steps: readonly Step[]): Dissector {
  const [first] = steps;
  let dissector = first && dissectors.get(first);
  if (!dissector?.knows(steps)) {
    dissector = new Dissector();
    if (first) dissectors.set(first, dissector);
  }
  dissector.follow(steps);
  return dissector;
}
