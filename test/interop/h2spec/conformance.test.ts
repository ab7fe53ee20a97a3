import { describe, expect, it } from 'vitest';
import { Http2Server } from '../../../core/http2/server.ts';
import { Site } from '../../../core/peers/site.ts';
import { hasH2spec, listedCases, runH2spec } from '../../support/h2spec.ts';
import { Http2Live } from '../../support/http2-live.ts';

const page = { status: 200, contentType: 'text/plain; charset=utf-8', body: 'Hello, h2spec\n' };

describe.skipIf(!hasH2spec())('h2spec --strict', () => {
  it('finds no fault with Http2Server', async () => {
    const site = new Site({ pages: { '/': page } });
    const live = new Http2Live(site, { server: (options) => new Http2Server(options) });
    const { report, ...counts } = await runH2spec(await live.listen());
    live.stop();
    const tests = await listedCases();
    expect(counts, report).toEqual({ tests, passed: tests, skipped: 0, failed: 0 });
    expect(tests).toBeGreaterThan(140);
    expect(live.faults).toEqual([]);
  });
});
