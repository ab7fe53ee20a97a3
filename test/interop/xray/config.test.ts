/**
 * Configurations, good and broken, before `xray run -test` and our core: the same verdict in the same words, and the same
 * warnings, except where our core refuses what Xray takes or panics at. The tables are test/support/config-table.ts.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, failureToStart } from '../../../core/config/errors.ts';
import type { ConfigWarning } from '../../../core/config/loading.ts';
import { parseConfig } from '../../../core/config/parse.ts';
import { accepted } from '../../support/config-facts.ts';
import { tables, words } from '../../support/config-table.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

/** `[Warning] infra/conf: …` with its text, and the last line. */
interface Answer {
  readonly said: string;
  readonly warnings: readonly string[];
}

const fill = (text: string): string => {
  const filled = text.replace(/<(\w+)>/g, (whole, word: string) => words[word] ?? whole);
  return filled === text ? text : fill(filled);
};

function ours(text: string): Answer & { readonly code: string | null } {
  const warned = (warnings: readonly ConfigWarning[]) =>
    warnings.map(({ from, said }) => `${from}: ${said}`);
  const readFile = (path: string): Uint8Array => {
    throw new Error(
      path === '/' ? 'read /: is a directory' : `open ${path}: no such file or directory`,
    );
  };
  try {
    const { warnings } = parseConfig([{ name: 'c.json', text }], { readFile });
    return { said: accepted, warnings: warned(warnings), code: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const said = failureToStart(error, ['c.json']);
    return { said, warnings: warned(error.warnings), code: error.code };
  }
}

/** Xray may end before it has written what it warns of. */
const startsWith = (list: readonly string[], front: readonly string[]): boolean =>
  front.every((item, i) => item === list[i]);

describe.skipIf(!hasGo())('xray run -test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  let xray: string;
  let runs = 0;
  beforeAll(async () => {
    xray = await builtXray();
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  async function answerOf(text: string): Promise<Answer> {
    const cwd = join(folder, String(runs++));
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'c.json'), text);
    const child = spawn(xray, ['run', '-test', '-c', 'c.json'], { cwd });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data;
    });
    child.stderr.on('data', (data: Buffer) => {
      printed += data;
    });
    await new Promise((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    const lines = printed.split('\n');
    const warnings = lines.flatMap((line) => /\[Warning\] (.*)$/.exec(line)?.[1] ?? []);
    const panicked = lines.find((line) => line.startsWith('panic: '));
    const said = lines.findLast((line) => line === accepted || line.startsWith('Failed to start'));
    return { said: panicked ?? said ?? printed, warnings };
  }

  it.each(tables)(
    'and our core say the same of %s',
    async (_, frame, table) => {
      const lines = table.split('\n').filter((line) => line !== '');
      const wrong: unknown[] = [];
      const compare = async (line: string) => {
        const isRefused = line.startsWith('! ');
        const text = fill(frame(isRefused ? line.slice(2) : line));
        const theirs = await answerOf(text);
        const { code, ...own } = ours(text);
        const isOurs = code === 'config:unsupported' || code === 'config:breaks_xray';
        const isRight = isRefused
          ? isOurs && (theirs.said === accepted || theirs.said.startsWith('panic: '))
          : theirs.said === own.said && startsWith(own.warnings, theirs.warnings);
        if (!isRight) wrong.push({ line, theirs, own });
      };
      const waiting = [...lines];
      const worker = async () => {
        for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
          await compare(line);
        }
      };
      await Promise.all([worker(), worker()]);
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});
