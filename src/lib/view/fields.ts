/** The fields of a packet, in the order of its octets, and the units that they belong to. */
import type { Unit } from '../../../core/inspect/dissect.ts';
import type { Range } from './bytes.ts';

export interface NamedField extends Range {
  readonly path: string;
  readonly value: string;
}

/** A unit; its fields are indices. */
export interface Part {
  readonly unit: string;
  readonly depth: number;
  readonly fields: readonly number[];
}

export interface Fields {
  readonly fields: readonly NamedField[];
  readonly parts: readonly Part[];
}

/** The fields of all units together are a partition of the octets (core/inspect/dissect.ts). */
export function fieldsOf(units: readonly Unit[]): Fields {
  const fields = units
    .flatMap((unit) => unit.fields.map((field) => ({ unit, field })))
    .sort((a, b) => a.field.start - b.field.start);
  const parts = units.map((unit) => ({
    unit: unit.name,
    depth: unit.depth,
    fields: fields.flatMap((found, i) => (found.unit === unit ? [i] : [])),
  }));
  return { fields: fields.map(({ field }) => field), parts };
}
