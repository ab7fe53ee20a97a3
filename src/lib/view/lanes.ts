/**
 * The columns of the diagram: one a lane, or on a narrow screen one a group of lanes.
 *
 * A group's column opens into the doors of its first host; hosts behind those stay with the door that leads to them, by
 * default the last.
 */
import type { Lane as ScenarioLane } from '../../../core/scenarios/scenario.ts';
import type { At } from '../../../core/trace/step.ts';

/** A lane of the scenario, and what leads to it. */
export interface Lane extends ScenarioLane {
  /** `198.51.100.7:443`, `cdn.example:443`, `localhost:6666`; a host that nobody calls has its address alone. The first is shown. */
  readonly addresses: readonly string[];
}

export interface Column {
  /** A lane's id, or a group's. */
  readonly id: string;
  readonly lanes: readonly Lane[];
  /** The group that a press opens or closes; null for a column that stays as it is. */
  readonly group: string | null;
}

/** All lanes apart; or, where `open` is given, grouped, with one group open or none (''). */
export function columnsOf(lanes: readonly Lane[], open: string | null): readonly Column[] {
  if (open === null) return lanes.map((lane) => ({ id: lane.id, lanes: [lane], group: null }));
  const columns: { id: string; lanes: Lane[]; group: string | null }[] = [];
  for (const lane of lanes) {
    const group = lanes.filter((other) => other.narrow === lane.narrow);
    const host = hostOf(group);
    const doors = group.filter((other) => other.host === host).length > 1;
    const last = columns.at(-1);
    const isFresh = last?.lanes[0]?.narrow !== lane.narrow;
    const opens = lane.narrow === open && lane.host === host;
    if (isFresh || opens) {
      const id = lane.narrow === open ? lane.id : lane.narrow;
      columns.push({ id, lanes: [lane], group: doors ? lane.narrow : null });
    } else {
      const door = columns.find((column) => column.lanes.some(({ id }) => id === lane.behind));
      (door ?? last)?.lanes.push(lane);
    }
  }
  return columns;
}

/** The host that a group is about: the one with most doors, the group's namesake among equals. */
function hostOf(group: readonly Lane[]): string {
  const doors = (lane: Lane) => group.filter((other) => other.host === lane.host).length;
  const [first] = [...group].sort(
    (a, b) => doors(b) - doors(a) || Number(b.host === b.narrow) - Number(a.host === a.narrow),
  );
  return first?.host ?? '';
}

/** The lane where a machine or a listener stands; undefined for a host that has none. */
export function laneOf(lanes: readonly Lane[], at: At): Lane | undefined {
  const ofHost = lanes.filter((lane) => lane.host === at.host);
  return (
    ofHost.find((lane) => lane.machines?.some((prefix) => at.machine.startsWith(prefix))) ??
    ofHost.find((lane) => !lane.machines) ??
    ofHost[0]
  );
}

/** The lane that an address and port lead to. */
export const laneOfAddress = (lanes: readonly Lane[], address: string): Lane | undefined =>
  lanes.find((lane) => lane.addresses.includes(address));

/** The index of the column that holds a lane; -1 for none. */
export const columnOf = (columns: readonly Column[], lane: Lane | undefined): number =>
  lane ? columns.findIndex((column) => column.lanes.includes(lane)) : -1;
