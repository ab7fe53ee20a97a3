/**
 * From the configured path to request targets and back.
 *
 * splithttp/config.go:GetNormalizedPath, GetNormalizedQuery, ApplyMetaToRequest, ExtractMetaFromRequest of Xray
 * (v26.7.28), with session id and sequence number in the path. Escaping as Go's net/url does it for paths.
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';

/** Begins and ends with "/": with the id in the path, Xray adds what is missing. Not percent-encoded. */
export function normalizedPath(configured: string): string {
  const [path = ''] = configured.split('?', 1);
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return rooted.endsWith('/') ? rooted : `${rooted}/`;
}

/** What follows the first "?", as written. */
export function normalizedQuery(configured: string): string {
  const at = configured.indexOf('?');
  return at < 0 ? '' : configured.slice(at + 1);
}

/** The path of a request: id first, then the sequence number, if it has one. */
export function pathWithMeta(path: string, ...meta: readonly string[]): string {
  return meta.reduce((whole, value) => (whole.endsWith('/') ? whole : `${whole}/`) + value, path);
}

export const targetOf = (path: string, query: string): string =>
  query === '' ? escapePath(path) : `${escapePath(path)}?${query}`;

/** Id and sequence number after the prefix, empty where there is none. What follows them is ignored. */
export function metaOf(
  path: string,
  prefix: string,
): { readonly sessionId: string; readonly seq: string } {
  const [sessionId = '', seq = ''] = path.slice(prefix.length).split('/');
  return { sessionId, seq };
}

/** Path, decoded, and query, as it came; null for a target that Go's parser refuses. */
export function parseTarget(
  target: string,
): { readonly path: string; readonly query: string } | null {
  const at = target.indexOf('?');
  const path = percentDecoded(at < 0 ? target : target.slice(0, at));
  return path === null ? null : { path, query: at < 0 ? '' : target.slice(at + 1) };
}

/** The first value of a key in a query, empty when there is none; pairs that are malformed do not count. */
export function queryValue(query: string, key: string): string {
  for (const pair of query.split('&')) {
    if (pair.includes(';')) continue;
    const at = pair.indexOf('=');
    const name = percentDecoded((at < 0 ? pair : pair.slice(0, at)).replaceAll('+', ' '));
    const value = percentDecoded(at < 0 ? '' : pair.slice(at + 1).replaceAll('+', ' '));
    if (name === key && value !== null) return value;
  }
  return '';
}

/** What Go leaves as it is in a path. A "%" of the configuration is a percent sign, and goes out as "%25". */
const unescaped = /[A-Za-z0-9\-_.~$&+,/:;=@]/;

export function escapePath(path: string): string {
  let escaped = '';
  for (const octet of toUtf8(path)) {
    const character = String.fromCharCode(octet);
    escaped += unescaped.test(character)
      ? character
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** Null for a "%" that two hexadecimal digits do not follow. */
function percentDecoded(text: string): string | null {
  if (/%(?![0-9a-f]{2})/i.test(text)) return null;
  if (!text.includes('%')) return text;
  const octets = toUtf8(text);
  const decoded: number[] = [];
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] as number;
    if (octet !== 0x25) decoded.push(octet);
    else {
      decoded.push(Number.parseInt(fromUtf8(octets.subarray(i + 1, i + 3)), 16));
      i += 2;
    }
  }
  return fromUtf8(Uint8Array.from(decoded));
}
