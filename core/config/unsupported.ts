/**
 * What Xray runs and this core does not, refused when the configuration is loaded; the one list of it.
 *
 * And what Xray takes at load and breaks on later: refused as well, with what Xray would do.
 */
import type { BuiltStream, BuiltXhttp } from './built.ts';
import { placeOf, type Struct } from './decode.ts';
import { type Fault, type Place, refusal } from './errors.ts';
import { itemPath, memberPath } from './json-path.ts';
import type { RootSection, SockoptSection } from './schema.ts';
import { rawHeaderType } from './stream.ts';
import type { DownloadSettings, StreamSettings, XhttpKeys, XhttpSettings } from './types.ts';

export const unsupported = (place: Place, expected: string, got: string, why: string): Fault =>
  refusal(place, { code: 'config:unsupported', expected, got, why });

export const breaksXray = (place: Place, expected: string, got: string, why: string): Fault =>
  refusal(place, { code: 'config:breaks_xray', expected, got, why });

/** Sections that change what a proxy does. `stats` alone changes nothing. */
const unreadSections = [
  'env',
  'dns',
  'policy',
  'api',
  'metrics',
  'fakeDns',
  'observatory',
  'burstObservatory',
  'version',
  'geodata',
] as const;

export function refuseSections(root: RootSection): void {
  for (const section of unreadSections) {
    if (root[section] === null) continue;
    throw unsupported(
      placeOf(root, section),
      'no such section',
      'one',
      'this core reads log, routing, inbounds and outbounds',
    );
  }
}

/** An element of a list of objects is null: a nil pointer, which Xray follows. */
export function refuseNull<T>(element: T | null, list: Place, index: number): asserts element is T {
  if (element !== null) return;
  const place = { ...list, path: itemPath(list.path, index) };
  throw breaksXray(place, 'an object', 'null', 'Xray panics when it loads this');
}

/** What this core runs of a stream. `use` is the side that the settings are for. Throws Fault. */
export function supportedStream(stream: BuiltStream, use: 'inbound' | 'outbound'): StreamSettings {
  const { at, transport, xhttp } = supportedLayers(stream);
  if (transport === 'raw' || xhttp === null) return { at, network: 'raw', security: 'none' };
  refuseModes(xhttp);
  refuseXhttp(xhttp);
  if (use === 'inbound') {
    if (xhttp.scMaxBufferedPosts < 0) {
      throw breaksXray(
        keyOf(xhttp, 'scMaxBufferedPosts'),
        '0 or more',
        String(xhttp.scMaxBufferedPosts),
        'Xray panics at every request',
      );
    }
    return { at, network: 'xhttp', security: 'none', xhttp: settings(xhttp, null) };
  }
  if (xhttp.scMaxEachPostBytes.from <= 0) {
    throw breaksXray(
      keyOf(xhttp, 'scMaxEachPostBytes'),
      'more than 0 at its lower end',
      String(xhttp.scMaxEachPostBytes.from),
      'Xray panics when it first dials',
    );
  }
  const download = xhttp.download ? supportedDownload(xhttp.download) : null;
  return { at, network: 'xhttp', security: 'none', xhttp: settings(xhttp, download) };
}

function supportedDownload(stream: BuiltStream): DownloadSettings {
  const { at, address } = stream;
  if (address === null) {
    throw breaksXray(at, 'an "address"', 'none', 'Xray panics when it first dials');
  }
  if (stream.transport !== 'xhttp' || stream.xhttp === null) {
    const { method, network } = stream.section;
    const got = method ?? network;
    throw breaksXray(
      placeOf(stream.section, method === null ? 'network' : 'method'),
      '"xhttp"',
      got === null ? 'nothing, which is raw' : `"${got}"`,
      'Xray panics when it first dials',
    );
  }
  supportedLayers(stream);
  refuseXhttp(stream.xhttp);
  // a download has no download of its own: Xray builds one that stands here, and never looks at it
  const xhttp = settings(stream.xhttp, null);
  return { at, network: 'xhttp', security: 'none', xhttp, address, port: stream.port };
}

/** Refuses what lies below or around the transport. */
function supportedLayers(stream: BuiltStream): BuiltStream {
  const { section, transport, security } = stream;
  if (transport !== 'raw' && transport !== 'xhttp') {
    const field = section.method === null ? 'network' : 'method';
    throw unsupported(
      placeOf(section, field),
      '"raw" or "xhttp"',
      `"${section[field]}"`,
      'this core has no other transport',
    );
  }
  if (security !== 'none') {
    throw unsupported(
      placeOf(section, 'security'),
      '"none"',
      `"${section.security}"`,
      'this version of the core speaks raw and XHTTP over HTTP/1.1 without encryption',
    );
  }
  if (section.finalmask) {
    throw unsupported(placeOf(section, 'finalmask'), 'nothing', 'masks', 'this core has none');
  }
  if (section.sockopt) refuseSockopt(section.sockopt);
  const raw = section.rawSettings ?? section.tcpSettings;
  if (transport === 'raw' && raw) {
    if (raw.acceptProxyProtocol) {
      throw unsupported(
        placeOf(raw, 'acceptProxyProtocol'),
        'false',
        'true',
        'this core does not read PROXY protocol headers',
      );
    }
    if (raw.header && rawHeaderType(raw.header) === 'http') {
      throw unsupported(
        raw.header.place,
        'type "none"',
        'type "http"',
        'this core does not disguise raw connections',
      );
    }
  }
  return stream;
}

/** Values of sockopt that ask for nothing. */
const idleSockopt = ['', 'asis', 'none', 'off', 'false', '0'];

function refuseSockopt(sockopt: SockoptSection): void {
  for (const key of sockopt.$given as ReadonlySet<Exclude<keyof SockoptSection, keyof Struct>>) {
    const value = sockopt[key];
    if (value === null || idleSockopt.includes(String(value).toLowerCase())) continue;
    if (typeof value === 'object' && 'node' in value && value.node.kind === 'null') continue;
    throw unsupported(
      placeOf(sockopt, key),
      'nothing',
      typeof value === 'object' ? 'a value' : JSON.stringify(value),
      'this core sets no socket options',
    );
  }
}

function refuseModes(xhttp: BuiltXhttp): void {
  if (xhttp.mode === 'auto' || xhttp.mode === 'packet-up') return;
  throw unsupported(
    { ...xhttp.outerAt, path: memberPath(xhttp.outerAt.path, 'mode') },
    '"auto" or "packet-up"',
    `"${xhttp.mode}"`,
    'this version of the core has no streaming uplink',
  );
}

/** Keys of XHTTP that must have these values. */
const fixedKeys = {
  xPaddingObfsMode: [false],
  xPaddingPlacement: ['queryInHeader'],
  xPaddingMethod: ['repeat-x'],
  sessionIDPlacement: ['path'],
  seqPlacement: ['path'],
  uplinkDataPlacement: ['auto', 'body'],
} as const satisfies { readonly [K in keyof XhttpKeys]?: readonly XhttpKeys[K][] };

/** User-Agents that Xray turns into a browser's or a program's set of headers. */
const unplayedAgents = ['edge', 'firefox', 'safari', 'curl'];

function refuseXhttp(xhttp: XhttpKeys): void {
  for (const [name, value] of xhttp.headers) {
    if (name.toLowerCase() !== 'user-agent' || !unplayedAgents.includes(value)) continue;
    throw unsupported(
      { ...xhttp.at, path: memberPath(memberPath(xhttp.at.path, 'headers'), name) },
      '"chrome", "golang" or a whole User-Agent',
      JSON.stringify(value),
      'this core plays no other program',
    );
  }
  for (const key of Object.keys(fixedKeys) as (keyof typeof fixedKeys)[]) {
    const allowed: readonly unknown[] = fixedKeys[key];
    if (allowed.includes(xhttp[key])) continue;
    throw unsupported(
      keyOf(xhttp, key),
      allowed.map((value) => JSON.stringify(value)).join(' or '),
      JSON.stringify(xhttp[key]),
      'this version of the core puts padding, session id, sequence number and data in their default places',
    );
  }
}

const keyOf = (xhttp: XhttpKeys, key: keyof XhttpKeys): Place => ({
  ...xhttp.at,
  path: memberPath(xhttp.at.path, key),
});

function settings(
  { download: _, ...keys }: BuiltXhttp,
  downloadSettings: DownloadSettings | null,
): XhttpSettings {
  return { ...keys, downloadSettings };
}
