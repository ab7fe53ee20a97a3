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

/** The reader's row, when the number of rows has not changed for a while: real connections end late. */
async function settled(page: Page, source: SourceName): Promise<string> {
  await current(page).waitFor({ state: 'attached' });
  await page.waitForFunction(
    (quietMs) => {
      const seen = document.querySelectorAll('#run .twin li').length;
      const now = performance.now();
      const state = window as unknown as { seen?: number; since?: number };
      if (state.seen !== seen) Object.assign(state, { seen, since: now });
      return now - (state.since ?? now) > quietMs;
    },
    source === 'sockets' ? 1_500 : 200,
  );
  return current(page).innerText();
}

/** Presses a key and gives the text of the reader's row when it has become another one. */
async function pressed(page: Page, key: string): Promise<string> {
  const before = await current(page).innerText();
  await page.keyboard.press(key);
  await page.waitForFunction((text) => {
    const row = document.querySelector<HTMLElement>('#run [aria-current="step"]');
    return row && row.innerText !== text;
  }, before);
  return current(page).innerText();
}

/** Real time is never the same twice. */
const withoutTime = (row: string) => row.replace(/[\d.,]+ (?:ms|毫秒)/, '');

const placeIs = (page: Page, place: string) =>
  page.waitForFunction((at) => new URLSearchParams(location.search).get('at') === at, place);

describe.each(locales)('in %s', (locale) => {
  const words = stringsOf(locale);
  const word = (key: string) => words[key] ?? `no words for ${key}`;
  const button = (page: Page, key: string) =>
    page.locator('#run').getByRole('button', { name: word(key), exact: true });

  describe.each(sources)('on a run from: %s', (source) => {
    browserIt('a reader guesses, runs, and steps by keyboard', async ({ page, problems }) => {
      await open(page, locale, `?source=${source}`);
      await page.locator('#run input[value="cdn"]').check();
      await page.locator('#run select').first().selectOption('Infinity');
      await button(page, 'control.run').click();
      await settled(page, source);

      expect(await page.locator('#run .wrong').innerText()).toContain(word('lane.vps443'));
      expect(await page.locator('#run .guess').innerText()).toContain(word('lane.cdn'));
      const badge = await page.locator('#run .badge').innerText();
      expect(badge).toContain(word(`source.${source}.text`));
      expect(await rows(page).count()).toBeGreaterThan(40);

      const first = await pressed(page, 'Home');
      const second = await pressed(page, 'ArrowRight');
      const third = await pressed(page, 'ArrowRight');
      expect(await pressed(page, 'ArrowLeft')).toBe(second);
      expect(await pressed(page, 'ArrowRight')).toBe(third);
      expect(await pressed(page, 'Home')).toBe(first);
      expect(await pressed(page, 'End')).toBe(await rows(page).last().innerText());
      expect(problems).toEqual([]);
    });

    browserIt(
      'a link leads to its place, and the place becomes a link',
      async ({ page, problems }) => {
        await open(page, locale, `?at=downlink.syn&source=${source}`);
        const there = await settled(page, source);
        expect(there).toContain(word('lane.vps443'));
        expect(there).toContain('SYN');
        await page.locator('#run .box').focus();
        const next = await pressed(page, 'ArrowRight');
        await placeIs(page, 'downlink.syn~1');
        await page.reload();
        await page.waitForSelector('#run astro-island:not([ssr])', { state: 'attached' });
        expect(withoutTime(await settled(page, source))).toBe(withoutTime(next));
        expect(problems).toEqual([]);
      },
    );
  });

  browserIt(
    'a run is stepped from its beginning, and stops where it is told to',
    async ({ page, problems }) => {
      await open(page, locale, '');
      await button(page, 'control.forward').click();
      await current(page).waitFor({ state: 'attached' });
      expect(await rows(page).count()).toBe(1);
      await page.locator('#run summary').click();
      await page.getByLabel(word('stop.vps443.fallback')).check();
      await page.locator('#run select').first().selectOption('Infinity');
      await button(page, 'control.continue').click();
      await placeIs(page, 'vps443.fallback');
      expect(await current(page).innerText()).toBe(await rows(page).last().innerText());
      await button(page, 'control.continue').click();
      await settled(page, 'sockets');
      expect(await rows(page).count()).toBeGreaterThan(40);
      expect(problems).toEqual([]);
    },
  );
});

describe('a run', () => {
  /** All that is shown of it, two frames from now: rows that come into view are drawn after the box has scrolled. */
  const shown = (page: Page) =>
    page.evaluate(async () => {
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
      return document.querySelector('#run .run')?.innerHTML.replace(/<!--.*?-->/gs, '') ?? '';
    });

  browserIt('looks the same at a step, however the reader came there', async ({ page }) => {
    await open(page, 'en', '?source=page&at=end');
    await settled(page, 'page');
    await page.locator('#run .box').focus();
    await pressed(page, 'Home');
    const walked = [await shown(page)];
    for (let i = 0; i < 30; i++) {
      await pressed(page, 'ArrowRight');
      walked.push(await shown(page));
    }
    for (const row of [12, 3, 25, 17, 30]) {
      await page.getByRole('button', { name: 'List', exact: true }).click();
      await rows(page).nth(row).locator('button').click();
      await page.getByRole('button', { name: 'By order', exact: true }).click();
      expect((await shown(page)) === walked[row], `row ${row}`).toBe(true);
    }
  });
});

describe('the widget', () => {
  browserIt('lets the keyboard out of the log', async ({ page, problems }) => {
    await open(page, 'en', '?source=page&at=end');
    await settled(page, 'page');
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    const inside = page.locator('#run .xterm textarea');
    await inside.waitFor({ state: 'attached' });
    for (const key of ['Tab', 'Shift+Tab']) {
      await inside.focus();
      await page.keyboard.press(key);
      expect(
        await page.evaluate(() => document.activeElement?.closest('.xterm') === null),
        key,
      ).toBe(true);
    }
    await inside.focus();
    await pressed(page, 'Home'); // its keys are the run's
    expect(await page.locator('#run .transcript').innerText()).toContain('listening TCP');
    expect(problems).toEqual([]);
  });

  browserIt('does not move by itself for a reader who wants no motion', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page, 'en', '?source=page');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await settled(page, 'page');
    const row = await current(page).innerText();
    expect(row).toBe(await rows(page).first().innerText());
    expect(await page.locator('#run .play').innerText()).toContain('Continue');
  });

  browserIt('takes the page where the bridge cannot be reached, and says so', async ({ page }) => {
    await page.addInitScript(() => {
      window.WebSocket = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => this.dispatchEvent(new Event('close')));
        }
        close() {}
      } as unknown as typeof WebSocket;
    });
    await open(page, 'en', '');
    await page.getByRole('button', { name: 'Step forward', exact: true }).click();
    await current(page).waitFor({ state: 'attached' });
    const badge = await page.locator('#run .badge').innerText();
    expect(badge).toContain(stringsOf('en')['source.page.text']);
    expect(badge).toContain('There is no “bridge, real sockets” here');
  });

  browserIt(
    'has three lanes at 320 pixels, of which the VPS opens into its two doors',
    async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 800 });
      await open(page, 'en', '?source=page&at=vps443.fallback');
      await settled(page, 'page');
      const heads = page.locator('#run .heads .head');
      expect((await heads.allInnerTexts()).map((text) => text.replace(/\W+$/, ''))).toEqual([
        'client',
        'CDN',
        'VPS',
      ]);
      await heads.getByRole('button', { name: 'VPS' }).click();
      expect(await heads.count()).toBe(4);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    },
  );

  browserIt(
    'puts two scenarios side by side and tells the packet in which they part',
    async ({ page, problems }) => {
      await open(page, 'en', '?source=page&at=downlink.syn');
      await settled(page, 'page');
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      const parting = page.locator('#run .compare dl');
      await parting.waitFor();
      expect(await parting.innerText()).toMatch(/VPS 443: SYN[\s\S]*CDN: SYN/);
      expect(await page.locator('#run .compare table').first().innerText()).toContain(
        '203.0.113.10:443',
      );
      expect(await page.locator('#run .compare .marked').count()).toBeGreaterThan(5);
      expect(problems).toEqual([]);
    },
  );
});
