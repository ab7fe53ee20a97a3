/**
 * The octets of a wire step, named: its units, their fields, and what the packet is called.
 *
 * The fields of all units together are a partition of the step's recorded octets: a unit that holds others has fields
 * for what is in none of them. A unit that lies in several packets shows in each with its own part.
 */

import { spansOf } from '../bytes/codec.ts';
import type { Span } from '../bytes/reader.ts';
import type { Step } from '../trace/step.ts';
import { type CodedUnit, type UnitName, unitCodecs } from '../trace/units.ts';
import { Dissector } from './dissector.ts';
import { type PacketTitle, titleIn } from './titles.ts';
import type { FoundUnit, Mark } from './track.ts';
import { preview, valueText } from './values.ts';

export type { PacketTitle } from './titles.ts';

/** [start, end) in the step's recorded octets, as are those of a unit. */
export interface Field {
  /** `method`, `headers.3.name`, `addons.flow.value`; `data` of a unit without fields of its own. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** For a reader; of the whole field, also where a part of it lies elsewhere. */
  readonly value: string;
}

export interface Unit {
  readonly name: UnitName;
  readonly start: number;
  readonly end: number;
  /** How many units it lies in. */
  readonly depth: number;
  /** In order; none where other units cover it. */
  readonly fields: readonly Field[];
}

/** What the octets of a wire step (sent or received) are, in order; empty for a step without octets. */
export function dissect(steps: readonly Step[], step: Step): readonly Unit[] {
  const place = dissectorOf(steps).placeOf(step);
  const octets = step.raw?.data ?? new Uint8Array();
  const marks = place?.marks ?? [];
  const from = place?.from ?? 0;
  const units = marks.map((mark): Unit => {
    const start = Math.max(0, mark.start - from);
    const end = Math.min(octets.length, mark.end - from);
    return { name: mark.unit.name, start, end, depth: mark.depth, fields: [] };
  });
  const whole = [...units, ...unnamed(units, octets.length)].sort(
    (a, b) => a.start - b.start || a.depth - b.depth,
  );
  const markOf = new Map(units.map((unit, i) => [unit, marks[i] as Mark]));
  return whole.map((unit) => {
    const mark = markOf.get(unit);
    const fields = mark?.unit.octets
      ? codedFields(mark.unit, unit, unit.start + from - mark.start + mark.offset)
      : dataFields(unit, whole, octets);
    return { ...unit, fields };
  });
}

/** The packet's name in the protocol's words. */
export function titleOf(steps: readonly Step[], step: Step): PacketTitle {
  const place = dissectorOf(steps).placeOf(step);
  return place ? titleIn(place) : { key: 'octets' };
}

/** By the first step of a run: arrays of steps come and go, steps stay. */
const dissectors = new WeakMap<Step, Dissector>();

function dissectorOf(steps: readonly Step[]): Dissector {
  const [first] = steps;
  let dissector = first && dissectors.get(first);
  if (!dissector?.knows(steps)) {
    dissector = new Dissector();
    if (first) dissectors.set(first, dissector);
  }
  dissector.follow(steps);
  return dissector;
}

/** Steps of one unit may be asked for often, in views of several packets. */
const spansOfUnit = new WeakMap<FoundUnit, readonly Span[]>();

function codedFields(found: FoundUnit, unit: Unit, offset: number): Field[] {
  const octets = found.octets as Uint8Array;
  let spans = spansOfUnit.get(found);
  if (!spans) {
    spans = spansOf(unitCodecs[found.name as CodedUnit], octets);
    spansOfUnit.set(found, spans);
  }
  const until = offset + unit.end - unit.start;
  return spans
    .filter((span) => span.end > offset && span.start < until)
    .map((span) => ({
      path: span.path,
      start: Math.max(span.start, offset) - offset + unit.start,
      end: Math.min(span.end, until) - offset + unit.start,
      value: valueText(span, octets.subarray(span.start, span.end)),
    }));
}

function dataFields(unit: Unit, units: readonly Unit[], octets: Uint8Array): Field[] {
  const inner = units.filter((other) => other.depth > unit.depth);
  return uncovered(unit.start, unit.end, inner).map(([start, end]) => ({
    path: 'data',
    start,
    end,
    value: preview(octets.subarray(start, end)),
  }));
}

/** What no unit covers. */
const unnamed = (units: readonly Unit[], length: number): Unit[] =>
  uncovered(0, length, units).map(([start, end]) => ({
    name: 'octets',
    start,
    end,
    depth: 0,
    fields: [],
  }));

/** The parts of [from, to) in none of the units, which are in order of start. */
function uncovered(from: number, to: number, units: readonly Unit[]): [number, number][] {
  const parts: [number, number][] = [];
  let at = from;
  for (const { start, end } of units) {
    if (end <= at) continue;
    if (start >= to) break;
    if (start > at) parts.push([at, start]);
    at = end;
  }
  if (at < to) parts.push([at, to]);
  return parts;
}
