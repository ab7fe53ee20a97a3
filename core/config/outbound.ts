/**
 * Builds one outbound.
 *
 * OutboundDetourConfig.Build in infra/conf/xray.go, and infra/conf/blackhole.go, of Xray (v26.7.28), checks in Xray's
 * order.
 */
import { type Address, addressText, parseAddress } from './address.ts';
import { outboundProtocols, resolve } from './aliases.ts';
import type { BuiltStream } from './built.ts';
import { decodeRaw, type GoType, placeOf, type Raw, type Struct } from './decode.ts';
import { fault, linkText, within, wrapped } from './errors.ts';
import { buildFreedom } from './freedom.ts';
import { refuseLayers } from './inbound.ts';
import { memberPath } from './json-path.ts';
import type { Loading } from './loading.ts';
import { isPrivateAddress } from './private-addresses.ts';
import { unsupported } from './refusals.ts';
import {
  type BlackholeSettings,
  blackholeSettings,
  freedomSettings,
  type OutboundSection,
  type VlessOutboundSettings,
  vlessOutboundSettings,
} from './schema.ts';
import { domainStrategies } from './sockopt.ts';
import { buildStream } from './stream.ts';
import { typeNamed } from './type-named.ts';
import type { BlackholeOutbound, Outbound, StreamSettings } from './types.ts';
import { supportedStream } from './unsupported.ts';
import { refuseHost } from './unsupported-xhttp.ts';
import { buildVlessOutbound } from './vless.ts';

export function buildOutbound(section: OutboundSection, loading: Loading): Outbound {
  checkTargetStrategy(section);
  checkProxyTags(section);
  checkSendThrough(section);
  const { streamSettings } = section;
  const built = streamSettings
    ? within(linkText('config:outbound_stream_not_built'), () =>
        buildStream(streamSettings, loading),
      )
    : null;
  if (section.proxySettings?.tag === '') {
    throw wrapped(
      linkText('config:proxy_settings_not_built'),
      fault(placeOf(section, 'proxySettings'), 'config:proxy_tag_missing'),
    );
  }
  checkMux(section);
  const settings = outboundSettings(section, built, loading);
  refuseDetours(section);
  const stream: StreamSettings = built
    ? supportedStream(built, 'outbound')
    : { at: section.$at, network: 'raw', security: { type: 'none' } };
  if (settings.protocol === 'freedom') refuseLayers(stream);
  if (settings.protocol === 'vless' && stream.network === 'xhttp') {
    const { at, address } = settings.server;
    refuseHost({ ...at, path: memberPath(at.path, 'address') }, address.host);
  }
  return { at: section.$at, tag: section.tag, ...settings, stream };
}

function checkTargetStrategy(section: OutboundSection): void {
  if (domainStrategies.includes(section.targetStrategy.toLowerCase())) return;
  throw fault(
    placeOf(section, 'targetStrategy'),
    'config:unsupported_target_strategy',
    section.targetStrategy,
  );
}

function checkProxyTags({ proxySettings, streamSettings }: OutboundSection): void {
  if (proxySettings?.tag && streamSettings?.sockopt?.dialerProxy) {
    throw fault(placeOf(proxySettings, 'tag'), 'config:proxy_tag_conflict');
  }
}

function checkSendThrough(section: OutboundSection): void {
  const { sendThrough } = section;
  if (sendThrough === null || sendThrough.includes('/')) return;
  const address = parseAddress(sendThrough);
  if (address.type === 'domain' && address.host !== 'origin' && address.host !== 'srcip') {
    throw fault(
      placeOf(section, 'sendThrough'),
      'config:send_through_domain',
      addressText(address),
    );
  }
}

function checkMux({ mux }: OutboundSection): void {
  if (!mux || ['', 'reject', 'allow', 'skip'].includes(mux.xudpProxyUDP443)) return;
  throw wrapped(
    linkText('config:mux_not_built'),
    fault(placeOf(mux, 'xudpProxyUDP443'), 'config:unknown_udp443_policy', mux.xudpProxyUDP443),
  );
}

function refuseDetours(section: OutboundSection): void {
  const { targetStrategy, sendThrough, proxySettings, mux } = section;
  if (!['', 'asis'].includes(targetStrategy.toLowerCase())) {
    throw unsupported(
      placeOf(section, 'targetStrategy'),
      '"AsIs"',
      `"${targetStrategy}"`,
      'this core leaves names to the system',
    );
  }
  if (sendThrough !== null) {
    throw unsupported(
      placeOf(section, 'sendThrough'),
      'nothing',
      `"${sendThrough}"`,
      'this core leaves the source address to the system',
    );
  }
  if (proxySettings) {
    throw unsupported(
      proxySettings.$at,
      'nothing',
      'an outbound',
      'this core does not chain outbounds',
    );
  }
  if (mux?.enabled && mux.concurrency >= 0) {
    throw unsupported(placeOf(mux, 'enabled'), 'false', 'true', 'this core has no mux');
  }
}

type Settings<T> = T extends Outbound ? Omit<T, 'at' | 'tag' | 'stream'> : never;

function outboundSettings(
  section: OutboundSection,
  stream: BuiltStream | null,
  loading: Loading,
): Settings<Outbound> {
  const { protocol: written } = section;
  const protocol = resolve(outboundProtocols, written);
  const at = placeOf(section, 'protocol');
  if (protocol === undefined) {
    throw wrapped(
      linkText('config:outbound_settings_not_loaded', written),
      fault(at, 'config:unknown_protocol', written.toLowerCase()),
    );
  }
  const load = <T extends Struct>(type: GoType<T>): T =>
    within(linkText('config:outbound_settings_not_loaded', written), () =>
      section.settings
        ? decodeRaw(type, section.settings as Raw)
        : type.zero(placeOf(section, 'settings')),
    );
  const handler = linkText('config:outbound_handler_not_built', written);
  switch (protocol) {
    case 'vless': {
      const settings = load(vlessOutboundSettings);
      checkTransportSecurity(settings, stream);
      return { protocol, ...within(handler, () => buildVlessOutbound(settings)) };
    }
    case 'freedom': {
      const settings = load(freedomSettings);
      return { protocol, ...within(handler, () => buildFreedom(settings, loading)) };
    }
    case 'blackhole': {
      const settings = load(blackholeSettings);
      return { protocol, ...within(handler, () => buildBlackhole(settings)) };
    }
  }
  throw unsupported(
    at,
    '"vless", "freedom" or "blackhole"',
    `"${written}"`,
    'this core has no other outbound',
  );
}

function buildBlackhole({ response }: BlackholeSettings): Pick<BlackholeOutbound, 'response'> {
  if (response === null) return { response: 'none' };
  const type = within(linkText('config:blackhole_response_invalid'), () =>
    typeNamed(response, ['none', 'http']),
  );
  return { response: type === 'http' ? 'http' : 'none' };
}

/** Xray does not let VLESS go unprotected to a public server, if `settings` names the server without `vnext`. */
function checkTransportSecurity(settings: VlessOutboundSettings, stream: BuiltStream | null): void {
  const server: Address | null = settings.address;
  if (server === null || (stream && stream.security.type !== 'none')) return;
  if (settings.encryption !== '' && settings.encryption !== 'none') return;
  if (!isPrivateAddress(server))
    throw fault(placeOf(settings, 'address'), 'config:plain_vless_to_public');
}
