/**
 * Builds streamSettings: which transport, which security, and the settings of each, chosen or not.
 *
 * StreamConfig.Build in infra/conf/transport_internet.go and SocketConfig.Build in transport_sockopt.go of Xray
 * (v26.7.28), checks in Xray's order. Without the contents of tlsSettings and realitySettings and of transports that
 * this core does not have.
 */
import { resolve, type Transport, transports } from './aliases.ts';
import type { BuiltStream } from './built.ts';
import { decodeRaw, map, placeOf, type Raw, raw, string } from './decode.ts';
import { fault, linkText, within } from './errors.ts';
import { type RawSection, type SockoptSection, type StreamSection, xhttpConfig } from './schema.ts';
import { buildXhttp } from './xhttp.ts';

export function buildStream(section: StreamSection): BuiltStream {
  const transport = chosenTransport(section);
  const security = chosenSecurity(section, transport);
  const rawSettings = section.rawSettings ?? section.tcpSettings;
  if (rawSettings) within(linkText('config:raw_not_built'), () => checkRaw(rawSettings));
  const xhttpSettings = section.xhttpSettings ?? section.splithttpSettings;
  const xhttp = xhttpSettings
    ? within(linkText('config:xhttp_not_built'), () => buildXhttp(xhttpSettings, buildStream))
    : transport === 'xhttp'
      ? buildXhttp(xhttpConfig.zero(section.$at), buildStream)
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

function chosenTransport(section: StreamSection): Transport {
  const field = section.method === null ? 'network' : 'method';
  const name = section[field];
  if (name === null) return 'raw';
  const transport = resolve(transports, name);
  if (transport) return transport;
  const at = placeOf(section, field);
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

function chosenSecurity(section: StreamSection, transport: Transport): BuiltStream['security'] {
  const at = placeOf(section, 'security');
  switch (section.security.toLowerCase()) {
    case '':
    case 'none':
      return 'none';
    case 'tls':
      return 'tls';
    case 'reality':
      if (!['raw', 'xhttp', 'grpc'].includes(transport))
        throw fault(at, 'config:reality_transport');
      if (section.realitySettings === null) throw fault(at, 'config:reality_settings_missing');
      return 'reality';
    case 'xtls':
      throw fault(at, 'config:xtls_removed');
  }
  throw fault(at, 'config:unknown_security', section.security);
}

function checkRaw({ header }: RawSection): void {
  if (header) within(linkText('config:raw_header_invalid'), () => rawHeaderType(header));
}

/** The `type` of rawSettings.header; here Go looks a key up in a map, so its case matters. */
export function rawHeaderType(header: Raw): string {
  const type = decodeRaw(map(raw), header)?.get('type');
  if (!type) throw fault(header.place, 'config:raw_header_type_missing');
  const id = decodeRaw(string, type);
  if (!['none', 'http'].includes(id.toLowerCase())) {
    throw fault(type.place, 'config:unknown_protocol', id.toLowerCase());
  }
  return id.toLowerCase();
}

/** internet.DomainStrategy, lower case. */
export const domainStrategies = [
  '',
  'asis',
  'useip',
  'useipv4',
  'useipv6',
  'useipv4v6',
  'useipv6v4',
  'forceip',
  'forceipv4',
  'forceipv6',
  'forceipv4v6',
  'forceipv6v4',
];

const addressPortStrategies = [
  '',
  'none',
  'srvportonly',
  'srvaddressonly',
  'srvportandaddress',
  'txtportonly',
  'txtaddressonly',
  'txtportandaddress',
];

function checkSockopt(sockopt: SockoptSection): void {
  const kind = sockopt.tcpFastOpen?.node.kind ?? 'null';
  if (!['null', 'boolean', 'number'].includes(kind)) {
    throw fault(placeOf(sockopt, 'tcpFastOpen'), 'config:tcp_fast_open_invalid');
  }
  if (!domainStrategies.includes(sockopt.domainStrategy.toLowerCase())) {
    throw fault(
      placeOf(sockopt, 'domainStrategy'),
      'config:unsupported_domain_strategy',
      sockopt.domainStrategy,
    );
  }
  if (!addressPortStrategies.includes(sockopt.addressPortStrategy.toLowerCase())) {
    throw fault(
      placeOf(sockopt, 'addressPortStrategy'),
      'config:unsupported_address_port_strategy',
      sockopt.addressPortStrategy,
    );
  }
}
