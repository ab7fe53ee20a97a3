/**
 * The octets of a wire step, named: its units, their fields, and what the packet is called.
 *
 * The fields of all units together are a partition of the step's recorded octets: a unit that holds others has fields
 * for what is in none of them. A unit that lies in several packets shows in each with its own part. What was sealed in a
 * unit and is opened shows with its last part, as octets of their own, and is partitioned the same way.
 */

import { spansOf } from '../bytes/codec.ts';
import type { Span } from '../bytes/reader.ts';
import type { HeaderField } from '../http/message.ts';
import type { Step } from '../trace/step.ts';
import { type CodedUnit, type UnitName, unitCodecs } from '../trace/units.ts';
import { dissectorOf } from './dissector.ts';
import { titleIn } from './titles.ts';
import type { PacketTitle } from './topics.ts';
import { endsBy, type FoundUnit, type Mark } from './track.ts';
import { preview, valueText } from './values.ts';

export type { PacketTitle, Topic } from './topics.ts';

/** [start, end) in the step's recorded octets, as are those of a unit; or in what was opened. */
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
  /** The header field that a compressed one stands for. */
  readonly header?: HeaderField;
  readonly inner?: Inner;
}

/** What was sealed in a unit, opened: octets that are on no wire. */
export interface Inner {
  /** Of the field in which it was sealed. */
  readonly path: string;
  readonly octets: Uint8Array;
  /** Offsets are in `octets`. */
  readonly units: readonly Unit[];
}

/** What the octets of a wire step (sent or received) are, in order; empty for a step without octets. */
export function dissect(steps: readonly Step[], step: Step): readonly Unit[] {
  const place = dissectorOf(steps).placeOf(step);
  return unitsIn(place?.marks ?? [], place?.from ?? 0, step.raw?.data ?? new Uint8Array());
}

/** The packet's name in the protocol's words. */
export function titleOf(steps: readonly Step[], step: Step): PacketTitle {
  const place = dissectorOf(steps).placeOf(step);
  return place ? titleIn(place) : { key: 'octets' };
}

/** `octets` lie on the track from `from` on. */
function unitsIn(marks: readonly Mark[], from: number, octets: Uint8Array): readonly Unit[] {
  const units = marks.map(({ unit, start, end, depth }): Unit => {
    const within = { start: Math.max(0, start - from), end: Math.min(octets.length, end - from) };
    return { name: unit.name, ...within, depth, fields: [] };
  });
  const whole = [...units, ...unnamed(units, octets.length)].sort(
    (a, b) => a.start - b.start || a.depth - b.depth,
  );
  const markOf = new Map(units.map((unit, i) => [unit, marks[i] as Mark]));
  return whole.map((unit) => {
    const mark = markOf.get(unit);
    const inside = whole.filter((other) => other.depth > unit.depth);
    const fields = mark?.unit.octets
      ? codedFields(mark.unit, unit, unit.start + from - mark.start + mark.offset, inside)
      : dataFields(unit, inside, octets);
    return { ...unit, fields, ...(mark ? beyond(mark, from + octets.length) : {}) };
  });
}

/** What a unit says beyond its own octets. */
function beyond(mark: Mark, to: number): Pick<Unit, 'header' | 'inner'> {
  const { header, opened } = mark.unit;
  if (header) return { header };
  if (!opened || !endsBy(mark, to)) return {};
  const { path, octets, track, from } = opened;
  const units = unitsIn(track.within(from, from + octets.length), from, octets);
  return { inner: { path, octets, units } };
}

/** Steps of one unit may be asked for often, in views of several packets. */
const spansOfUnit = new WeakMap<FoundUnit, readonly Span[]>();

function codedFields(
  found: FoundUnit,
  unit: Unit,
  offset: number,
  inside: readonly Unit[],
): Field[] {
  const octets = found.octets as Uint8Array;
  let spans = spansOfUnit.get(found);
  if (!spans) {
    spans = spansOf(unitCodecs[found.name as CodedUnit], octets);
    spansOfUnit.set(found, spans);
  }
  const until = offset + unit.end - unit.start;
  return spans
    .filter((span) => span.end > offset && span.start < until)
    .flatMap((span) => {
      const start = Math.max(span.start, offset) - offset + unit.start;
      const end = Math.min(span.end, until) - offset + unit.start;
      const value = valueText(span, octets.subarray(span.start, span.end), found);
      return uncovered(start, end, inside).map(([from, to]) => ({
        path: span.path,
        start: from,
        end: to,
        value,
      }));
    });
}

function dataFields(unit: Unit, inside: readonly Unit[], octets: Uint8Array): Field[] {
  return uncovered(unit.start, unit.end, inside).map(([start, end]) => ({
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
