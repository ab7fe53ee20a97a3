/**
 * How much a link carries: the same transfer through our client and server and through Xray's, on this machine in turn.
 *
 * `npm run bench:link` prints MB/s, processor seconds and peak memory of each side, and the ratios; nothing fails. Options: `rounds=5
 * mb=500 links=raw,split ways=down,up`. The machine is shared and noisy: trust the ratios, and of those the ones per processor second.
 * Node compiles what is busy for a third of a second per program, which a short transfer shows and a long one does not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat } from '../../core/bytes/concat.ts';
import { cdnUpRealityDown } from '../../core/scenarios/cdn-up-reality-down.ts';
import type { Scenario } from '../../core/scenarios/scenario.ts';
import { vlessOnTheFront } from '../../core/scenarios/variants.ts';
import { curl } from '../support/curl.ts';
import { type Core, Origin, type SplitLink, startLink, testOctets } from '../support/split-link.ts';
import { builtXray } from '../support/xray.ts';

type Way = 'down' | 'up';
/** Processor seconds, and MB per wall second. */
interface Measured {
  readonly client: number;
  readonly server: number;
  readonly rate: number;
  readonly clientMiB: number;
  readonly serverMiB: number;
}

const options = new Map(process.argv.slice(2).map((text) => text.split('=') as [string, string]));
const rounds = Number(options.get('rounds') ?? 5);
const octets = Number(options.get('mb') ?? 500) * 1_000_000;
const links: Readonly<Record<string, Scenario>> = { raw: vlessOnTheFront, split: cdnUpRealityDown };
const quiet = (scenario: Scenario): Scenario => {
  const warnings = (text: string) => text.replace('"loglevel": "debug"', '"loglevel": "warning"');
  const { client, server } = scenario.configs;
  return {
    ...scenario,
    configs: {
      client: { ...client, text: warnings(client.text) },
      server: { ...server, text: warnings(server.text) },
    },
  };
};

const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
const file = join(folder, 'upload');
const origin = new Origin();
try {
  const xray = await builtXray();
  const url = `http://127.0.0.1:${await origin.listen()}`;
  writeFileSync(file, concat([...testOctets(octets)]));
  for (const name of (options.get('links') ?? 'raw,split').split(',')) {
    const scenario = links[name];
    if (!scenario) throw new RangeError(`links: expected ${Object.keys(links)}, got ${name}`);
    for (const way of (options.get('ways') ?? 'down,up').split(',') as Way[]) {
      await compare(name, quiet(scenario), way, url, xray);
    }
  }
} finally {
  origin.close();
  rmSync(folder, { recursive: true });
}

async function compare(
  name: string,
  scenario: Scenario,
  way: Way,
  url: string,
  xray: string,
): Promise<void> {
  const found = { ours: [] as Measured[], Xray: [] as Measured[] };
  const cores: readonly [keyof typeof found, Core][] = [
    ['Xray', { xray }],
    ['ours', 'ours'],
  ];
  for (let round = 0; round < rounds; round++) {
    for (const [who, core] of cores) {
      const link = await startLink(scenario, { client: core, server: core });
      try {
        found[who].push(await transfer(link, way, url));
      } finally {
        await link.stop();
      }
      process.stderr.write(`\r${name} ${way}: round ${round + 1} of ${rounds}, ${who}   `);
    }
  }
  process.stderr.write('\n');
  report(name, way, found);
}

async function transfer(link: SplitLink, way: Way, url: string): Promise<Measured> {
  // what a first connection costs is no matter of throughput
  await curl(link.socksPort, `${url}/octets/1000`);
  const program = (wanted: string) =>
    link.programs.find((candidate) => candidate.name === wanted) as SplitLink['programs'][number];
  const [client, server] = [program('client'), program('server')];
  const before = [client.cpuSeconds, server.cpuSeconds] as const;
  const from = performance.now();
  const done =
    way === 'down'
      ? await curl(link.socksPort, '--max-time', '300', `${url}/octets/${octets}`)
      : await curl(link.socksPort, '--max-time', '300', '--upload-file', file, `${url}/upload`);
  const seconds = (performance.now() - from) / 1_000;
  if (done.code !== 0) throw new Error(`curl ended with ${done.code}`);
  return {
    client: client.cpuSeconds - before[0],
    server: server.cpuSeconds - before[1],
    rate: octets / 1e6 / seconds,
    clientMiB: client.peakMiB,
    serverMiB: server.peakMiB,
  };
}

function report(name: string, way: Way, { ours, Xray }: Record<'ours' | 'Xray', Measured[]>): void {
  const gb = octets / 1e9;
  const line = (who: string, all: readonly Measured[]) => {
    const of = (key: keyof Measured) => median(all.map((one) => one[key]));
    console.log(
      [
        `${name} ${way}, ${who}:`.padEnd(20),
        `${of('rate').toFixed(0)} MB/s,`,
        `client ${(of('client') / gb).toFixed(2)} + server ${(of('server') / gb).toFixed(2)} CPU s/GB,`,
        `peak ${of('clientMiB').toFixed(0)} + ${of('serverMiB').toFixed(0)} MiB`,
      ].join(' '),
    );
  };
  line('Xray', Xray);
  line('ours', ours);
  const ratio = (of: (one: Measured) => number) =>
    (median(Xray.map(of)) / median(ours.map(of))).toFixed(2);
  console.log(
    [
      `${name} ${way}, ours ÷ Xray:`.padEnd(20),
      `per CPU second ${ratio((one) => one.client + one.server)}`,
      `(client ${ratio((one) => one.client)}, server ${ratio((one) => one.server)}),`,
      `per wall second ${(median(ours.map((one) => one.rate)) / median(Xray.map((one) => one.rate))).toFixed(2)}`,
    ].join(' '),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
