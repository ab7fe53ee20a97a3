/**
 * A scenario: hosts, their addresses, the two configuration texts as a learner would write them, and how to draw it.
 *
 * Our core and a real Xray take the same texts. Addresses are of the documentation ranges (RFC 5737).
 */
import { parseConfig } from '../config/parse.ts';
import type { CoreConfig } from '../config/types.ts';
import type { AppRequest, Host, World } from '../engine/hosts.ts';
import { authority, identityOf } from './certificates.ts';

/** A configuration file: its name in messages, and its text. */
export interface ConfigText {
  readonly name: string;
  readonly text: string;
}

export interface Scenario {
  readonly id: string;
  readonly configs: { readonly client: ConfigText; readonly server: ConfigText };
  /** Where the CDN fetches. */
  readonly originPort: number;
  /** Whether the CDN's port is behind TLS. */
  readonly isCdnSecured: boolean;
  readonly request: AppRequest;
  /** When the app starts, in ms since the run began. */
  readonly appStartsAtMs: number;
  readonly delaysMs: Delays;
}

/** One-way delays between the hosts, in ms. */
export interface Delays {
  readonly clientCdn: number;
  readonly clientVps: number;
  readonly cdnVps: number;
  readonly vpsSite: number;
  readonly vpsTarget: number;
}

/**
 * Half the round trips of the learner's capture: CDN about 250 ms away, VPS about 220 ms. The VPS's first record came
 * 700–1,000 ms after the client's, which fits a target about 350 ms from the VPS: inferred, for nobody captured there.
 */
export const capturedDelays: Delays = {
  clientCdn: 125,
  clientVps: 110,
  cdnVps: 20,
  vpsSite: 5,
  vpsTarget: 175,
};

export const addresses = {
  client: '192.0.2.2',
  cdn: '198.51.100.7',
  vps: '203.0.113.10',
  site: '203.0.113.80',
  target: '203.0.113.90',
} as const;

/** 2026-08-19 05:31:44 UTC, the date of the Xray source that the project describes. */
const epochMs = 1_787_117_504_000;

/** A lane of the diagram: a host, or one inbound of it with all that belongs to it. */
export interface Lane {
  readonly id: 'app' | 'client' | 'cdn' | 'vps443' | 'vps6666' | 'target' | 'site';
  readonly host: string;
  /** Only machines whose ids begin with one of these; the host's others go to its lane without. */
  readonly machines?: readonly string[];
  /** Of a narrow screen, which shows three: lanes with the same name are one there until opened. */
  readonly narrow: 'client' | 'cdn' | 'vps';
  /** The lane that leads to it, where it is not the last one of its group's host. */
  readonly behind?: Lane['id'];
}

const lanes: readonly Lane[] = [
  { id: 'app', host: 'app', narrow: 'client' },
  { id: 'client', host: 'client', narrow: 'client' },
  { id: 'cdn', host: 'cdn', narrow: 'cdn' },
  { id: 'vps443', host: 'vps', machines: ['front/'], narrow: 'vps' },
  { id: 'vps6666', host: 'vps', narrow: 'vps' },
  { id: 'target', host: 'target', narrow: 'vps', behind: 'vps443' },
  { id: 'site', host: 'site', narrow: 'vps' },
];

/** Without the target's lane where nobody hides behind it. */
export const lanesOf = (scenario: Scenario): readonly Lane[] =>
  hasTarget(parseConfig([scenario.configs.server]))
    ? lanes
    : lanes.filter(({ id }) => id !== 'target');

const hasTarget = (server: CoreConfig): boolean =>
  server.inbounds.some(({ stream }) => stream.security.type === 'reality');

const page = `<!doctype html>
<title>site.example</title>
<p>It works: this page came down the other way.</p>
`;

const targetPage = `<!doctype html>
<title>target.example</title>
<p>A site like any other: whoever comes to the VPS without the key is shown this.</p>
`;

const target = (): Host => ({
  role: 'site',
  name: 'target',
  port: 80,
  pages: { '/': { contentType: 'text/html', body: targetPage } },
  tls: { port: 443, ...identityOf('target.example') },
});

/** The hosts that run a scenario. Throws ConfigError when a text is wrong. */
export function worldOf(scenario: Scenario): World {
  const { configs, delaysMs, originPort, isCdnSecured } = scenario;
  const server = parseConfig([configs.server]);
  const delay: Readonly<Record<string, number>> = {
    'cdn-client': delaysMs.clientCdn,
    'client-vps': delaysMs.clientVps,
    'cdn-vps': delaysMs.cdnVps,
    'site-vps': delaysMs.vpsSite,
    'target-vps': delaysMs.vpsTarget,
  };
  return {
    epochMs,
    roots: [authority()],
    topology: {
      hosts: [
        // the app and the client core are two programs on the learner's computer
        { name: 'app', addresses: [], computer: 'learner' },
        { name: 'client', addresses: [addresses.client], computer: 'learner' },
        { name: 'cdn', addresses: [addresses.cdn] },
        { name: 'vps', addresses: [addresses.vps] },
        { name: 'site', addresses: [addresses.site] },
        { name: 'target', addresses: [addresses.target] },
      ],
      names: {
        'cdn.example': addresses.cdn,
        'site.example': addresses.site,
        'target.example': addresses.target,
      },
      delayMs: (a, b) => delay[[a, b].sort().join('-')] ?? 0,
    },
    hosts: [
      { role: 'core', name: 'vps', config: server },
      { role: 'core', name: 'client', config: parseConfig([configs.client]) },
      {
        role: 'cdn',
        name: 'cdn',
        port: 443,
        origin: { host: addresses.vps, port: originPort },
        tls: isCdnSecured ? identityOf('cdn.example') : null,
      },
      {
        role: 'site',
        name: 'site',
        port: 80,
        pages: { '/': { contentType: 'text/html', body: page } },
        tls: null,
      },
      ...(hasTarget(server) ? [target()] : []),
      {
        role: 'app',
        name: 'app',
        socks: { host: '127.0.0.1', port: 10808 },
        destination: { host: 'site.example', port: 80 },
        request: scenario.request,
        startsAtMs: scenario.appStartsAtMs,
      },
    ],
  };
}
