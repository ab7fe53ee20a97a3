import { gzipSync } from 'node:zlib';
import type { Browser, Response } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { browserIt } from '../support/browser-test.ts';
import { lessonPaths, paths, visit, withPage } from './pages.ts';

interface Loaded {
  readonly url: string;
  readonly isScript: boolean;
  /** What a server that compresses would send, in octets, heads not counted. */
  readonly octets: number;
}

/** All that a page loads until nothing more comes, the widget of a lesson in view. */
const load = (browser: Browser, path: string): Promise<Loaded[]> =>
  withPage(browser, {}, async (page) => {
    const responses: Response[] = [];
    page.on('response', (response) => responses.push(response));
    await visit(page, path);
    await page.waitForLoadState('networkidle');
    return await Promise.all(
      responses.map(async (response) => ({
        url: response.url(),
        isScript: response.request().resourceType() === 'script',
        octets: gzipSync(await response.body(), { level: 9 }).length,
      })),
    );
  });
const sum = (loaded: readonly Loaded[]) => loaded.reduce((all, { octets }) => all + octets, 0);
const listed = (loaded: readonly Loaded[]) =>
  loaded.map(({ url, octets }) => `${octets.toString().padStart(7)} ${url}`).join('\n');

describe.each(lessonPaths)('%s', (path) => {
  browserIt('weighs at most 60 kB, of it 35 kB scripts, before the run', async ({ browser }) => {
    const loaded = await load(browser, path);
    const scripts = loaded.filter(({ isScript }) => isScript);
    console.log(
      `${path}: ${sum(loaded)} octets gz, of these ${sum(scripts)} of scripts\n${listed(loaded)}`,
    );
    expect(loaded.length).toBeGreaterThan(2);
    expect(sum(loaded), listed(loaded)).toBeLessThanOrEqual(60_000);
    expect(sum(scripts), listed(scripts)).toBeLessThanOrEqual(35_000);
  });
});

describe.each(paths)('%s', (path) => {
  browserIt('asks nobody but its own server', async ({ browser }) => {
    const foreign = (await load(browser, path)).filter(
      ({ url }) => !url.startsWith(inject('baseURL')) && !url.startsWith('data:'),
    );
    expect(foreign).toEqual([]);
  });
});
