/**
 * Where this machine's Chromium is. `CHROMIUM=/path` names another one.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const onThePath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of a Chromium; undefined when there is none. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [
    ...folders.flatMap((folder) => onThePath.map((name) => join(folder, name))),
    ...elsewhere,
  ].find((path) => existsSync(path));
}

/** Chromium's arguments: its sandbox cannot be set up by root, as in a container. */
export function chromiumArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
