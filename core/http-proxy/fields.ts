/**
 * Header fields in the manner of Go's net/http, which Xray's proxy passes them through: names in one spelling, sorted
 * by name; and the fields that Xray keeps from the other side.
 *
 * Xray v26.7.28, common/protocol/http/headers.go:RemoveHopByHopHeaders; net/textproto:CanonicalMIMEHeaderKey,
 * net/http/header.go:writeSubset.
 */
import { fieldValue, fieldValues, withoutFields } from '../http/headers.ts';
import type { HeaderField } from '../http/message.ts';

const hopByHop = [
  ...['Proxy-Connection', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailers'],
  ...['Transfer-Encoding', 'Upgrade', 'Connection'],
];
/** What Go writes itself, from what it has made of the message. */
const writtenApart = ['Host', 'User-Agent', 'Content-Length', 'Transfer-Encoding', 'Trailer'];

/** Without what belongs to one connection only. Of several Connection fields the first counts. */
export function passedOn(headers: readonly HeaderField[]): HeaderField[] {
  const named = (fieldValue(headers, 'Connection') ?? '').split(',').map((name) => name.trim());
  return withoutFields(withCacheControl(headers), [...hopByHop, ...named]);
}

/** Without what stands apart, in Go's spelling and order. A response's User-Agent, which no response has, goes too. */
export function ordered(headers: readonly HeaderField[]): HeaderField[] {
  return withoutFields(headers, writtenApart)
    .map(({ name, value }) => ({ name: canonicalName(name), value }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** `x-forwarded-for` → `X-Forwarded-For`. */
export const canonicalName = (name: string): string =>
  name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());

/** net/http:fixPragmaCacheControl. */
function withCacheControl(headers: readonly HeaderField[]): readonly HeaderField[] {
  const isNoCache = fieldValue(headers, 'Pragma') === 'no-cache';
  if (!isNoCache || fieldValues(headers, 'Cache-Control').length > 0) return headers;
  return [...headers, { name: 'Cache-Control', value: 'no-cache' }];
}
