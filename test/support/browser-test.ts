/**
 * `it` for tests that need a browser: gives them a fresh `page` and the `problems` it reported.
 *
 * Without a Chromium such tests are skipped; `test/site/setup.ts` prints why.
 */
import { type Browser, chromium, type Page } from 'playwright-core';
import { it as base, inject } from 'vitest';
import { chromiumArguments } from './chromium.ts';

interface Fixtures {
  browser: Browser;
  page: Page;
  /** Uncaught errors and console errors of the page so far. */
  problems: string[];
}

const executablePath = inject('chromium');

export const browserIt = base
  .extend<Fixtures>({
    browser: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names from this pattern
      async ({}, use) => {
        const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
        await use(browser);
        await browser.close();
      },
      { scope: 'file' },
    ],
    page: async ({ browser }, use) => {
      const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
      page.setDefaultTimeout(10_000); // below Vitest's, so that the message is Playwright's
      page.setDefaultNavigationTimeout(30_000);
      await use(page);
      await page.close();
    },
    problems: async ({ page }, use) => {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await use(problems);
    },
  })
  .skipIf(executablePath === '');
