import type { Page } from 'playwright-core';
import { describe, expect, inject } from 'vitest';
import { browserIt } from '../support/browser-test.ts';
import { lessonPaths, paths, photograph, textAt, visit, visitAndRun, withPage } from './pages.ts';

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
const backgroundOf = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

describe('the door', () => {
  for (const [locale, path] of [
    ['zh-TW', '/zh/'],
    ['en-GB', '/en/'],
    ['fr-FR', '/en/'],
  ])
    browserIt(`leads a reader of ${locale} to ${path}`, async ({ browser }) => {
      await withPage(browser, locale ? { locale } : {}, async (page) => {
        await page.goto(inject('baseURL'));
        await page.waitForURL(`**${path}`);
      });
    });

  browserIt('lets one without JavaScript choose', async ({ browser }) => {
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(inject('baseURL'));
      await page.getByRole('main').getByRole('link', { name: '中文' }).click();
      expect(new URL(page.url()).pathname).toBe('/zh/');
    });
  });
});

describe.each(paths)('%s', (path) => {
  const other = path.startsWith('/en/') ? '/zh/' : '/en/';

  browserIt('leads to the same page in the other language', async ({ browser }) => {
    await withPage(browser, {}, async (page) => {
      await visit(page, path);
      expect(await page.locator('html').getAttribute('lang')).toBe(
        path.startsWith('/zh/') ? 'zh-CN' : 'en',
      );
      const twin = path.replace(/^\/\w+\//, other);
      expect(await page.locator(`link[rel=alternate][href$="${twin}"]`).count()).toBe(1);
      await page
        .getByRole('banner')
        .getByRole('link', { name: /^(English|中文)$/ })
        .click();
      await page.waitForURL(`**${twin}`);
    });
  });

  browserIt('fits into 320 px', async ({ browser }) => {
    await withPage(browser, { viewport: { width: 320, height: 640 } }, async (page) => {
      await visit(page, path);
      expect(await widthOf(page)).toBe(320);
      await photograph(page, `narrow${path.replaceAll('/', '-')}`);
    });
  });

  browserIt('has one h1, a description, and headings that skip no level', async ({ browser }) => {
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(inject('baseURL') + path);
      const levels = await page
        .locator('h1, h2, h3, h4')
        .evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
      const description = page.locator('meta[name=description]');
      expect((await description.getAttribute('content'))?.length).toBeGreaterThan(10);
    });
  });
});

describe('links', () => {
  browserIt('lead to pages and places that there are', async ({ browser }) => {
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      const links = new Map<string, Set<string>>();
      const idsOf = new Map<string, Set<string>>();
      const waiting = ['/', '/nowhere/', ...paths];
      const seen = new Set(waiting);
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const response = await page.goto(inject('baseURL') + path);
        expect(response?.status(), path).toBe(path === '/nowhere/' ? 404 : 200);
        idsOf.set(
          path,
          new Set(await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id))),
        );
        for (const url of await linksOn(page)) {
          const fragments = links.get(url.pathname) ?? new Set();
          links.set(url.pathname, fragments.add(decodeURIComponent(url.hash.slice(1))));
          if (seen.has(url.pathname)) continue;
          seen.add(url.pathname);
          waiting.push(url.pathname);
        }
      }
      const nowhere = [...links].flatMap(([path, fragments]) =>
        [...fragments]
          .filter((id) => id !== '' && !idsOf.get(path)?.has(id))
          .map((id) => `${path}#${id}`),
      );
      expect(nowhere).toEqual([]);
      expect(links.size).toBeGreaterThan(4);
    });
  });
});

/** Where the links of a page lead within the site. */
async function linksOn(page: Page): Promise<URL[]> {
  const links = await page
    .locator('a[href], link[rel=alternate]')
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  return links.map((link) => new URL(link)).filter(({ origin }) => origin === inject('baseURL'));
}

describe('the theme', () => {
  browserIt("is the reader's choice, kept from page to page", async ({ browser }) => {
    await withPage(browser, { colorScheme: 'light' }, async (page) => {
      await visit(page, '/en/');
      const light = await backgroundOf(page);
      await page.getByRole('radio', { name: textAt('/en/', 'theme.dark') }).check();
      const dark = await backgroundOf(page);
      expect(dark).not.toBe(light);
      await visit(page, '/zh/');
      expect(await backgroundOf(page)).toBe(dark);
      await page.getByRole('radio', { name: textAt('/zh/', 'theme.auto') }).check();
      expect(await backgroundOf(page)).toBe(light);
    });
  });

  browserIt("is the system's without a choice", async ({ browser }) => {
    const backgrounds: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      await withPage(browser, { colorScheme, javaScriptEnabled: false }, async (page) => {
        await page.goto(`${inject('baseURL')}/en/`);
        backgrounds.push(await backgroundOf(page));
      });
    expect(new Set(backgrounds).size).toBe(2);
  });
});

describe('the first Tab', () => {
  browserIt('shows a link that skips to the text', async ({ browser }) => {
    await withPage(browser, {}, async (page) => {
      await visit(page, '/en/');
      await page.keyboard.press('Tab');
      const skip = page.getByRole('link', { name: textAt('/en/', 'site.skip') });
      expect(await skip.evaluate((link) => link.getBoundingClientRect().width)).toBeGreaterThan(40);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    });
  });
});

describe.each(lessonPaths)('%s', (path) => {
  browserIt('reads the same without JavaScript', async ({ browser }) => {
    const textWith = (javaScriptEnabled: boolean) =>
      withPage(browser, { javaScriptEnabled }, async (page) => {
        await page.goto(inject('baseURL') + path);
        await page.locator('details').evaluateAll((all) => {
          for (const details of all) details.setAttribute('open', '');
        });
        return await page.evaluate(() => {
          const article = document.querySelector('article');
          document.getElementById('run')?.remove();
          return article?.innerText ?? '';
        });
      });
    const text = await textWith(true);
    expect(text.length).toBeGreaterThan(2_000);
    expect(await textWith(false)).toBe(text);
  });

  browserIt('lists the steps of the run without JavaScript', async ({ browser }) => {
    await withPage(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(inject('baseURL') + path);
      const steps = await page.locator('#run ol > li').allInnerTexts();
      expect(steps.length).toBeGreaterThan(20);
      expect(steps.every((step) => step.trim() !== '')).toBe(true);
    });
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 320])
      browserIt(`fits ${width} px after a run, ${colorScheme}`, async ({ browser }) => {
        const viewport = { width, height: 900 };
        await withPage(browser, { colorScheme, viewport }, async (page) => {
          const name = `${path.slice(1, 3)}-${width}-${colorScheme}`;
          await visitAndRun(page, path, () => photograph(page, `${name}-before`));
          await photograph(page, `${name}-after`);
          expect(await widthOf(page)).toBe(width);
        });
      });
});
