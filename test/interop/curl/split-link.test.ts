import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { curl, hasCurl, startCurl } from '../../support/curl.ts';
import {
  hashOfTestOctets,
  Origin,
  type SplitLink,
  startLink,
  testOctets,
} from '../../support/split-link.ts';

const mega = 1_000_000;
const mostMiB = 200;
const isLinux = process.platform === 'linux';
if (!isLinux) console.log('Memory is not measured: /proc/<pid>/status is Linux only');

/** Prints the most memory that each program had, and gives the greatest. */
function peaks(link: SplitLink, id: string, when: string): number {
  if (!isLinux) return 0;
  const all = link.programs.map(({ name, peakMiB }) => ({ name, peakMiB }));
  const text = all.map(({ name, peakMiB }) => `${name} ${peakMiB.toFixed(0)} MiB`).join(', ');
  console.log(`${id}: peak memory ${when}: ${text}`);
  return Math.max(...all.map(({ peakMiB }) => peakMiB));
}

const scenarios = [splitPlain, cdnUpRealityDown].map((each) => [each.id, each] as const);

describe.skipIf(!hasCurl()).each(scenarios)('curl through three programs, %s', (id, scenario) => {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const file = join(folder, 'upload');
  const origin = new Origin();
  let url: string;
  let link: SplitLink;

  beforeAll(async () => {
    url = `http://localhost:${await origin.listen()}`;
    const out = openSync(file, 'w');
    for (const piece of testOctets(100 * mega)) writeSync(out, piece);
  });
  afterAll(() => {
    origin.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    link = await startLink(scenario);
  });
  afterEach(() => link.stop());

  it('fetches a page', async () => {
    expect(await curl(link.socksPort, `${url}/octets/10`)).toMatchObject({ code: 0, octets: 10 });
  });

  it('moves 100 MB down and is given the same octets', async () => {
    const fetched = await curl(link.socksPort, `${url}/octets/${100 * mega}`);
    expect(fetched).toMatchObject({ code: 0, octets: 100 * mega });
    expect(fetched.sha256).toBe(hashOfTestOctets(100 * mega));
    expect(peaks(link, id, 'after 100 MB down')).toBeLessThan(mostMiB);
  });

  it('moves 100 MB up and gives the same octets', async () => {
    const { code, text } = await curl(link.socksPort, '--upload-file', file, `${url}/upload`);
    expect([code, text]).toEqual([0, hashOfTestOctets(100 * mega)]);
    expect(peaks(link, id, 'after 100 MB up')).toBeLessThan(mostMiB);
  });

  it('fetches ten at once', async () => {
    const fetched = await Promise.all(
      Array.from({ length: 10 }, () => curl(link.socksPort, `${url}/octets/${100 * mega}`)),
    );
    const hash = hashOfTestOctets(100 * mega);
    expect(fetched.map(({ code, sha256 }) => [code, sha256])).toEqual(Array(10).fill([0, hash]));
    expect(peaks(link, id, 'after ten times 100 MB at once')).toBeLessThan(mostMiB);
  });

  it('that reads slowly slows the origin down, and costs no memory', {
    timeout: 90_000,
  }, async () => {
    const sent = () => origin.sent - before;
    const before = origin.sent;
    const reader = startCurl(link.socksPort, [
      ...['--limit-rate', '100k', '--output', '/dev/null'],
      `${url}/octets/${1000 * mega}`,
    ]);
    await sleep(10_000);
    const early = { peak: peaks(link, id, 'after 10 s of a slow reader'), sent: sent() };
    await sleep(50_000);
    const late = { peak: peaks(link, id, 'after 60 s of a slow reader'), sent: sent() };
    console.log(`${id}: the origin sent ${early.sent} octets in 10 s, ${late.sent} in 60 s`);
    reader.kill('SIGTERM');
    await once(reader, 'close');
    expect(late.peak - early.peak).toBeLessThan(10);
    // 6 MB is what the reader took; the rest stands in the system's buffers on the way
    expect(late.sent).toBeLessThan(150 * mega);
    expect(late.sent - early.sent).toBeLessThan(25 * mega);
  });
});
