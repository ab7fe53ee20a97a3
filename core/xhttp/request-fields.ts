/**
 * The fields of a request as Go's HTTP client writes them, in HTTP/1.1 and in HTTP/2.
 *
 * net/http/request.go:write and transport.go:roundTrip; golang.org/x/net/internal/httpcommon:EncodeHeaders. HTTP/1.1:
 * User-Agent, framing, the others by name, then what the library adds by itself. HTTP/2 takes the others in the random
 * order of a Go map; here they go by name, and what HTTP/2 has no place for is left to its machine. Packets over HTTP/1.1 go past the library, which adds nothing to them.
 */
import type { HeaderField } from '../http/message.ts';
import { sortedFields } from './header-fields.ts';
import type { PlayedHttpVersion } from './http-version.ts';

export interface Sending {
  readonly version: PlayedHttpVersion;
  readonly method: string;
  /** Of the body; null for one whose end is not known. */
  readonly octets: number | null;
  /** Whether it goes past Go's HTTP client, onto a raw connection. */
  readonly isRaw: boolean;
}

type Fields = ReadonlyMap<string, string>;
const field = (name: string, value: string): HeaderField => ({ name, value });

export const requestFields = (fields: Fields, sending: Sending): HeaderField[] =>
  sending.version === '2' ? fieldsOfHttp2(fields, sending) : fieldsOfHttp1(fields, sending);

/** Written by the library itself, whatever the map says. */
const reserved = ['Host', 'Content-Length', 'Transfer-Encoding'];
const reservedInHttp1 = new Set([...reserved, 'User-Agent', 'Trailer']);
const reservedInHttp2 = new Set(reserved);

function fieldsOfHttp1(fields: Fields, { method, octets, isRaw }: Sending): HeaderField[] {
  const framing =
    octets === null ? [field('Transfer-Encoding', 'chunked')] : contentLength(method, octets);
  const added = isRaw
    ? []
    : // a connection that has carried a stream is not used again
      [...acceptEncoding(fields), field('Connection', 'close')];
  return [
    ...userAgent(fields, 'Go-http-client/1.1'),
    ...framing,
    ...sortedFields([...fields].filter(([name]) => !reservedInHttp1.has(name))),
    ...added,
  ];
}

function fieldsOfHttp2(fields: Fields, { method, octets }: Sending): HeaderField[] {
  const own = [...fields].filter(([name, value]) => {
    return !reservedInHttp2.has(name) && !(name === 'User-Agent' && value === '');
  });
  return [
    ...sortedFields(own),
    ...(octets === null ? [] : contentLength(method, octets)),
    ...acceptEncoding(fields),
    ...(fields.has('User-Agent') ? [] : userAgent(fields, 'Go-http-client/2.0')),
  ];
}

/** Said of no octets only where a body would be expected. */
const contentLength = (method: string, octets: number): HeaderField[] =>
  octets > 0 || ['POST', 'PUT', 'PATCH'].includes(method)
    ? [field('Content-Length', String(octets))]
    : [];

const acceptEncoding = (fields: Fields): HeaderField[] =>
  fields.has('Accept-Encoding') || fields.has('Range') ? [] : [field('Accept-Encoding', 'gzip')];

/** One that is configured as empty is left out. */
function userAgent(fields: Fields, ofLibrary: string): HeaderField[] {
  const value = fields.get('User-Agent') ?? ofLibrary;
  return value === '' ? [] : [field('User-Agent', value)];
}
