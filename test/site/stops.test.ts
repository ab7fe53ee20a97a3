import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { browserIt } from '../support/browser-test.ts';
import { lessonPaths, visit, visitAndRun, withPage } from './pages.ts';

const stopAt = (page: Page, at: string) => page.locator(`[data-stop="${at}"]`);
const isCurrent = (page: Page, at: string) =>
  stopAt(page, at).and(page.locator('[aria-current=step]')).waitFor({ state: 'attached' });

describe.each(lessonPaths)('the stops of %s', (path) => {
  browserIt('take the run along, and follow it', async ({ browser }) => {
    await withPage(browser, {}, async (page) => {
      await visitAndRun(page, path);
      const stops = await page
        .locator('[data-stop]')
        .evaluateAll((all) => all.map((stop) => (stop as HTMLElement).dataset.stop ?? ''));
      expect(stops.length).toBeGreaterThan(5);
      for (const at of stops) {
        // Not `click`, which would scroll, and scrolling takes the run along too.
        await stopAt(page, at).getByRole('heading').getByRole('link').dispatchEvent('click');
        await isCurrent(page, at);
        expect(await page.locator('.stop[aria-current]').count()).toBe(1);
      }
      const [, , third = ''] = stops;
      await stopAt(page, third).evaluate((stop) => {
        window.scrollBy(0, stop.getBoundingClientRect().top - window.innerHeight / 3 + 20);
      });
      await isCurrent(page, third);
      await page.locator('#run').getByRole('button').first().focus();
      await page.keyboard.press('Home');
      await stopAt(page, third).and(page.locator(':not([aria-current])')).waitFor();
    });
  });

  browserIt('start a run that has not been started', async ({ browser }) => {
    await withPage(browser, { reducedMotion: 'reduce' }, async (page) => {
      await visit(page, path);
      await stopAt(page, 'uplink.syn').getByRole('heading').getByRole('link').click();
      await isCurrent(page, 'uplink.syn');
    });
  });

  browserIt('are kept in the address of the page', async ({ browser }) => {
    await withPage(browser, { reducedMotion: 'reduce' }, async (page) => {
      await visit(page, `${path}?at=${encodeURIComponent('uplink.post#0')}`);
      await page.locator('#run').scrollIntoViewIfNeeded();
      await isCurrent(page, 'uplink.post#0');
    });
  });
});
