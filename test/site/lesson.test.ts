/**
 * The lesson as a reader goes through it: guess, run, step by keyboard, follow a link to a place; in both languages and
 * on every source of a run.
 */
import type { Page } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { type Locale, locales } from '../../src/lib/i18n/locales.ts';
import type { SourceName } from '../../src/lib/run/run-source.ts';
import { browserIt } from '../support/browser-test.ts';
import { stringsOf } from '../support/words.ts';

const sources: readonly SourceName[] = ['sockets', 'memory', 'page', 'recording'];

/** Opens the lesson and waits until its run can be used. */
async function open(page: Page, locale: Locale, query: string): Promise<void> {
  await page.goto(`${inject('baseURL')}/${locale}/lessons/who-is-called-first/${query}`);
  await page.locator('#run').scrollIntoViewIfNeeded();
  await page.waitForSelector('#run astro-island:not([ssr])', { state: 'attached' });
}

const current = (page: Page) => page.locator('#run [aria-current="step"]');
const rows = (page: Page) => page.locator('#run .twin li');
const place = (page: Page) => new URL(page.url()).searchParams.get('at');

/** The text of the reader's row, when it is another one than before. */
async function rowAfter(page: Page, act: () => Promise<void>): Promise<string> {
  const before = (await current(page).count()) ? await current(page).innerText() : '';
  await act();
  await page.waitForFunction((text) => {
    const now = document.querySelector('#run [aria-current="step"]');
    return now && (now as HTMLElement).innerText !== text;
  }, before);
  return current(page).innerText();
}

describe.each(locales)('in %s', (locale) => {
  const words = stringsOf(locale);
  const word = (key: string) => words[key] ?? `no words for ${key}`;

  describe.each(sources)('with the run from: %s', (source) => {
    browserIt('a reader guesses, runs, and steps by keyboard', async ({ page, problems }) => {
      await open(page, locale, `?source=${source}`);
      await page.locator('#run input[value="cdn"]').check();
      await page.locator('#run select').first().selectOption('Infinity');
      await page.getByRole('button', { name: word('control.run'), exact: true }).click();
      await page.waitForFunction(() => location.search.includes('at=end'));

      expect(await page.locator('#run .wrong').innerText()).toContain(word('lane.vps443'));
      expect(await page.locator('#run .guess').innerText()).toContain(word('lane.cdn'));
      const badge = page.locator('#run .badge');
      expect(await badge.innerText()).toContain(word(`source.${source}.text`));
      expect(await rows(page).count()).toBeGreaterThan(40);

      const first = await rowAfter(page, () => page.keyboard.press('Home'));
      const second = await rowAfter(page, () => page.keyboard.press('ArrowRight'));
      const third = await rowAfter(page, () => page.keyboard.press('ArrowRight'));
      expect(new Set([first, second, third]).size).toBe(3);
      expect(await rowAfter(page, () => page.keyboard.press('ArrowLeft'))).toBe(second);
      expect(await rowAfter(page, () => page.keyboard.press('ArrowLeft'))).toBe(first);
      const last = await rowAfter(page, () => page.keyboard.press('End'));
      expect(last).toBe(await rows(page).last().innerText());
      expect(problems).toEqual([]);
    });

    browserIt('a link leads to its place, step by step the same', async ({ page, problems }) => {
      await open(page, locale, `?at=downlink.syn&source=${source}`);
      await current(page).waitFor({ state: 'attached' });
      expect(await current(page).innerText()).toMatch(/VPS 443.*SYN/);
      expect(place(page)).toBe('downlink.syn');
      await page.locator('#run section').first().focus();
      expect(problems).toEqual([]);
    });
  });
});

describe('a run', () => {
  const html = (page: Page) =>
    page
      .locator('#run')
      .evaluate((run) =>
        run.innerHTML.replace(/ data-[\w-]+="[^"]*"/g, '').replace(/<!--.*?-->/g, ''),
      );

  browserIt('looks the same at a step, however one came there', async ({ page }) => {
    const places = ['uplink.syn', 'vps443.fallback~2', 'downlink.data', 'socks'].slice(0, 3);
    const direct: string[] = [];
    for (const at of places) {
      await open(page, 'en', `?source=page&at=${at}`);
      await current(page).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Configurations' }).click();
      direct.push(await current(page).innerText());
    }
    await page.getByRole('button', { name: 'First step' }).click();
    const walked: string[] = [];
    for (let i = 0; i < 80 && walked.length < places.length; i++) {
      if (place(page) === places[walked.length]) walked.push(await current(page).innerText());
      await page.keyboard.press('ArrowRight');
    }
    expect(walked).toEqual(direct);
    const end = await html(page);
    for (const key of ['ArrowLeft', 'Home', 'End']) await page.keyboard.press(key);
    expect(await html(page)).toBe(await html(page));
    expect(end).toContain('svg');
  });
});
