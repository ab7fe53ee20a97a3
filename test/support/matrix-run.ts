/** The matrix on one pair of cores: what each cell does. */
import type { Lab, Pair } from './lab.ts';
import { cells } from './matrix.ts';
import { payload, type Transfer } from './octet-origin.ts';
import { refusal } from './refusal.ts';
import type { Link } from './ways.ts';

/**
 * `carries`: an octet came back, and `sizeOctets` went each way unchanged. `silent`: the proxied connection stayed open
 * and nothing came.
 */
export type Outcome = 'carries' | 'silent' | `refused: ${string}` | `broken: ${string}`;

/** By the cell's id. */
export type Outcomes = ReadonlyMap<string, Outcome>;

const sizeOctets = 5_000_000;
/** How long nothing may happen where something is expected: the handshakes of all cells at once on a slow machine. */
const patienceMs = 20_000;
/** How long nothing must happen where nothing is expected. */
const silenceMs = 4_000;
/** Cells that are busy at a time. */
const lanes = 6;

/** `control`: what another pair did; without it, the first octet of every cell is waited for `silenceMs`. */
export async function runMatrix(lab: Lab, pair: Pair, control?: Outcomes): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  await inLanes(cells, async (cell) => {
    const text = await refusal(pair.client, lab.configOf(cell));
    if (text !== null) outcomes.set(cell.id, `refused: ${text}`);
  });
  const links = cells.filter(({ id }) => !outcomes.has(id));
  const first = async (cell: Link, patience: number) => {
    const { ending } = await lab.transfer(cell, { kind: 'echo', octets: 1 }, patience);
    const broken = ending === 'silent' ? ending : (`broken: first octet, ${ending}` as const);
    outcomes.set(cell.id, ending === 'complete' ? 'carries' : broken);
  };
  const all = (kind: Transfer['kind']) => async (cell: Link) => {
    const wanted = { kind, octets: sizeOctets };
    const { ending, octets, sha256 } = await lab.transfer(cell, wanted, patienceMs);
    const isWhole = ending === 'complete' && sha256 === payload(sizeOctets).sha256;
    if (!isWhole) outcomes.set(cell.id, `broken: ${kind}, ${ending} after ${octets} octets`);
  };
  const running = await lab.start(pair, links);
  try {
    await lab.probesDone(links);
    const speaks = ({ id }: Link) => !control || control.get(id) === 'carries';
    const speaking = links.filter(speaks);
    await Promise.all(speaking.map((cell) => first(cell, control ? patienceMs : silenceMs)));
    const others = links.filter((cell) => !speaks(cell));
    await Promise.all(others.map((cell) => first(cell, silenceMs)));
    const carrying = links.filter(({ id }) => outcomes.get(id) === 'carries');
    await inLanes(carrying, all('down'));
    await inLanes(carrying, all('up'));
    return outcomes;
  } finally {
    await running.stop();
  }
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
