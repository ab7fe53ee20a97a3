/**
 * The prose of runs in one language: what steps, packets, units of octets, their fields, and errors are.
 *
 * Too much to put into every page: a widget fetches it when a run begins (`/en/prose.json`).
 */

/** What something is called, and one to three sentences on it. */
export interface Entry {
  readonly title: string;
  readonly text: string;
}
export interface UnitEntry extends Entry {
  /** By field path, list indices as `*`. */
  readonly fields: Readonly<Record<string, string>>;
}
export interface Prose {
  /** By step or fact name. */
  readonly steps: Readonly<Record<string, Entry>>;
  /** By the key of what a packet is about (core/inspect/topics.ts), with places for values. */
  readonly packets: Readonly<Record<string, Entry>>;
  /** By name of the unit. */
  readonly units: Readonly<Record<string, UnitEntry>>;
  /** What HTTP header fields say, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** By error code. */
  readonly errors: Readonly<Record<string, Entry>>;
}

/** A field path as prose has it: `headers.3.name` is `headers.*.name`. */
export const fieldKey = (path: string): string => path.replace(/(^|\.)\d+(?=\.|$)/g, '$1*');

/**
 * What a field of a unit is for; undefined when nothing is written of it. Of the value of an HTTP header field it tells
 * more when it is given the field's name.
 */
export function fieldText(
  prose: Prose,
  unit: string,
  path: string,
  header?: string,
): string | undefined {
  const key = fieldKey(path);
  const isLine = key === 'headers.*.value' || (unit === 'hpack:field' && key === 'value');
  const known = isLine && header && prose.headers[header.toLowerCase()];
  return known || prose.units[unit]?.fields[key];
}
