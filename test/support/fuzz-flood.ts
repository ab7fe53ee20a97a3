/**
 * Floods: a machine in each of the states of its conversations gets megabytes on one port, octets or the body of a
 * message, while the others take what it says and while they do not. What it keeps of them is bounded; who is paused sends no more.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CaseBook } from './fuzz-cases.ts';
import { spread } from './fuzz-octets.ts';
import { type FuzzResult, Runs } from './fuzz-runs.ts';
import { FuzzStand } from './fuzz-stand.ts';
import type { Conversation, MachineLaw } from './segmentation.ts';

const pieceOctets = 65_536;
const pieces = 128;
/** Of 8 MiB, what a machine may keep: one XHTTP packet of its default size, and as much again for its parts. */
const maxKeptOctets = 2_097_152;
/** Floods between two looks at the memory, which take time; one that keeps everything is found among so many. */
const group = 3;

interface Flood {
  readonly name: string;
  readonly inputs: Conversation;
  readonly port: string;
  /** What is repeated. */
  readonly octets: Uint8Array;
  readonly isBlocked: boolean;
}

/** At most `count` floods, spread over all there are. */
export function floodMachine(law: MachineLaw, count: number): FuzzResult {
  const book = new CaseBook(law, 1);
  const all = [...floodsOf(law, book)];
  const floods = [...spread(all.length, count)].map((number) => all[number] as Flood);
  const runs = new Runs({ count: floods.length, seed: 1 });
  const keptBy = scales();
  const pour = (flood: Flood): FuzzStand => {
    const stand = flooded(law, book, flood);
    if (stand.keptOctets <= maxKeptOctets) return stand;
    throw new Error(`${stand.keptOctets} octets are sent to ports that take none`);
  };
  const run = (some: readonly Flood[]): void => {
    if (keptBy(() => some.map(pour)) <= maxKeptOctets * some.length) return;
    for (const flood of some) {
      const kept = keptBy(() => pour(flood));
      if (kept > maxKeptOctets) throw new Error(`${kept} octets are kept\n${flood.name}`);
    }
  };
  const names = (some: readonly Flood[]) => some.map(({ name }) => name).join('\n');
  runs.all(groupsOf(floods).values(), run, names);
  return { ...runs.result, cases: floods.length };
}

const groupsOf = (floods: readonly Flood[]): Flood[][] =>
  Array.from({ length: Math.ceil(floods.length / group) }, (_, i) =>
    floods.slice(i * group, (i + 1) * group),
  );

function flooded(law: MachineLaw, book: CaseBook, flood: Flood): FuzzStand {
  const { inputs, port, octets, isBlocked } = flood;
  const stand = new FuzzStand(law.create(), book.standing);
  for (const input of inputs) stand.deliver(input);
  if (isBlocked) {
    for (const other of stand.talking) stand.deliver({ type: 'blocked', port: other });
  }
  for (let i = 0; i < pieces && !stand.isPaused(port); i++) {
    const data = repeated(octets);
    const value = book.octetPorts.has(port) ? data : { part: 'body', data };
    if (!stand.deliver({ type: 'received', port, value })) break;
  }
  return stand;
}

function* floodsOf(law: MachineLaw, book: CaseBook): Generator<Flood> {
  for (const [name, inputs] of Object.entries(law.conversations)) {
    const seen = new Set<string>();
    const stand = new FuzzStand(law.create(), book.standing);
    for (const [at, input] of inputs.entries()) {
      stand.deliver(input);
      const ports = stand.talking.map((port) => `${port} ${stand.isInPart(port)}`);
      const state = `${stand.machine.state.name} ${ports}`;
      if (stand.isClosed) break;
      if (seen.has(state)) continue;
      seen.add(state);
      const floodable = (name: string) => book.octetPorts.has(name) || stand.isInPart(name);
      for (const port of stand.talking.filter(floodable)) {
        const said = saidOn(port, inputs, at);
        for (const octets of [Uint8Array.of(0x78), ...said]) {
          for (const isBlocked of [false, true]) {
            const how = `${octets.length} octets again and again on ${port}`;
            const where = `"${name}" after ${at + 1} inputs in ${stand.machine.state.name}`;
            yield {
              name: `${where}: ${how}${isBlocked ? ', all others blocked' : ''}`,
              ...{ inputs: inputs.slice(0, at + 1), port, octets, isBlocked },
            };
          }
        }
      }
    }
  }
}

/** What comes next on the port, and what came last. */
function saidOn(port: string, inputs: Conversation, at: number): Uint8Array[] {
  const octets = (of: Conversation) =>
    of.flatMap((input) =>
      input.type === 'received' && input.port === port && input.value instanceof Uint8Array
        ? [input.value]
        : [],
    );
  return [
    ...octets(inputs.slice(at + 1)).slice(0, 1),
    ...octets(inputs.slice(0, at + 1)).slice(-1),
  ];
}

function repeated(octets: Uint8Array): Uint8Array {
  const made = new Uint8Array(pieceOctets);
  if (octets.length === 1) return made.fill(octets[0] as number);
  for (let at = 0; at < made.length && octets.length > 0; at += octets.length) {
    made.set(octets.subarray(0, made.length - at), at);
  }
  return made;
}

/** What it makes measures how many octets stay in use for what a function gives. */
function scales(): (make: () => unknown) => number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const inUse = (): number => {
    // what one collection has found, the next one waits for until it is free
    gc();
    gc();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  return (make) => {
    const before = inUse();
    const made = [make()];
    const after = inUse();
    made.pop();
    return after - before;
  };
}
