/** Header fields as Go's net/http keeps and writes them: canonical names, sorted by name. */
import type { HeaderField } from '../http/message.ts';

/** `x-data-ID` becomes `X-Data-Id` (net/textproto, CanonicalMIMEHeaderKey); a name with other characters stays as it is. */
export function canonicalName(name: string): string {
  if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(name)) return name;
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** In the order in which Go writes a header map: by the octets of the names. */
export const sortedFields = (fields: Iterable<readonly [string, string]>): HeaderField[] =>
  [...fields]
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
