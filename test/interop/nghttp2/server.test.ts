import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Http2Server } from '../../../core/http2/server.ts';
import { Http2Live } from '../../support/http2-live.ts';
import { hasNghttp2, run } from '../../support/nghttp2.ts';
import { Answerer } from '../node-http/answerer.ts';
import { testOctets } from '../node-http/live.ts';

const mebi = 1_048_576;

describe.skipIf(!hasNghttp2())('Http2Server and nghttp2', () => {
  let live: Http2Live;
  let folder: string;
  let url: (path: string) => string;

  beforeEach(async () => {
    const server = (options: { epochMs: number; remote: string }) =>
      new Http2Server({ ...options, maxHeaderOctets: 65_536 });
    live = new Http2Live(new Answerer().machine, { server });
    folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
    const port = await live.listen();
    url = (path) => `http://127.0.0.1:${port}${path}`;
  });
  afterEach(() => {
    live.stop();
    rmSync(folder, { recursive: true });
    expect(live.faults).toEqual([]);
  });

  const file = (octets: Uint8Array): string => {
    const path = join(folder, 'data');
    writeFileSync(path, octets);
    return path;
  };

  it('get pages on streams with priorities', async () => {
    const { code, output } = await run('nghttp', [
      ...['--multiply=20', '--padding=100', '--header-table-size=0', url('/octets/3000')],
    ]);
    expect([code, output.length]).toEqual([0, 60_000]);
  });

  it('carry 5 MiB there and back through small windows', async () => {
    const octets = testOctets(5 * mebi);
    const { code, output } = await run('nghttp', [
      ...['--window-bits=14', '--connection-window-bits=15', `--data=${file(octets)}`],
      ...['--continuation', '--trailer=x-sum: 1', '--expect-continue', url('/echo')],
    ]);
    expect([code, Buffer.compare(output, octets)]).toEqual([0, 0]);
  });

  it.each([
    ['many small answers', ['-n', '5000', '-c', '5', '-m', '100'], '/octets/100', 5_000],
    ['large answers', ['-n', '40', '-c', '4', '-m', '10'], '/octets/1000000', 40],
  ])('h2load gets %s', async (_what, args, path, count) => {
    const { output } = await run('h2load', [...args, url(path)]);
    expect(output.toString()).toContain(
      `requests: ${count} total, ${count} started, ${count} done, ${count} succeeded, 0 failed, 0 errored, 0 timeout`,
    );
  });

  it('h2load gets echoes', async () => {
    const data = file(testOctets(100_000));
    const { output } = await run('h2load', [
      ...['-n', '200', '-c', '4', '-m', '20', '-d', data, url('/echo')],
    ]);
    expect(output.toString()).toMatch(/200 succeeded, 0 failed, 0 errored, 0 timeout/);
    expect(output.toString()).toMatch(/\(20000000\) data/);
  });
});
