/**
 * Builds streamSettings: which transport, which security, and the settings of each transport, chosen or not.
 *
 * StreamConfig.Build in infra/conf/transport_internet.go of Xray (v26.7.28), checks in Xray's order. Without the
 * contents of transports that this core does not have.
 */
import { resolve, type Transport, transports } from './aliases.ts';
import type { BuiltSecurity, BuiltStream } from './built.ts';
import { placeOf } from './decode.ts';
import { fault, linkText, within } from './errors.ts';
import type { Loading } from './loading.ts';
import { buildReality } from './reality.ts';
import { checkSockopt } from './sockopt.ts';
import { type RawSection, type StreamSection, tlsConfig, xhttpConfig } from './stream-schema.ts';
import { buildTls } from './tls.ts';
import { typeNamed } from './type-named.ts';
import { buildXhttp } from './xhttp.ts';

export function buildStream(section: StreamSection, loading: Loading): BuiltStream {
  const transport = chosenTransport(section, loading);
  const security = buildSecurity(section, transport, loading);
  const rawSettings = section.rawSettings ?? section.tcpSettings;
  if (rawSettings) within(linkText('config:raw_not_built'), () => checkRaw(rawSettings));
  const xhttpSettings = section.xhttpSettings ?? section.splithttpSettings;
  const buildDownload = (download: StreamSection) => buildStream(download, loading);
  const xhttp = xhttpSettings
    ? within(linkText('config:xhttp_not_built'), () => buildXhttp(xhttpSettings, buildDownload))
    : transport === 'xhttp'
      ? buildXhttp(xhttpConfig.zero(section.$at), buildDownload)
      : null;
  const { sockopt } = section;
  if (sockopt) within(linkText('config:sockopt_not_built'), () => checkSockopt(sockopt));
  return {
    at: section.$at,
    transport,
    security,
    xhttp,
    address: section.address,
    port: section.port,
    section,
  };
}

/** What Xray calls transports that it advises against, and what it names in their place. */
const deprecated: { readonly [T in Transport]?: readonly [name: string, instead: string] } = {
  grpc: ['gRPC transport (with unnecessary costs, etc.)', 'XHTTP stream-up H2'],
  websocket: ['WebSocket transport (with ALPN http/1.1, etc.)', 'XHTTP H2 & H3'],
  httpupgrade: ['HTTPUpgrade transport (with ALPN http/1.1, etc.)', 'XHTTP H2 & H3'],
};

function chosenTransport(section: StreamSection, loading: Loading): Transport {
  const field = section.method === null ? 'network' : 'method';
  const name = section[field];
  if (name === null) return 'raw';
  const transport = resolve(transports, name);
  const at = placeOf(section, field);
  const advice = transport && deprecated[transport];
  if (advice) loading.warn(at, 'config:transport_deprecated', ...advice);
  if (transport) return transport;
  switch (name.toLowerCase()) {
    case 'h2':
    case 'h3':
    case 'http':
      throw fault(at, 'config:http_transport_removed');
    case 'quic':
      throw fault(at, 'config:quic_transport_removed');
  }
  throw fault(at, 'config:unknown_transport', name);
}

function buildSecurity(
  section: StreamSection,
  transport: Transport,
  loading: Loading,
): BuiltSecurity {
  const at = placeOf(section, 'security');
  switch (section.security.toLowerCase()) {
    case '':
    case 'none':
      return { type: 'none' };
    case 'tls': {
      const tlsSettings = section.tlsSettings ?? tlsConfig.zero(section.$at);
      return within(linkText('config:tls_not_built'), () => buildTls(tlsSettings, loading));
    }
    case 'reality': {
      if (!['raw', 'xhttp', 'grpc'].includes(transport)) {
        throw fault(at, 'config:reality_transport');
      }
      const { realitySettings } = section;
      if (realitySettings === null) throw fault(at, 'config:reality_settings_missing');
      return within(linkText('config:reality_not_built'), () =>
        buildReality(realitySettings, loading),
      );
    }
    case 'xtls':
      throw fault(at, 'config:xtls_removed');
  }
  throw fault(at, 'config:unknown_security', section.security);
}

export const rawHeaderTypes = ['none', 'http'];

function checkRaw({ header }: RawSection): void {
  if (header)
    within(linkText('config:raw_header_invalid'), () => typeNamed(header, rawHeaderTypes));
}
