/**
 * The structs into which Xray decodes a configuration, as far as this core reads them.
 *
 * infra/conf of Xray (v26.7.28), field for field and type for type, because a wrong type is reported by these names.
 * Keys that are not here are passed over, as in Xray, except that Xray also looks into objects that this core does not
 * read.
 */
import {
  boolean,
  integer,
  map,
  pointer,
  raw,
  slice,
  string,
  struct,
  type ValueOf,
} from './decode.ts';
import { address, int32Range, networkList, portList, stringList } from './scalars.ts';
import { streamConfig, unread, unreadValue } from './stream-schema.ts';

export const logConfig = struct('conf.LogConfig', {
  access: string,
  error: string,
  loglevel: string,
  dnsLog: boolean,
  maskAddress: string,
});
export type LogSection = ValueOf<typeof logConfig>;

const sniffingConfig = struct('conf.SniffingConfig', {
  enabled: boolean,
  destOverride: stringList,
  domainsExcluded: stringList,
  ipsExcluded: stringList,
  metadataOnly: boolean,
  routeOnly: boolean,
});
export type SniffingSection = ValueOf<typeof sniffingConfig>;

export const inboundConfig = struct('conf.InboundDetourConfig', {
  protocol: string,
  port: pointer(portList),
  listen: pointer(address),
  settings: unreadValue,
  tag: string,
  streamSettings: pointer(streamConfig),
  sniffing: pointer(sniffingConfig),
});
export type InboundSection = ValueOf<typeof inboundConfig>;

export const outboundConfig = struct('conf.OutboundDetourConfig', {
  protocol: string,
  sendThrough: pointer(string),
  tag: string,
  settings: unreadValue,
  streamSettings: pointer(streamConfig),
  proxySettings: pointer(struct('conf.ProxyConfig', { tag: string, transportLayer: boolean })),
  mux: pointer(
    struct('conf.MuxConfig', {
      enabled: boolean,
      concurrency: integer('int16'),
      xudpConcurrency: integer('int16'),
      xudpProxyUDP443: string,
    }),
  ),
  targetStrategy: string,
});
export type OutboundSection = ValueOf<typeof outboundConfig>;

export const routingConfig = struct('conf.RouterConfig', {
  rules: slice(raw),
  domainStrategy: pointer(string),
  balancers: slice(
    pointer(
      struct('conf.BalancingRule', {
        tag: string,
        selector: stringList,
        strategy: struct('conf.StrategyConfig', { type: string, settings: unreadValue }),
        fallbackTag: string,
      }),
    ),
  ),
});
export type RoutingSection = ValueOf<typeof routingConfig>;

export const routerRule = struct('conf.RouterRule', {
  ruleTag: string,
  outboundTag: string,
  balancerTag: string,
});

/** A type local to a Go function, which prints as of package conf. */
export const fieldRule = struct('conf.RawFieldRule', {
  ruleTag: string,
  outboundTag: string,
  balancerTag: string,
  domain: pointer(stringList),
  domains: pointer(stringList),
  ip: pointer(stringList),
  port: pointer(portList),
  network: pointer(networkList),
  sourceIP: pointer(stringList),
  source: pointer(stringList),
  sourcePort: pointer(portList),
  user: pointer(stringList),
  vlessRoute: pointer(portList),
  inboundTag: pointer(stringList),
  protocol: pointer(stringList),
  attrs: map(string),
  localIP: pointer(stringList),
  localPort: pointer(portList),
  process: pointer(stringList),
  webhook: unread('conf.WebhookRuleConfig'),
});
export type FieldRule = ValueOf<typeof fieldRule>;

export const rootConfig = struct('conf.Config', {
  transport: map(raw),
  env: unread('conf.EnvConfig'),
  log: pointer(logConfig),
  routing: pointer(routingConfig),
  dns: unread('conf.DNSConfig'),
  inbounds: slice(inboundConfig),
  outbounds: slice(outboundConfig),
  policy: unread('conf.PolicyConfig'),
  api: unread('conf.APIConfig'),
  metrics: unread('conf.MetricsConfig'),
  stats: unread('conf.StatsConfig'),
  reverse: unread('conf.ReverseConfig'),
  fakeDns: unreadValue,
  observatory: unread('conf.ObservatoryConfig'),
  burstObservatory: unread('conf.BurstObservatoryConfig'),
  version: unread('conf.VersionConfig'),
  geodata: unread('conf.GeodataConfig'),
});
export type RootSection = ValueOf<typeof rootConfig>;

export const socksInboundSettings = struct('conf.SocksServerConfig', {
  auth: string,
  users: slice(pointer(struct('conf.SocksAccount', { user: string, pass: string }))),
  accounts: slice(pointer(struct('conf.SocksAccount', { user: string, pass: string }))),
  udp: boolean,
  ip: pointer(address),
  userLevel: integer('uint32'),
});
export type SocksInboundSettings = ValueOf<typeof socksInboundSettings>;

export const httpInboundSettings = struct('conf.HTTPServerConfig', {
  users: slice(pointer(struct('conf.HTTPAccount', { user: string, pass: string }))),
  accounts: slice(pointer(struct('conf.HTTPAccount', { user: string, pass: string }))),
  allowTransparent: boolean,
  userLevel: integer('uint32'),
});
export type HttpInboundSettings = ValueOf<typeof httpInboundSettings>;

export const dokodemoSettings = struct('conf.DokodemoConfig', {
  allowedNetwork: pointer(networkList),
  rewriteAddress: pointer(address),
  rewritePort: integer('uint16'),
  network: pointer(networkList),
  address: pointer(address),
  port: integer('uint16'),
  portMap: map(string),
  followRedirect: boolean,
  userLevel: integer('uint32'),
});
export type DokodemoSettings = ValueOf<typeof dokodemoSettings>;

export const vlessInboundSettings = struct('conf.VLessInboundConfig', {
  users: slice(raw),
  clients: slice(raw),
  decryption: string,
  fallbacks: slice(
    pointer(
      struct('conf.VLessInboundFallback', {
        name: string,
        alpn: string,
        path: string,
        type: string,
        dest: raw,
        xver: integer('uint64'),
      }),
    ),
  ),
  flow: string,
  testseed: slice(integer('uint32')),
});
export type VlessInboundSettings = ValueOf<typeof vlessInboundSettings>;

/** A user in a list is decoded twice, as each of these. */
export const vlessUserLevel = struct('protocol.User', { level: integer('uint32'), email: string });
export const vlessAccount = struct('vless.Account', {
  id: string,
  flow: string,
  encryption: string,
  xorMode: integer('uint32'),
  seconds: integer('uint32'),
  padding: string,
  reverse: pointer(
    struct('vless.Reverse', { tag: string, sniffing: unread('proxyman.SniffingConfig') }),
  ),
  testpre: integer('uint32'),
  testseed: slice(integer('uint32')),
});

export const vlessOutboundSettings = struct('conf.VLessOutboundConfig', {
  address: pointer(address),
  port: integer('uint16'),
  level: integer('uint32'),
  email: string,
  id: string,
  flow: string,
  seed: string,
  encryption: string,
  reverse: pointer(
    struct('conf.VLessReverseConfig', { tag: string, sniffing: pointer(sniffingConfig) }),
  ),
  testpre: integer('uint32'),
  testseed: slice(integer('uint32')),
  vnext: slice(
    pointer(
      struct('conf.VLessOutboundVnext', {
        address: pointer(address),
        port: integer('uint16'),
        users: slice(raw),
      }),
    ),
  ),
});
export type VlessOutboundSettings = ValueOf<typeof vlessOutboundSettings>;

export const freedomSettings = struct('conf.FreedomConfig', {
  targetStrategy: string,
  domainStrategy: string,
  redirect: string,
  userLevel: integer('uint32'),
  fragment: unread('conf.Fragment'),
  noise: unread('conf.Noise'),
  noises: unreadValue,
  proxyProtocol: integer('uint32'),
  ipsBlocked: pointer(stringList),
  finalRules: slice(
    pointer(
      struct('conf.FreedomFinalRuleConfig', {
        action: string,
        network: pointer(networkList),
        port: pointer(portList),
        ip: pointer(stringList),
        blockDelay: pointer(int32Range),
      }),
    ),
  ),
});
export type FreedomSettings = ValueOf<typeof freedomSettings>;

export const blackholeSettings = struct('conf.BlackholeConfig', { response: raw });
export type BlackholeSettings = ValueOf<typeof blackholeSettings>;
