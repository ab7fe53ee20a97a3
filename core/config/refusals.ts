/** Refusals of this core's own: what Xray runs and this core does not, and what Xray breaks on. */
import { type Fault, type Place, refusal } from './errors.ts';
import { itemPath } from './json-path.ts';

export const unsupported = (place: Place, expected: string, got: string, why: string): Fault =>
  refusal(place, { code: 'config:unsupported', expected, got, why });

export const breaksXray = (place: Place, expected: string, got: string, why: string): Fault =>
  refusal(place, { code: 'config:breaks_xray', expected, got, why });

/** An element of a list of objects is null: a nil pointer, which Xray follows. */
export function refuseNull<T>(element: T | null, list: Place, index: number): asserts element is T {
  if (element !== null) return;
  const place = { ...list, path: itemPath(list.path, index) };
  throw breaksXray(place, 'an object', 'null', 'Xray panics when it loads this');
}
