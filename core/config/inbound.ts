/**
 * Builds one inbound.
 *
 * InboundDetourConfig.Build and SniffingConfig.Build in infra/conf/xray.go of Xray (v26.7.28), checks in Xray's order.
 */
import type { Address } from './address.ts';
import { inboundProtocols, resolve } from './aliases.ts';
import type { BuiltStream } from './built.ts';
import { decodeRaw, type GoType, placeOf, type Raw, type Struct } from './decode.ts';
import { buildDokodemo, createDokodemo } from './dokodemo.ts';
import { fault, linkText, within, wrapped } from './errors.ts';
import { memberPath } from './json-path.ts';
import type { Loading } from './loading.ts';
import { breaksXray, unsupported } from './refusals.ts';
import { parseDomainRules, parseIpRules } from './rules.ts';
import {
  dokodemoSettings,
  httpInboundSettings,
  type InboundSection,
  type SniffingSection,
  socksInboundSettings,
  vlessInboundSettings,
} from './schema.ts';
import { buildHttpInbound, buildSocks } from './socks.ts';
import { buildStream } from './stream.ts';
import type { Inbound, PortRange, StreamSettings } from './types.ts';
import { supportedStream } from './unsupported.ts';
import { buildVlessInbound, createUsers } from './vless.ts';

export function buildInbound(section: InboundSection, loading: Loading): Inbound {
  const base = {
    at: section.$at,
    tag: section.tag,
    listen: listenAddress(section),
    ports: listenPorts(section),
  };
  const built = section.streamSettings ? buildStream(section.streamSettings, loading) : null;
  if (built?.security.type === 'reality') warnOfPort(base.ports, built, loading);
  const { sniffing } = section;
  if (sniffing) within(linkText('config:sniffing_not_built'), () => checkSniffing(sniffing));
  const settings = inboundSettings(section);
  const stream: StreamSettings = built
    ? supportedStream(built, 'inbound')
    : { at: section.$at, network: 'raw', security: { type: 'none' } };
  refusePorts(section);
  if (settings.protocol !== 'vless') refuseLayers(stream);
  if (sniffing?.enabled) {
    throw unsupported(
      placeOf(sniffing, 'enabled'),
      'false',
      'true',
      'this core does not look into connections',
    );
  }
  return { ...base, ...settings, stream };
}

/** What Xray checks when it makes the handler. */
export function createInbound(inbound: Inbound, { settings }: InboundSection): void {
  if (inbound.protocol === 'vless') createUsers(inbound.users);
  if (inbound.protocol === 'dokodemo-door' && settings) {
    createDokodemo(decodeRaw(dokodemoSettings, settings));
  }
}

/** A listener that is not on an address and port is not supported; no address is every IPv4 address. */
function listenAddress(section: InboundSection): Address {
  const { listen, port } = section;
  const at = placeOf(section, 'listen');
  if (listen === null) {
    if (port === null) throw fault(placeOf(section, 'port'), 'config:listen_without_port');
    return { type: 'ipv4', host: '0.0.0.0' };
  }
  if (listen.type !== 'domain' || listen.host === 'localhost') {
    if (port === null) throw fault(placeOf(section, 'port'), 'config:listen_ip_without_port');
    return listen;
  }
  if (listen.host === '')
    throw breaksXray(at, 'an address', '""', 'Xray panics when it loads this');
  if (/^[/@]/.test(listen.host)) {
    throw unsupported(at, 'an IP address', `"${listen.host}"`, 'this core has no Unix sockets');
  }
  throw fault(at, 'config:listen_on_domain', listen.host);
}

function warnOfPort(ports: readonly PortRange[], { at }: BuiltStream, loading: Loading): void {
  const [only, ...others] = ports;
  if (only?.from === 443 && only.to === 443 && others.length === 0) return;
  loading.warn(at, 'config:reality_port');
}

/** Other protocols than VLESS go over TCP as they are. */
export function refuseLayers({ at, network, security }: StreamSettings): void {
  if (network !== 'raw') {
    const why = 'this core carries only VLESS over XHTTP';
    throw unsupported(at, 'network "raw"', `"${network}"`, why);
  }
  if (security.type !== 'none') {
    const why = 'this core puts only VLESS under TLS and REALITY';
    const place = { ...at, path: memberPath(at.path, 'security') };
    throw unsupported(place, '"none"', `"${security.type}"`, why);
  }
}

const listenPorts = ({ port }: InboundSection): readonly PortRange[] => port ?? [];

function refusePorts(section: InboundSection): void {
  for (const { from } of listenPorts(section)) {
    if (from <= 65535) continue;
    throw breaksXray(
      placeOf(section, 'port'),
      'at most 65535',
      String(from),
      `Xray listens on ${from % 65536}`,
    );
  }
}

function checkSniffing(sniffing: SniffingSection): void {
  const known = ['http', 'tls', 'https', 'ssl', 'quic', 'fakedns', 'fakedns+others'];
  const unknown = sniffing.destOverride.find((protocol) => !known.includes(protocol.toLowerCase()));
  if (unknown !== undefined) {
    throw fault(placeOf(sniffing, 'destOverride'), 'config:unknown_sniffed_protocol', unknown);
  }
  parseDomainRules(sniffing.domainsExcluded, placeOf(sniffing, 'domainsExcluded'));
  parseIpRules(sniffing.ipsExcluded, placeOf(sniffing, 'ipsExcluded'));
}

type Settings<T> = T extends Inbound
  ? Omit<T, 'at' | 'tag' | 'listen' | 'ports' | 'stream'>
  : never;

function inboundSettings(section: InboundSection): Settings<Inbound> {
  const { protocol: written } = section;
  const protocol = resolve(inboundProtocols, written);
  const at = placeOf(section, 'protocol');
  if (protocol === undefined) {
    throw wrapped(
      linkText('config:inbound_settings_not_loaded', written),
      fault(at, 'config:unknown_protocol', written.toLowerCase()),
    );
  }
  const load = <T extends Struct>(type: GoType<T>): T =>
    within(linkText('config:inbound_settings_not_loaded', written), () =>
      section.settings
        ? decodeRaw(type, section.settings as Raw)
        : type.zero(placeOf(section, 'settings')),
    );
  const handler = linkText('config:inbound_handler_not_built', written);
  switch (protocol) {
    case 'socks':
      return { protocol, ...buildSocks(load(socksInboundSettings)) };
    case 'vless': {
      const settings = load(vlessInboundSettings);
      return { protocol, ...within(handler, () => buildVlessInbound(settings)) };
    }
    case 'http':
      return { protocol, ...buildHttpInbound(load(httpInboundSettings)) };
    case 'dokodemo-door': {
      const settings = load(dokodemoSettings);
      return { protocol, ...within(handler, () => buildDokodemo(settings)) };
    }
  }
  throw unsupported(
    at,
    '"socks", "mixed", "http", "dokodemo-door", "tunnel" or "vless"',
    `"${written}"`,
    'this core has no other inbound',
  );
}
