/**
 * Where the rows of the diagram stand: which columns an arrow joins, and how far down.
 *
 * Two axes. By order, each row is as high as the next and arrows are level. By time, arrows slant from when a packet was
 * sent to when it arrived; what happens at one instant is spread out in order, and long quiet is shortened.
 */
import { type Column, columnOf, type Lane, laneOf, laneOfAddress } from './lanes.ts';
import type { Entry } from './sequence.ts';

export type Axis = 'order' | 'time';

export interface Placed {
  readonly entry: Entry;
  /** Indices of columns; -1 for outside. A row inside a host has the same twice. */
  readonly from: number;
  readonly to: number;
  /** Pixels from the top: of the start, and of the head of an arrow. */
  readonly y: number;
  readonly yTo: number;
}

export interface Tick {
  readonly y: number;
  /** ms since the run began. */
  readonly time: number;
  /** Time before it was shortened. */
  readonly shortened: boolean;
}

export interface Layout {
  readonly rows: readonly Placed[];
  readonly ticks: readonly Tick[];
  readonly height: number;
  /** How far below its start an arrow may end. */
  readonly reach: number;
}

export interface Spacing {
  /** Pixels a row needs for its label. */
  readonly row: number;
  /** At most so many pixels for a time in which nothing happens. */
  readonly quiet: number;
}
export const spacing: Spacing = { row: 34, quiet: 140 };

export function layoutOf(
  rows: readonly Entry[],
  lanes: readonly Lane[],
  columns: readonly Column[],
  axis: Axis,
  space: Spacing = spacing,
): Layout {
  const ends = rows.map((entry) => endsOf(entry, lanes, columns));
  if (axis === 'order') {
    const placed = rows.map((entry, i) => {
      const y = (i + 0.5) * space.row;
      return { entry, ...(ends[i] as Ends), y, yTo: y };
    });
    return { rows: placed, ticks: [], height: (rows.length + 0.5) * space.row, reach: 0 };
  }
  return byTime(rows, ends, space);
}

/** One row at a height of the caller's choice, level. */
export const placedAt = (
  entry: Entry,
  lanes: readonly Lane[],
  columns: readonly Column[],
  y: number,
): Placed => ({ entry, ...endsOf(entry, lanes, columns), y, yTo: y });

interface Ends {
  readonly from: number;
  readonly to: number;
}

function endsOf(entry: Entry, lanes: readonly Lane[], columns: readonly Column[]): Ends {
  if (entry.kind !== 'packet') {
    const at = columnOf(columns, laneOf(lanes, entry.step.at));
    return { from: at, to: at };
  }
  const from = entry.from && laneOf(lanes, entry.from);
  const to = entry.to ? laneOf(lanes, entry.to) : laneOfAddress(lanes, entry.listener);
  return { from: columnOf(columns, from ?? undefined), to: columnOf(columns, to) };
}

interface Happening {
  readonly step: number;
  readonly time: number;
  readonly row: number;
  readonly starts: boolean;
}

function byTime(rows: readonly Entry[], ends: readonly Ends[], space: Spacing): Layout {
  const happenings: Happening[] = [];
  for (const [row, entry] of rows.entries()) {
    happenings.push({ step: entry.id, time: entry.step.time, row, starts: true });
    const arrived = entry.kind === 'packet' && entry.sent ? entry.arrived : null;
    if (arrived) happenings.push({ ...arrived, row, starts: false });
  }
  happenings.sort((a, b) => a.step - b.step || Number(a.starts) - Number(b.starts));
  const scale = pixelsPerMs(rows, happenings, space);
  const starts: number[] = [];
  const heads: number[] = [];
  const ticks: Tick[] = [];
  let y = space.row / 2;
  let lastStart = y - space.row;
  let time = happenings[0]?.time ?? 0;
  for (const happening of happenings) {
    const quiet = (happening.time - time) * scale;
    const passed = y + Math.min(quiet, space.quiet);
    time = happening.time;
    y = happening.starts ? Math.max(passed, lastStart + space.row) : passed;
    if (happening.starts) lastStart = y;
    if (rounded(time) !== rounded(ticks.at(-1)?.time ?? -1)) {
      ticks.push({ y, time, shortened: quiet > space.quiet });
    }
    (happening.starts ? starts : heads)[happening.row] = y;
  }
  const placed = rows.map((entry, i) => {
    const from = starts[i] as number;
    return { entry, ...(ends[i] as Ends), y: from, yTo: Math.max(heads[i] ?? from, from) };
  });
  const reach = placed.reduce((most, row) => Math.max(most, row.yTo - row.y), 0);
  return { rows: placed, ticks: apart(ticks, space.row / 2), height: y + space.row, reach };
}

/** So that the times between rows take about as much room as the rows. */
function pixelsPerMs(
  rows: readonly Entry[],
  happenings: readonly Happening[],
  space: Spacing,
): number {
  const total = (happenings.at(-1)?.time ?? 0) - (happenings[0]?.time ?? 0);
  return total > 0 ? (rows.length * space.row) / total : 1;
}

/** To what is told of a time: real ones are never twice the same. */
const rounded = (time: number): number =>
  time < 10 ? Math.round(time * 10) / 10 : Math.round(time);

/** Ticks whose numbers do not touch each other. */
function apart(ticks: readonly Tick[], distance: number): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (!last || tick.y - last.y >= distance || tick.shortened) kept.push(tick);
  }
  return kept;
}

/** The indices [first, end) of the rows that touch the pixels [top, bottom), by halving; rows are in order of `y`. */
export function windowOf(
  rows: readonly Placed[],
  top: number,
  bottom: number,
): { readonly first: number; readonly end: number } {
  const firstAtLeast = (y: number) => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as Placed).y < y) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { first: firstAtLeast(top), end: firstAtLeast(bottom) };
}
