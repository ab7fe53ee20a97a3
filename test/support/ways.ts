/**
 * Ways from a client to an XHTTP inbound, and links made of them, as configurations.
 *
 * A way is a port and how the client speaks to it. A direct one leads to an XHTTP inbound of its security; one by a
 * front leads to a raw inbound of its security, which falls back to the port of an XHTTP inbound; one by a CDN to
 * somebody else's program in front of the plain XHTTP inbound. Two halves of a link that end at different XHTTP
 * inbounds have no session in common.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { PemIdentity } from './pem.ts';

/** With the HTTP version that the client speaks inside. */
export const securities = ['none/h1', 'tls/h1', 'tls/h2', 'reality/h2'] as const;
export type WaySecurity = (typeof securities)[number];
export type Mode = 'packet-up' | 'stream-up' | 'stream-one';

export interface Way {
  readonly id: string;
  readonly kind: 'direct' | 'front' | 'cdn';
  readonly security: WaySecurity;
  /** Of the XHTTP inbound where it ends. */
  readonly end: WaySecurity;
}

export interface Link {
  readonly id: string;
  readonly mode: Mode;
  readonly uplink: Way;
  /** Null: one way for both directions, no `downloadSettings`. */
  readonly downlink: Way | null;
}

export const direct = (security: WaySecurity): Way => ({
  id: `xhttp+${security}`,
  kind: 'direct',
  security,
  end: security,
});

export const byFront = (security: WaySecurity, end: WaySecurity): Way => ({
  id: `raw+${security} → ${family(end)}`,
  kind: 'front',
  security,
  end,
});

export const byCdn = (id: string): Way => ({
  id,
  kind: 'cdn',
  security: 'tls/h2',
  end: 'none/h1',
});

const family = (security: WaySecurity): string => security.split('/')[0] as string;

/** What all configurations of a run have in common. */
export interface Site {
  readonly server: PemIdentity;
  readonly serverName: string;
  readonly target: { readonly name: string; readonly port: number };
  /** REALITY's, base64url. */
  readonly keys: { readonly private: string; readonly public: string };
  /** Where the server listens, by the id of the way. */
  readonly ports: ReadonlyMap<string, number>;
  /** Xray keeps 128 lines to be written and drops those that come faster: with many links, `info` loses some. */
  readonly loglevel: 'info' | 'warning';
}

const xhttpUser = '5783a3e7-e373-51cd-8642-c83782b807c5';
const frontUser = 'feb54431-301b-52bb-a6dd-e1e93e81bb9e';
const shortId = '0123456789abcdef';
const loopback = '127.0.0.1';
const xhttpSettings = { path: '/xh' };

/** An X25519 key pair in the form that `xray x25519` prints. */
export function realityKeys(): Site['keys'] {
  const { d = '', x = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { private: d, public: x };
}

/** Every way that the links take, and the direct ones to where those lead. */
export function waysOf(links: readonly Link[]): readonly Way[] {
  const found = new Map<string, Way>();
  for (const { uplink, downlink } of links) {
    for (const way of [uplink, downlink]) {
      if (!way) continue;
      const end = direct(way.end);
      found.set(way.id, way).set(end.id, end);
    }
  }
  return [...found.values()];
}

/** A configuration for each security, with the inbounds of its ways. */
export function serverConfigs(site: Site, ways: readonly Way[]): ReadonlyMap<string, object> {
  const own = ways.filter(({ kind }) => kind !== 'cdn');
  const families = Map.groupBy(own, ({ security }) => family(security));
  return new Map(
    [...families].map(([family, members]) => [
      family,
      {
        log: { loglevel: site.loglevel },
        inbounds: members.map((way) => inbound(site, way)),
        // without the rule, Xray drops what VLESS clients send to loopback
        outbounds: [{ protocol: 'freedom', settings: { finalRules: [{ action: 'allow' }] } }],
      },
    ]),
  );
}

function inbound(site: Site, way: Way): object {
  const { id, kind, security, end } = way;
  const fallbacks = kind === 'front' && [{ dest: portOf(site, direct(end)) }];
  return {
    tag: id,
    listen: loopback,
    port: portOf(site, way),
    protocol: 'vless',
    settings: {
      clients: [{ id: fallbacks ? frontUser : xhttpUser }],
      decryption: 'none',
      ...(fallbacks ? { fallbacks } : {}),
    },
    streamSettings: {
      ...serverSecurity(site, security),
      ...(fallbacks ? { network: 'raw' } : { network: 'xhttp', xhttpSettings }),
    },
  };
}

/** One client for many links, each by a SOCKS port of its own. */
export function clientConfig(site: Site, socksPorts: ReadonlyMap<Link, number>): object {
  const links = [...socksPorts];
  return {
    log: { loglevel: site.loglevel },
    inbounds: links.map(([{ id }, port]) => ({
      tag: `to ${id}`,
      listen: loopback,
      port,
      protocol: 'socks',
    })),
    outbounds: links.map(([link]) => outbound(site, link)),
    routing: {
      rules: links.map(([{ id }]) => ({ inboundTag: [`to ${id}`], outboundTag: id })),
    },
  };
}

function outbound(site: Site, { id, mode, uplink, downlink }: Link): object {
  const at = (way: Way) => ({ address: loopback, port: portOf(site, way) });
  const transport = (way: Way) => ({ network: 'xhttp', ...clientSecurity(site, way.security) });
  const downloadSettings = downlink && {
    ...at(downlink),
    ...transport(downlink),
    xhttpSettings,
  };
  const extra = downloadSettings ? { extra: { downloadSettings } } : {};
  return {
    tag: id,
    protocol: 'vless',
    settings: { vnext: [{ ...at(uplink), users: [{ id: xhttpUser, encryption: 'none' }] }] },
    streamSettings: {
      ...transport(uplink),
      xhttpSettings: { ...xhttpSettings, mode, ...extra },
    },
  };
}

function serverSecurity({ server, target, keys }: Site, security: WaySecurity): object {
  switch (security) {
    case 'none/h1':
      return { security: 'none' };
    case 'tls/h1':
    case 'tls/h2': {
      const lines = (pem: string) => pem.trim().split('\n');
      const certificates = [{ certificate: lines(server.cert), key: lines(server.key) }];
      // Chrome's hello offers both versions whatever the client's own `alpn` says, so the server decides
      const alpn = security === 'tls/h1' ? { alpn: ['http/1.1'] } : {};
      return { security: 'tls', tlsSettings: { ...alpn, certificates } };
    }
    case 'reality/h2':
      return {
        security: 'reality',
        realitySettings: {
          target: `${loopback}:${target.port}`,
          serverNames: [target.name],
          privateKey: keys.private,
          shortIds: [shortId],
        },
      };
  }
}

function clientSecurity({ serverName, target, keys }: Site, security: WaySecurity): object {
  switch (security) {
    case 'none/h1':
      return { security: 'none' };
    case 'tls/h1':
      return { security: 'tls', tlsSettings: { serverName, alpn: ['http/1.1'] } };
    case 'tls/h2':
      return { security: 'tls', tlsSettings: { serverName } };
    case 'reality/h2':
      return {
        security: 'reality',
        realitySettings: { serverName: target.name, publicKey: keys.public, shortId },
      };
  }
}

export function portOf({ ports }: Site, { id }: Way): number {
  const port = ports.get(id);
  if (port === undefined) throw new RangeError(`No port for ${id}`);
  return port;
}
