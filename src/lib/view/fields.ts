/**
 * The fields of a packet in the order of its octets, each once: where a unit holds another, the inner one's fields count.
 */
import type { Unit } from '../../../core/inspect/dissect.ts';
import type { Range } from './bytes.ts';

export interface NamedField extends Range {
  readonly unit: string;
  readonly depth: number;
  readonly path: string;
  readonly value: string;
}

/** A unit and what of it is not inside another one. */
export interface Part {
  readonly unit: string;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  /** Indices into the fields. */
  readonly fields: readonly number[];
}

export interface Fields {
  readonly fields: readonly NamedField[];
  readonly parts: readonly Part[];
}

export function fieldsOf(units: readonly Unit[]): Fields {
  const covered = (unit: Unit, at: number) =>
    units.some((other) => other.depth > unit.depth && other.start <= at && at < other.end);
  const fields: NamedField[] = units
    .flatMap((unit) =>
      unit.fields
        .filter((field) => field.start < field.end && !covered(unit, field.start))
        .map((field) => ({ ...field, unit: unit.name, depth: unit.depth })),
    )
    .sort((a, b) => a.start - b.start);
  const parts = units.map((unit) => ({
    unit: unit.name,
    depth: unit.depth,
    start: unit.start,
    end: unit.end,
    fields: fields.flatMap((field, i) =>
      field.unit === unit.name &&
      field.depth === unit.depth &&
      field.start >= unit.start &&
      field.end <= unit.end
        ? [i]
        : [],
    ),
  }));
  return { fields, parts };
}
