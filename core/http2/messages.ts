/**
 * From lists of fields to the heads of `HttpPart` and back (RFC 9113 §8.2, §8.3).
 *
 * A request's fields leave in the order given, after its pseudo-header fields by name; a response's as Go's server sends
 * them, Content-Length and Date last. Host is :authority. Without extended CONNECT.
 */
import { parseAuthority } from '../http/authority.ts';
import { fieldValue, fieldValues } from '../http/headers.ts';
import type { HeaderField, RequestHead, ResponseHead } from '../http/message.ts';
import { refused } from './errors.ts';

/** RFC 9113 §8.2.2; TE has rules of its own. */
const connectionSpecific: ReadonlySet<string> = new Set([
  ...['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding', 'upgrade'],
]);

/** `isBodiless`: its end is known to follow at once, which is said where a body would be expected, as by Go's client. */
export function requestFields(head: RequestHead, isBodiless = false): HeaderField[] {
  const { method, authority, target, scheme = 'https', headers } = head;
  const pseudo = [
    ...(authority === '' ? [] : [{ name: ':authority', value: authority }]),
    { name: ':method', value: method },
    { name: ':path', value: target },
    { name: ':scheme', value: scheme },
  ];
  const saysEmpty =
    isBodiless &&
    ['POST', 'PUT', 'PATCH'].includes(method) &&
    fieldValue(headers, 'Content-Length') === null;
  return [
    ...pseudo,
    ...regularFields(headers).flatMap(crumbs),
    ...(saysEmpty ? [{ name: 'content-length', value: '0' }] : []),
  ];
}

/** `date` is added where the head has none; null: never. */
export function responseFields(
  { status, headers }: ResponseHead,
  date: string | null,
): HeaderField[] {
  const fields = regularFields(headers);
  const isLength = ({ name }: HeaderField): boolean => name === 'content-length';
  const hasDate = date === null || fieldValue(headers, 'Date') !== null;
  return [
    { name: ':status', value: String(status) },
    ...fields.filter((field) => !isLength(field)),
    ...fields.filter(isLength),
    ...(hasDate ? [] : [{ name: 'date', value: date }]),
  ];
}

/** In lower case, without what belongs to one connection of HTTP/1.1. */
function regularFields(headers: readonly HeaderField[]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const { name, value } of headers) {
    const lower = name.toLowerCase();
    const isTe = lower === 'te' && value.toLowerCase() !== 'trailers';
    if (!connectionSpecific.has(lower) && lower !== 'host' && !isTe) {
      fields.push({ name: lower, value });
    }
  }
  return fields;
}

/** RFC 9113 §8.2.3: a Cookie field for each pair, as Go's client does. */
const crumbs = (field: HeaderField): HeaderField[] =>
  field.name === 'cookie'
    ? field.value
        .split(/; */)
        .filter((value) => value !== '')
        .map((value) => ({ name: 'cookie', value }))
    : [field];

interface Sections {
  readonly pseudo: ReadonlyMap<string, string>;
  readonly headers: readonly HeaderField[];
}

/** Throws ProtocolError. */
export function requestHead(fields: readonly HeaderField[]): RequestHead {
  const { pseudo, headers } = sections(fields, requestPseudo);
  const method = pseudo.get(':method') ?? '';
  const target = pseudo.get(':path') ?? '';
  const scheme = pseudo.get(':scheme') ?? '';
  const authority = pseudo.get(':authority') ?? fieldValue(headers, 'host') ?? '';
  const base = { part: 'request_head', version: '2', method, authority } as const;
  if (method === 'CONNECT') {
    if (pseudo.size !== 2 || authority === '') throw malformed('CONNECT has fields of others');
    return { ...base, target: '', headers };
  }
  if (!isToken(method)) throw malformed(`:method is "${method}"`);
  if (scheme !== 'http' && scheme !== 'https') throw malformed(`:scheme is "${scheme}"`);
  const isTarget = target.startsWith('/') || (target === '*' && method === 'OPTIONS');
  if (!isTarget || /[\0- \x7f]/.test(target)) throw malformed(`:path is "${target}"`);
  if (authority !== '' && !parseAuthority(authority)) {
    throw malformed(`:authority is "${authority}"`);
  }
  const others = headers.filter(({ name }) => name !== 'host');
  return { ...base, target, scheme, headers: others };
}

/** Of a final or an informational response. Throws ProtocolError. */
export function responseHead(fields: readonly HeaderField[]): ResponseHead {
  const { pseudo, headers } = sections(fields, responsePseudo);
  const status = pseudo.get(':status') ?? '';
  // RFC 9113 §8.6: "HTTP/2 does not support the 101 (Switching Protocols) informational status code"
  if (!/^[1-5]\d\d$/.test(status) || status === '101') throw malformed(`:status is "${status}"`);
  return { part: 'response_head', status: Number(status), headers };
}

/** Throws ProtocolError for what no trailers may have. */
export function checkTrailers(fields: readonly HeaderField[]): void {
  sections(fields, noPseudo);
}

/** What Content-Length says; null where there is none. Throws ProtocolError. */
export function statedLength(headers: readonly HeaderField[]): number | null {
  const values = fieldValues(headers, 'content-length');
  const [first] = values;
  if (first === undefined) return null;
  if (values.every((value) => value === first) && /^\d{1,15}$/.test(first)) return Number(first);
  throw refused('http2:malformed_content_length', `Content-Length is "${values}"`);
}

const requestPseudo: ReadonlySet<string> = new Set([':authority', ':method', ':path', ':scheme']);
const responsePseudo: ReadonlySet<string> = new Set([':status']);
const noPseudo: ReadonlySet<string> = new Set();

const malformed = (message: string) => refused('http2:malformed_pseudo_field', message);

const isToken = (text: string): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
const isFieldName = (text: string): boolean => /^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(text);
/** RFC 9113 §8.2.1: no NUL, LF, CR; no white space at either end. */
const isFieldValue = (text: string): boolean => !/[\0\r\n]|^[ \t]|[ \t]$/.test(text);

/** RFC 9113 §8.3: "All pseudo-header fields MUST appear in a field block before all regular field lines." */
function sections(fields: readonly HeaderField[], allowed: ReadonlySet<string>): Sections {
  const pseudo = new Map<string, string>();
  const headers: HeaderField[] = [];
  for (const field of fields) {
    const { name, value } = field;
    if (!isFieldValue(value))
      throw refused('http2:malformed_field', `The value of ${name} is malformed`);
    if (!name.startsWith(':')) {
      checkRegular(field);
      headers.push(field);
      continue;
    }
    if (!allowed.has(name)) throw malformed(`Unexpected pseudo-header field ${name}`);
    if (headers.length > 0) throw malformed(`${name} follows a regular field`);
    if (pseudo.has(name)) throw malformed(`${name} comes twice`);
    pseudo.set(name, value);
  }
  return { pseudo, headers };
}

function checkRegular({ name, value }: HeaderField): void {
  if (!isFieldName(name)) throw refused('http2:malformed_field', `A field is named "${name}"`);
  if (connectionSpecific.has(name) || (name === 'te' && value !== 'trailers')) {
    throw refused('http2:connection_specific_field', `A field is named ${name}`);
  }
}
