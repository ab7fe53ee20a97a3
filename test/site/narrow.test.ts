import { describe, expect } from 'vitest';
import { browserIt } from '../support/browser-test.ts';
import { lessonPaths, textAt, visitAndRun, withPage } from './pages.ts';

/** The panes beneath a run, and what is there when one has come. */
const panes = { packet: 'article', configs: 'figure', log: '.xterm-rows', compare: 'table' };

/** What sticks out of the run to the right and cannot be scrolled to inside it. */
function stickingOut(): string[] {
  const run = document.querySelector('#run') as HTMLElement;
  const edge = run.getBoundingClientRect().right + 1;
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    element !== run &&
    !element.matches('.dock') &&
    (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  return [...run.querySelectorAll('*')]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && box.right > edge && !scrolls(element);
    })
    .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`);
}

describe('a screen of 320 px', () => {
  browserIt.for(lessonPaths)('holds every pane of the run of %s', async (path, { browser }) => {
    const viewport = { width: 320, height: 800 };
    await withPage(browser, { viewport }, async (page) => {
      await visitAndRun(page, path);
      for (const [pane, sign] of Object.entries(panes)) {
        await page.getByRole('button', { name: textAt(path, `pane.${pane}`), exact: true }).click();
        await page.locator(`#run ${sign}`).first().waitFor();
        expect(await page.evaluate(stickingOut), pane).toEqual([]);
      }
    });
  });
});
