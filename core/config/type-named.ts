/**
 * Objects that say by `type` what they are: JSONConfigLoader.Load in infra/conf/loader.go of Xray (v26.7.28). Go looks
 * the key up in a map here, so that its case matters.
 */
import { decodeRaw, map, type Raw, raw, string } from './decode.ts';
import { fault } from './errors.ts';

/** The type, in lower case: one of `known`. Throws Fault. */
export function typeNamed(written: Raw, known: readonly string[]): string {
  const type = decodeRaw(map(raw), written)?.get('type');
  if (!type) throw fault(written.place, 'config:type_missing');
  const name = decodeRaw(string, type).toLowerCase();
  if (!known.includes(name)) throw fault(type.place, 'config:unknown_protocol', name);
  return name;
}
