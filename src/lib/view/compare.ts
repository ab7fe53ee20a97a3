/**
 * Two runs side by side: their rows paired by what they mean, the first pair that differs, and their figures.
 *
 * Rows mean the same when they do the same for the same half, whoever does it: the GET's second hop is the fallback in one
 * run and the CDN's call to its origin in another. A pair differs where other hosts do it.
 */
import { requestIn, sightingsOf } from '../../../core/inspect/sightings.ts';
import type { Step } from '../../../core/trace/step.ts';
import { type Lane, laneOf, laneOfAddress } from './lanes.ts';
import type { Entry, Packet } from './sequence.ts';

export interface Compared {
  readonly rows: readonly Entry[];
  readonly steps: readonly Step[];
  readonly lanes: readonly Lane[];
}

export interface Pair {
  readonly left: Entry | null;
  readonly right: Entry | null;
  readonly same: boolean;
}

export function pairsOf(left: Compared, right: Compared): readonly Pair[] {
  const [meant, other] = [left, right].map(({ rows, steps }) =>
    rows.map((row) => meaningOf(row, steps)),
  ) as [string[], string[]];
  const pairs = paired(meant, other);
  return pairs.map(([l, r]) => {
    const a = l === null ? null : (left.rows[l] as Entry);
    const b = r === null ? null : (right.rows[r] as Entry);
    const same = a !== null && b !== null && hosts(a, left.lanes) === hosts(b, right.lanes);
    return { left: a, right: b, same };
  });
}

/** The index of the first packet in which the runs differ; -1 where none does. */
export const partingOf = (pairs: readonly Pair[]): number =>
  pairs.findIndex(({ left, right, same }) => !same && (left ?? right)?.kind === 'packet');

function meaningOf(entry: Entry, steps: readonly Step[]): string {
  if (entry.kind !== 'packet') return entry.step.name;
  return [entry.segment, entry.route, entry.by, methodsOf(entry, steps)].join(' ');
}

function hosts(entry: Entry, lanes: readonly Lane[]): string {
  if (entry.kind !== 'packet') return laneOf(lanes, entry.step.at)?.id ?? '';
  const from = entry.from ? laneOf(lanes, entry.from) : undefined;
  const to = entry.to ? laneOf(lanes, entry.to) : laneOfAddress(lanes, entry.listener);
  return `${from?.id} ${to?.id}`;
}

/** The methods of the HTTP requests that begin in a packet, inside of TLS too. */
const methodsOf = (packet: Packet, steps: readonly Step[]): readonly string[] =>
  (sightingsOf(steps, packet.step)?.outer ?? []).flatMap((unit) => requestIn(unit)?.method ?? []);

type Indices = readonly [number | null, number | null];

/** The longest way to pair equal items in order; what has no partner stands alone. */
export function paired(left: readonly string[], right: readonly string[]): readonly Indices[] {
  const width = right.length + 1;
  // best[l * width + r]: how many pairs there are from l and r on
  const best = new Uint16Array((left.length + 1) * width);
  const at = (l: number, r: number) => best[l * width + r] as number;
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      best[l * width + r] =
        left[l] === right[r] ? at(l + 1, r + 1) + 1 : Math.max(at(l + 1, r), at(l, r + 1));
    }
  }
  const pairs: Indices[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    if (l < left.length && r < right.length && left[l] === right[r]) pairs.push([l++, r++]);
    else if (r >= right.length || (l < left.length && at(l + 1, r) >= at(l, r + 1)))
      pairs.push([l++, null]);
    else pairs.push([null, r++]);
  }
  return pairs;
}

export interface Figures {
  /** TCP connections between hosts. */
  readonly connections: number;
  /** What the client calls, in order. */
  readonly addresses: readonly string[];
  /** From the app's first packet to the first octet of the answer at the app, in ms; null without an answer. */
  readonly firstOctetMs: number | null;
  /** The client's HTTP requests by method, in order of their first. */
  readonly requests: readonly (readonly [method: string, count: number])[];
}

export function figuresOf(
  { rows, steps }: Pick<Compared, 'rows' | 'steps'>,
  landmarks: ReadonlyMap<string, number>,
): Figures {
  const packets = rows.filter((row): row is Packet => row.kind === 'packet');
  const syns = packets.filter((packet) => packet.segment === 'syn');
  const requests = new Map<string, number>();
  for (const packet of packets) {
    if (packet.from?.host !== 'client') continue;
    for (const method of methodsOf(packet, steps)) {
      requests.set(method, (requests.get(method) ?? 0) + 1);
    }
  }
  return {
    connections: syns.length,
    addresses: syns.filter(({ from }) => from?.host === 'client').map(({ listener }) => listener),
    firstOctetMs: firstOctet(packets, landmarks),
    requests: [...requests],
  };
}

function firstOctet(
  packets: readonly Packet[],
  landmarks: ReadonlyMap<string, number>,
): number | null {
  const asked = packets.find(({ from }) => from?.host === 'app');
  const answered = landmarks.get('destination.response');
  const octet = packets.find(
    ({ id, segment, to }) =>
      answered !== undefined && id > answered && segment === 'data' && to?.host === 'app',
  );
  return asked && octet?.arrived ? octet.arrived.time - asked.step.time : null;
}

/** Of two texts, the numbers (from 1) of the lines that the other does not have. */
export function differingLines(
  left: string,
  right: string,
): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const pairs = paired(left.split('\n'), right.split('\n'));
  const alone = (side: 0 | 1) =>
    new Set(pairs.filter((pair) => pair[1 - side] === null).map((pair) => (pair[side] ?? 0) + 1));
  return [alone(0), alone(1)];
}
