/**
 * Builds xhttpSettings: `extra`, checks in Xray's order, defaults.
 *
 * SplitHTTPConfig.Build in infra/conf/transport_method.go, and the Normalized functions of
 * transport/internet/splithttp/config.go, of Xray (v26.7.28). It gives everything Xray accepts; `unsupported.ts`
 * narrows it to what this core runs.
 */
import { fromLatin1, toUtf8 } from '../bytes/utf8.ts';
import type { BuiltStream, BuiltXhttp } from './built.ts';
import { decodeRaw, placeOf } from './decode.ts';
import { fault, linkText, within } from './errors.ts';
import { type JsonPath, memberPath } from './json-path.ts';
import type { IntRange } from './scalars.ts';
import { sessionTable } from './session-table.ts';
import { type StreamSection, type XhttpSection, xhttpConfig } from './stream-schema.ts';
import type { DataPlacement, MetaPlacement, XhttpMode, Xmux } from './types.ts';

const modes = ['auto', 'packet-up', 'stream-up', 'stream-one'] as const;
const metaPlacements = ['path', 'cookie', 'header', 'query'] as const;
const dataPlacements = ['auto', 'body', 'cookie', 'header'] as const;
const paddingPlacements = ['queryInHeader', 'cookie', 'header', 'query'] as const;
const paddingMethods = ['repeat-x', 'tokenish'] as const;

/** `buildStream` builds downloadSettings, which is a stream again. Throws Fault. */
export function buildXhttp(
  outer: XhttpSection,
  buildStream: (section: StreamSection) => BuiltStream,
): BuiltXhttp {
  const extra = outer.extra;
  const section = extra
    ? within(linkText('config:xhttp_extra_invalid'), () => decodeRaw(xhttpConfig, extra))
    : outer;

  const mode = choice(outer, 'mode', modes, 'config:xhttp_mode_unsupported');
  for (const name of section.headers?.keys() ?? []) {
    if (name.toLowerCase() === 'host') {
      const headers = placeOf(section, 'headers');
      throw fault({ ...headers, path: memberPath(headers.path, name) }, 'config:xhttp_host_header');
    }
  }
  const padding = section.xPaddingBytes;
  if ((padding.from !== 0 || padding.to !== 0) && padding.from <= 0) {
    throw fault(placeOf(section, 'xPaddingBytes'), 'config:xhttp_padding_disabled');
  }
  const xPaddingPlacement = choice(
    section,
    'xPaddingPlacement',
    paddingPlacements,
    'config:xhttp_padding_placement',
  );
  const xPaddingMethod = choice(
    section,
    'xPaddingMethod',
    paddingMethods,
    'config:xhttp_padding_method',
  );
  const uplinkDataPlacement = dataPlacement(section, mode);
  const uplinkHTTPMethod = (section.uplinkHTTPMethod || 'POST').toUpperCase();
  if (uplinkHTTPMethod === 'GET' && mode !== 'packet-up') {
    throw fault(placeOf(section, 'uplinkHTTPMethod'), 'config:xhttp_get_mode');
  }
  const sessionIDPlacement = choice(
    section,
    'sessionIDPlacement',
    metaPlacements,
    'config:xhttp_session_placement',
  );
  const seqPlacement = choice(
    section,
    'seqPlacement',
    metaPlacements,
    'config:xhttp_seq_placement',
  );
  const sessionIDTable = sessionTable(section);
  if (section.serverMaxHeaderBytes < 0) {
    throw fault(placeOf(section, 'serverMaxHeaderBytes'), 'config:xhttp_header_bytes');
  }
  const xmux = buildXmux(section);
  const scMaxEachPostBytes = orDefault(section.scMaxEachPostBytes, 1_000_000, 1_000_000);
  const download = buildDownload(section, mode, buildStream);

  return {
    at: section.$at,
    outerAt: outer.$at,
    host: outer.host,
    path: outer.path || '/',
    mode,
    headers: new Map(
      [...(section.headers ?? [])].map(([name, value]) => [name, fieldValue(value)]),
    ),
    xPaddingBytes: orDefault(padding, 100, 1000),
    xPaddingObfsMode: section.xPaddingObfsMode,
    xPaddingKey: section.xPaddingKey || 'x_padding',
    xPaddingHeader: section.xPaddingHeader || 'X-Padding',
    xPaddingPlacement,
    xPaddingMethod,
    uplinkHTTPMethod,
    sessionIDPlacement,
    sessionIDKey: section.sessionIDKey || metaKey(sessionIDPlacement, 'Session'),
    sessionIDTable,
    sessionIDLength: section.sessionIDLength,
    seqPlacement,
    seqKey: section.seqKey || metaKey(seqPlacement, 'Seq'),
    uplinkDataPlacement,
    uplinkDataKey: section.uplinkDataKey || dataKey[uplinkDataPlacement],
    uplinkChunkSize: chunkSize(section.uplinkChunkSize, uplinkDataPlacement, scMaxEachPostBytes),
    noGRPCHeader: section.noGRPCHeader,
    noSSEHeader: section.noSSEHeader,
    scMaxEachPostBytes,
    scMinPostsIntervalMs: orDefault(section.scMinPostsIntervalMs, 30, 30),
    scMaxBufferedPosts: section.scMaxBufferedPosts || 30,
    scStreamUpServerSecs: orDefault(section.scStreamUpServerSecs, 20, 80),
    serverMaxHeaderBytes: section.serverMaxHeaderBytes || 8192,
    xmux,
    download,
    dropped: extra ? droppedKeys(outer, section) : [],
  };
}

/** As HTTP carries it: one character an octet, without blanks at its ends (net/http of Go 1.26, Header.writeSubset). */
const fieldValue = (text: string): string =>
  fromLatin1(toUtf8(text)).replace(/^[ \t]+|[ \t]+$/g, '');

/** With `extra`, the outer object keeps these, and they win over the same keys in it. */
const outerKeys = ['host', 'path', 'mode'];

function droppedKeys(outer: XhttpSection, extra: XhttpSection): JsonPath[] {
  const beside = [...outer.$given].filter((key) => key !== 'extra' && !outerKeys.includes(key));
  const inside = [...extra.$given].filter((key) => key === 'extra' || outerKeys.includes(key));
  return [
    ...beside.map((key) => memberPath(outer.$at.path, key)),
    ...inside.map((key) => memberPath(extra.$at.path, key)),
  ];
}

type WordField =
  | 'mode'
  | 'xPaddingPlacement'
  | 'xPaddingMethod'
  | 'sessionIDPlacement'
  | 'seqPlacement'
  | 'uplinkDataPlacement';
type WordCode =
  | 'config:xhttp_mode_unsupported'
  | 'config:xhttp_padding_placement'
  | 'config:xhttp_padding_method'
  | 'config:xhttp_session_placement'
  | 'config:xhttp_seq_placement'
  | 'config:xhttp_data_placement';

/** One of a few words; the first stands for the empty text. */
function choice<const W extends string>(
  section: XhttpSection,
  field: WordField,
  words: readonly [W, ...W[]],
  code: WordCode,
): W {
  const written = section[field] || words[0];
  const word = words.find((known) => known === written);
  if (word === undefined) throw fault(placeOf(section, field), code, written);
  return word;
}

function dataPlacement(section: XhttpSection, mode: XhttpMode): DataPlacement {
  const word = choice(
    section,
    'uplinkDataPlacement',
    dataPlacements,
    'config:xhttp_data_placement',
  );
  if ((word === 'cookie' || word === 'header') && mode !== 'packet-up') {
    throw fault(placeOf(section, 'uplinkDataPlacement'), 'config:xhttp_data_placement_mode', word);
  }
  return word;
}

function metaKey(placement: MetaPlacement, name: 'Session' | 'Seq'): string {
  if (placement === 'path') return '';
  return placement === 'header' ? `X-${name}` : `x_${name.toLowerCase()}`;
}

const dataKey: Readonly<Record<DataPlacement, string>> = {
  auto: 'X-Data',
  header: 'X-Data',
  cookie: 'x_data',
  body: '',
};

function chunkSize(given: IntRange, placement: DataPlacement, post: IntRange): IntRange {
  if (given.to === 0) {
    if (placement === 'cookie') return { from: 2048, to: 3072 };
    return placement === 'header' ? { from: 3000, to: 4000 } : post;
  }
  return given.from < 64 ? { from: 64, to: Math.max(64, given.to) } : given;
}

/** An upper end of 0 stands for the default. */
const orDefault = (range: IntRange, from: number, to: number): IntRange =>
  range.to === 0 ? { from, to } : range;

function buildXmux({ xmux }: XhttpSection): Xmux {
  const { maxConcurrency, maxConnections, cMaxReuseTimes, hMaxRequestTimes, hMaxReusableSecs } =
    xmux;
  if (maxConnections.to > 0 && maxConcurrency.to > 0) {
    throw fault(placeOf(xmux, 'maxConnections'), 'config:xmux_conflict');
  }
  const given = {
    maxConcurrency,
    maxConnections,
    cMaxReuseTimes,
    hMaxRequestTimes,
    hMaxReusableSecs,
  };
  const ranges = Object.values(given);
  const allZero =
    xmux.hKeepAlivePeriod === 0 && ranges.every(({ from, to }) => from === 0 && to === 0);
  if (!allZero) return { ...given, hKeepAlivePeriod: xmux.hKeepAlivePeriod };
  return {
    ...given,
    maxConnections: { from: 3, to: 3 },
    hMaxRequestTimes: { from: 600, to: 900 },
    hMaxReusableSecs: { from: 1800, to: 3000 },
    hKeepAlivePeriod: 0,
  };
}

function buildDownload(
  section: XhttpSection,
  mode: XhttpMode,
  buildStream: (section: StreamSection) => BuiltStream,
): BuiltStream | null {
  const { downloadSettings } = section;
  if (downloadSettings === null) return null;
  if (mode === 'stream-one') {
    throw fault(placeOf(section, 'downloadSettings'), 'config:xhttp_stream_one_download');
  }
  return within(linkText('config:xhttp_download_not_built'), () => buildStream(downloadSettings));
}
