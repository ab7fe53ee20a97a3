/**
 * The pages of the site that tests visit, and what they ask of a page that they have open.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { languages, lessonNames, tableOf } from '../architecture/content-files.ts';
import { root } from '../architecture/source-files.ts';

export const lessonPaths = languages.flatMap((language) =>
  lessonNames.map((name) => `/${language}/lessons/${name.replace(/^\d+-|\.mdx$/g, '')}/`),
);
export const paths = ['/en/', '/zh/', ...lessonPaths];

/** A text of the interface in the language of a page. */
export function textAt(path: string, key: string): string {
  const text = tableOf<string>('ui', path.startsWith('/zh/') ? 'zh' : 'en').get(key);
  if (text === undefined) throw new Error(`No text for "${key}"`);
  return text;
}

/** Gives an empty page in a fresh context to `use`, and closes it whatever happens. Fails on errors of its scripts. */
export async function withPage<Result>(
  browser: Browser,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000); // below Vitest's, so that the message is Playwright's
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isMissingPage(message.text()))
        problems.push(message.text());
    });
    const result = await use(page);
    expect(problems).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

/** A page that is not there is reported as an error too, and looked for on purpose. */
const isMissingPage = (text: string) => text.startsWith('Failed to load resource');

/** Opens a page of the site; a lesson's widget has come to life when this is done. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(inject('baseURL') + path);
  if (!lessonPaths.some((lesson) => path.startsWith(lesson))) return;
  await page.locator('#run').scrollIntoViewIfNeeded();
  await page.locator('#run astro-island:not([ssr])').waitFor({ state: 'attached' });
}

/** Opens a lesson and lets its run come to the end, in the page: there it takes no time. */
export async function visitAndRun(
  page: Page,
  path: string,
  before: () => Promise<void> = async () => {},
): Promise<void> {
  const button = (key: string) =>
    page.getByRole('button', { name: textAt(path, `control.${key}`), exact: true });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit(page, `${path}?source=page`);
  await before();
  await button('run').click();
  await button('continue').waitFor();
  await button('last').click();
  await button('again').waitFor();
}

/** Puts a picture of the page into `test-output/`, for people to look at. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = join(root, 'test-output');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
