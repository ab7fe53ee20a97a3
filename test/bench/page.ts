/**
 * How fast the page is: from the press on "run" to the first step on screen, and a step of a run that is there.
 *
 * `npm run bench:page` prints the figures; nothing fails. Targets: 300 ms on loopback, 16 ms a step.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArguments, findChromium } from '../support/chromium.ts';

const presses = 5;
const steps = 1_000;

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium on this machine (CHROMIUM=/path names one)');
if (spawnSync(process.execPath, ['core/node/setup.mjs', 'start'], { stdio: 'inherit' }).status) {
  throw new Error('The site could not be built');
}
const server = spawn(process.execPath, ['core/node/serve.ts'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
try {
  const base = await addressOf();
  for (const source of ['sockets', 'memory', 'page', 'recording']) {
    const times: number[] = [];
    for (let i = 0; i < presses; i++) times.push(await firstStep(browser, base, source));
    report(`press on "run" to first step on screen, ${source}`, times);
  }
  for (const [pane, level] of [
    ['Step', 'core'],
    ['Step', 'extra'],
    ['Configurations', 'extra'],
    ['Log', 'extra'],
  ] as const) {
    report(`one step, pane ${pane}, rows ${level}`, await stepping(browser, base, pane, level));
  }
} finally {
  await browser.close();
  server.kill('SIGTERM');
}

async function addressOf(): Promise<string> {
  for await (const line of createInterface({ input: server.stdout })) {
    const [address] = /http:\/\/[\d.:]+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error(`The server ended with exit code ${(await once(server, 'exit'))[0]}`);
}

async function opened(page: Page, base: string, query: string): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto(`${base}/en/lessons/who-is-called-first/${query}`);
  await page.waitForSelector('#run astro-island:not([ssr])', { state: 'attached' });
}

/** ms until a frame with the first row has been drawn; nothing of the run is in the browser's cache. */
async function firstStep(from: Browser, base: string, source: string): Promise<number> {
  const page = await from.newPage();
  await opened(page, base, `?source=${source}`);
  const time = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const run = document.querySelector('#run') as HTMLElement;
        const began = performance.now();
        new MutationObserver((_, observer) => {
          if (!run.querySelector('.box svg .current')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        }).observe(run, { childList: true, subtree: true, attributes: true });
        run.querySelector<HTMLElement>('button.play')?.click();
      }),
  );
  await page.close();
  return time;
}

/** ms of script and layout of each of a thousand steps, forward and back through the run. */
async function stepping(
  from: Browser,
  base: string,
  pane: string,
  level: string,
): Promise<number[]> {
  const page = await from.newPage();
  await opened(page, base, '?source=page&at=app.connect');
  await page.waitForSelector('#run .box svg .current', { state: 'attached' });
  await page.getByRole('button', { name: pane, exact: true }).click();
  await page.locator('#run .views select').selectOption(level);
  await page.waitForTimeout(500);
  const times = await page.evaluate(async (count) => {
    const run = document.querySelector('#run .run') as HTMLElement;
    const shown = () => document.querySelector('#run .box .current text')?.getAttribute('y');
    const measured: number[] = [];
    let key = 'ArrowRight';
    for (let i = 0; i < count; i++) {
      const before = shown();
      const began = performance.now();
      run.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      for (let waited = 0; waited < 20; waited++) await Promise.resolve();
      void document.body.offsetHeight; // layout
      measured.push(performance.now() - began);
      if (shown() === before) key = key === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
      if (i % 20 === 0) await new Promise(requestAnimationFrame);
    }
    return measured;
  }, steps);
  await page.close();
  return times;
}

function report(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(1);
  console.log(
    `${what}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms (${times.length} times)`,
  );
}
