/**
 * What Xray runs and this core does not, refused when the configuration is loaded; the one list of it.
 *
 * And what Xray takes at load and breaks on later: refused as well, with what Xray would do.
 */
import type { BuiltStream, BuiltXhttp } from './built.ts';
import { placeOf, type Struct } from './decode.ts';
import { memberPath } from './json-path.ts';
import { breaksXray, unsupported } from './refusals.ts';
import type { RootSection } from './schema.ts';
import { rawHeaderTypes } from './stream.ts';
import { type SockoptSection, tlsConfig } from './stream-schema.ts';
import { typeNamed } from './type-named.ts';
import type { DownloadSettings, Security, StreamSettings, XhttpSettings } from './types.ts';
import { supportedSecurity } from './unsupported-security.ts';
import {
  refuseClientXhttp,
  refuseHost,
  refusePosts,
  refuseServerXhttp,
} from './unsupported-xhttp.ts';

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

/** What this core runs of a stream. `use` is the side that the settings are for. Throws Fault. */
export function supportedStream(stream: BuiltStream, use: 'inbound' | 'outbound'): StreamSettings {
  const { at, transport, xhttp } = stream;
  const security = supportedLayers(stream, use);
  if (transport === 'raw' || xhttp === null) return { at, network: 'raw', security };
  const trustedXForwardedFor = stream.section.sockopt?.trustedXForwardedFor ?? [];
  const common = { at, network: 'xhttp', security, trustedXForwardedFor } as const;
  if (use === 'inbound') {
    refuseServerXhttp(xhttp);
    return { ...common, xhttp: settings(xhttp, null) };
  }
  refuseClientXhttp(xhttp, security);
  refusePosts(xhttp, security);
  const download = xhttp.download ? supportedDownload(xhttp.download) : null;
  return { ...common, xhttp: settings(xhttp, download) };
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
  const security = supportedLayers(stream, 'outbound');
  refuseClientXhttp(stream.xhttp, security);
  refuseHost({ ...at, path: memberPath(at.path, 'address') }, address.host);
  return {
    at,
    network: 'xhttp',
    security,
    trustedXForwardedFor: [],
    // a download has no download of its own: Xray builds one that stands here, and never looks at it
    xhttp: settings(stream.xhttp, null),
    address,
    port: stream.port,
  };
}

/** Refuses what lies below or around the transport; gives the security. */
function supportedLayers(stream: BuiltStream, use: 'inbound' | 'outbound'): Security {
  const { section, transport } = stream;
  if (transport !== 'raw' && transport !== 'xhttp') {
    const field = section.method === null ? 'network' : 'method';
    throw unsupported(
      placeOf(section, field),
      '"raw" or "xhttp"',
      `"${section[field]}"`,
      'this core has no other transport',
    );
  }
  const security = supportedSecurity(stream.security, use);
  if (transport === 'xhttp' && security.type === 'tls' && security.alpn.join() === 'h3') {
    throw unsupported(
      placeOf(section.tlsSettings ?? tlsConfig.zero(section.$at), 'alpn'),
      '"h2", "http/1.1" or both',
      '"h3" alone',
      'HTTP/3 is not supported by this core',
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
    if (raw.header && typeNamed(raw.header, rawHeaderTypes) === 'http') {
      throw unsupported(
        raw.header.place,
        'type "none"',
        'type "http"',
        'this core does not disguise raw connections',
      );
    }
  }
  return security;
}

/** Values of sockopt that ask for nothing. */
const idleSockopt = ['', 'asis', 'none', 'off', 'false', '0'];

/** `penetrate` hands the socket options of the uplink to the downlink: those that this core takes, which change nothing there. */
const readSockopt = ['trustedXForwardedFor', 'penetrate'];

function refuseSockopt(sockopt: SockoptSection): void {
  for (const key of sockopt.$given as ReadonlySet<Exclude<keyof SockoptSection, keyof Struct>>) {
    const value = sockopt[key];
    if (readSockopt.includes(key)) continue;
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

function settings(
  { download: _, ...keys }: BuiltXhttp,
  downloadSettings: DownloadSettings | null,
): XhttpSettings {
  return { ...keys, downloadSettings };
}
