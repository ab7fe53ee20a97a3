/**
 * Names that Xray has twice, and the one name that this core has for each.
 *
 * infra/conf/xray.go and infra/conf/transport_internet.go of Xray (v26.7.28). Keys that exist twice are resolved where
 * they are read: `method` wins over `network`, `rawSettings` over `tcpSettings`, `xhttpSettings` over
 * `splithttpSettings`, `clients` and `accounts` over `users`, `domains` over `domain`, `sourceIP` over `source`,
 * `targetStrategy` over `domainStrategy`.
 */

/** Lower-case name in a configuration → our name. The names on the right that are not in types.ts are not supported. */
export const inboundProtocols: Readonly<Record<string, string>> = {
  socks: 'socks',
  mixed: 'socks',
  vless: 'vless',
  http: 'http',
  tunnel: 'dokodemo-door',
  'dokodemo-door': 'dokodemo-door',
  shadowsocks: 'shadowsocks',
  vmess: 'vmess',
  trojan: 'trojan',
  wireguard: 'wireguard',
  hysteria: 'hysteria',
  tun: 'tun',
};

export const outboundProtocols: Readonly<Record<string, string>> = {
  vless: 'vless',
  freedom: 'freedom',
  direct: 'freedom',
  blackhole: 'blackhole',
  block: 'blackhole',
  loopback: 'loopback',
  http: 'http',
  shadowsocks: 'shadowsocks',
  socks: 'socks',
  vmess: 'vmess',
  trojan: 'trojan',
  hysteria: 'hysteria',
  dns: 'dns',
  wireguard: 'wireguard',
};

export type Transport =
  | 'raw'
  | 'xhttp'
  | 'mkcp'
  | 'grpc'
  | 'websocket'
  | 'httpupgrade'
  | 'hysteria';

export const transports: Readonly<Record<string, Transport>> = {
  raw: 'raw',
  tcp: 'raw',
  xhttp: 'xhttp',
  splithttp: 'xhttp',
  kcp: 'mkcp',
  mkcp: 'mkcp',
  grpc: 'grpc',
  ws: 'websocket',
  websocket: 'websocket',
  httpupgrade: 'httpupgrade',
  hysteria: 'hysteria',
};

/** The name that `table` has for `name`, which may not be one that every object has. */
export const resolve = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name.toLowerCase()) ? table[name.toLowerCase()] : undefined;
