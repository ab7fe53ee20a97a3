import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { browserIt } from '../support/browser-test.ts';
import { chromiumArguments } from '../support/chromium.ts';
import { lessonPaths, paths, textAt, visit, visitAndRun, withPage } from './pages.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The panes beneath a run, and what is there when one has come. */
const panes = { packet: 'article', configs: 'figure', log: '.xterm-rows', compare: 'table' };

/** What axe finds wrong with the page as it stands, a line for each element. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (values): Promise<AxeResults> =>
      (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
        runOnly: { type: 'tag', values },
      }),
    tags,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (colorScheme) => {
  browserIt.for(paths)('at %s', async (path, { browser }) => {
    await withPage(browser, { colorScheme }, async (page) => {
      await visit(page, path);
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  browserIt.for(lessonPaths)('at %s after a run, in every pane', async (path, { browser }) => {
    await withPage(browser, { colorScheme }, async (page) => {
      await visitAndRun(page, path);
      for (const [pane, sign] of Object.entries(panes)) {
        await page.getByRole('button', { name: textAt(path, `pane.${pane}`), exact: true }).click();
        await page.locator(`#run ${sign}`).first().waitFor();
        expect(await faultsOf(page), pane).toEqual([]);
      }
    });
  });

  browserIt('at the narrowest after a run', async ({ browser }) => {
    const [path = ''] = lessonPaths;
    const viewport = { width: 320, height: 640 };
    await withPage(browser, { colorScheme, viewport }, async (page) => {
      await visitAndRun(page, path);
      expect(await faultsOf(page)).toEqual([]);
    });
  });
});

describe('axe', () => {
  browserIt('would find a fault', async ({ browser }) => {
    await withPage(browser, {}, async (page) => {
      await visit(page, '/en/');
      await page.evaluate(() => document.body.append(document.createElement('button')));
      expect((await faultsOf(page)).join()).toContain('button-name');
    });
  });
});

describe('Lighthouse', () => {
  browserIt.for(lessonPaths)('gives %s 100 for accessibility', async (path) => {
    const { score, failed } = await withDebuggedChromium((port) =>
      accessibilityOf(inject('baseURL') + path, port),
    );
    expect(failed).toEqual([]);
    expect(score).toBe(1);
  });
});

async function accessibilityOf(url: string, port: number) {
  const { default: lighthouse } = await import('lighthouse');
  const result = await lighthouse(url, {
    port,
    onlyCategories: ['accessibility'],
    logLevel: 'error',
  });
  if (!result) throw new Error('Lighthouse gave no result');
  const { categories, audits } = result.lhr;
  const failed = Object.values(audits).filter(({ score }) => score !== null && score < 1);
  return { score: categories.accessibility?.score, failed: failed.map(({ id }) => id) };
}

/** A Chromium of its own whose debugging port the system has chosen. */
async function withDebuggedChromium<Result>(use: (port: number) => Promise<Result>) {
  const profile = mkdtempSync(join(tmpdir(), 'xhttp-lab-chromium-'));
  const chromium = spawn(
    inject('chromium'),
    [
      ...chromiumArguments(),
      ...['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    return await use(await portIn(createInterface({ input: chromium.stderr })));
  } finally {
    chromium.kill();
    if (chromium.exitCode === null && chromium.signalCode === null) await once(chromium, 'exit');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function portIn(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const [, port] = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line) ?? [];
    if (port) return Number(port);
  }
  throw new Error('Chromium named no debugging port');
}
