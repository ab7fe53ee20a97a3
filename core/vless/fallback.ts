/**
 * Which fallback an unauthenticated connection gets: by server name, then ALPN, then path.
 *
 * Xray v26.7.28, proxy/vless/inbound/inbound.go:New (what entries inherit from each other) and :Process (the choice).
 * The keys of a configuration are taken as they are written; what comes from a connection is lower-cased.
 */
import { fromLatin1 } from '../bytes/utf8.ts';

export interface Fallback {
  readonly name: string;
  readonly alpn: string;
  /** Empty, or begins with `/`. */
  readonly path: string;
  /** What Xray prints: `localhost:6666`; and its two halves. */
  readonly dest: string;
  readonly address: { readonly host: string };
  readonly port: number;
  /** Version of the PROXY protocol header that is sent first; 0 for none. */
  readonly xver: 0 | 1 | 2;
}

type Paths = Map<string, Fallback>;
type Alpns = Map<string, Paths>;
/** Name → ALPN → path → entry. */
export type FallbackTable = ReadonlyMap<string, Alpns>;

export function prepareFallbacks(entries: readonly Fallback[]): FallbackTable {
  const names = new Map<string, Alpns>();
  for (const entry of entries) {
    const alpns = ensure(names, entry.name, () => new Map<string, Paths>());
    ensure(alpns, entry.alpn, () => new Map<string, Fallback>()).set(entry.path, entry);
  }
  const nameless = names.get('');
  const named = [...names].filter(([name]) => name !== '').map(([, alpns]) => alpns);
  for (const alpns of named) {
    for (const alpn of nameless?.keys() ?? []) ensure(alpns, alpn, () => new Map());
  }
  for (const alpns of names.values()) {
    for (const paths of alpns.values()) inherit(paths, alpns.get(''));
  }
  for (const alpns of named) {
    for (const [alpn, paths] of nameless ?? []) inherit(alpns.get(alpn) as Paths, paths);
  }
  return names;
}

function ensure<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function inherit(paths: Paths, from: Paths | undefined): void {
  for (const [path, entry] of from ?? []) if (!paths.has(path)) paths.set(path, entry);
}

/** What is known of a connection when its fallback is chosen. */
export interface Unauthenticated {
  /** Of the TLS or REALITY handshake; empty without. */
  readonly serverName: string;
  readonly alpn: string;
  /** The first read, at most 8192 octets. */
  readonly first: Uint8Array;
}

/** `realPath`: the path of the request as it came, or null when none was looked for or found. */
export type FallbackChoice =
  | {
      readonly entry: Fallback;
      readonly name: string;
      readonly alpn: string;
      readonly path: string;
      readonly realPath: string | null;
    }
  | { readonly missing: 'name' | 'alpn' | 'path'; readonly realPath: string | null };

export function chooseFallback(table: FallbackTable, of: Unauthenticated): FallbackChoice {
  const name = nameKey(table, of.serverName.toLowerCase());
  const alpns = table.get(name);
  if (!alpns) return { missing: 'name', realPath: null };
  const alpn = alpns.has(of.alpn.toLowerCase()) ? of.alpn.toLowerCase() : '';
  const paths = alpns.get(alpn);
  if (!paths) return { missing: 'alpn', realPath: null };
  const realPath = paths.size > 1 || !paths.has('') ? requestPath(of.first) : null;
  const path = realPath !== null && paths.has(realPath) ? realPath : '';
  const entry = paths.get(path);
  return entry ? { entry, name, alpn, path, realPath } : { missing: 'path', realPath };
}

/** The name itself, else the longest name of the table that is contained in it, anywhere. */
function nameKey(table: FallbackTable, name: string): string {
  if (table.has(name)) return name;
  let longest = '';
  for (const key of table.keys()) {
    if (name.includes(key) && key.length > longest.length) longest = key;
  }
  return longest;
}

/** A method of HTTP/1.1 has 3..7 letters, so a path begins at 4..8. */
const earliestPath = 4;
const latestPath = 8;
/** A path that does not end within so many octets is not read. */
const searched = 64;
/** `PRI * HTTP/2.0` has an asterisk there. */
const prefacePlace = 4;

const [SLASH, SPACE, QUESTION, CR, LF, ASTERISK] = [0x2f, 0x20, 0x3f, 0x0d, 0x0a, 0x2a];

/** The path of the HTTP/1.1 request that the octets begin with, without its query; null when there is none. */
export function requestPath(first: Uint8Array): string | null {
  if (first.length < 18 || first[prefacePlace] === ASTERISK) return null;
  for (let start = earliestPath; start <= latestPath; start++) {
    if (first[start] !== SLASH || first[start - 1] !== SPACE) continue;
    for (let end = start + 1; end < Math.min(first.length, searched); end++) {
      const octet = first[end];
      if (octet === CR || octet === LF) return null;
      if (octet === SPACE || octet === QUESTION) return fromLatin1(first.subarray(start, end));
    }
    return null;
  }
  return null;
}
