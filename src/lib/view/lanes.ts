/**
 * The columns of the diagram: one a host, and one a door where a host has several.
 *
 * On a narrow screen only some hosts keep a column; their neighbours fold into them, and a host's doors into one,
 * unless the reader has opened it.
 */
import type { At, HostName } from '../../../core/trace/step.ts';

export interface Lane {
  readonly id: string;
  readonly host: HostName;
  /** Tags of the machines and listeners that stand here; none: whatever of the host stands nowhere else. */
  readonly tags: readonly string[];
  /** Its address, or its address and port, as a reader knows it. */
  readonly address: string;
}

export interface Column {
  readonly id: string;
  readonly lanes: readonly Lane[];
  /** More than one lane of one host: the reader may open it. */
  readonly folded: boolean;
}

export interface Folding {
  /** The hosts that keep a column. */
  readonly hosts: readonly HostName[];
  /** The host whose doors are shown apart. */
  readonly open: HostName | null;
}

export function columnsOf(lanes: readonly Lane[], folding: Folding | null): readonly Column[] {
  if (!folding) return lanes.map((lane) => ({ id: lane.id, lanes: [lane], folded: false }));
  const columns: { id: string; lanes: Lane[]; folded: boolean }[] = [];
  for (const lane of lanes) {
    if (!folding.hosts.includes(lane.host)) continue;
    const last = columns.at(-1);
    if (last?.lanes[0]?.host === lane.host && lane.host !== folding.open) {
      last.lanes.push(lane);
      last.folded = true;
      last.id = lane.host;
    } else {
      columns.push({ id: lane.id, lanes: [lane], folded: false });
    }
  }
  for (const [at, lane] of lanes.entries()) {
    if (!folding.hosts.includes(lane.host)) nearest(columns, lanes, at)?.lanes.push(lane);
  }
  return columns;
}

function nearest(
  columns: readonly { readonly lanes: Lane[] }[],
  lanes: readonly Lane[],
  at: number,
): { readonly lanes: Lane[] } | undefined {
  const distance = (column: { readonly lanes: Lane[] }) =>
    Math.min(...column.lanes.map((lane) => Math.abs(lanes.indexOf(lane) - at)));
  return [...columns].sort((a, b) => distance(a) - distance(b))[0];
}

/** The lane where a machine or a listener stands; undefined for a host that has none. */
export function laneOf(lanes: readonly Lane[], at: At): Lane | undefined {
  const tag = at.machine.slice(0, at.machine.indexOf('/'));
  const ofHost = lanes.filter((lane) => lane.host === at.host);
  return (
    ofHost.find((lane) => lane.tags.includes(tag)) ??
    ofHost.find((lane) => !lane.tags.length) ??
    ofHost[0]
  );
}

/** The index of the column that holds a lane; -1 for none. */
export const columnOf = (columns: readonly Column[], lane: Lane | undefined): number =>
  lane ? columns.findIndex((column) => column.lanes.includes(lane)) : -1;
