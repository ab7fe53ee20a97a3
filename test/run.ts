/**
 * `npm test`: runs the parts below one after the other, all of them even if one fails, and ends
 * with the line `N passed, N failed`. `npm test -- unit lint` runs only the parts named.
 *
 * A type checker or linter counts as one test; a test file that does not load counts as one failure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, chdir, execPath, exit } from 'node:process';

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const none: Result = { passed: 0, failed: 0, skipped: 0 };

const parts: Readonly<Record<string, () => Promise<Result>>> = {
  types: () =>
    programs([
      ['tsc, core', 'typescript/bin/tsc', '-p', 'core'],
      ['tsc, core/node', 'typescript/bin/tsc', '-p', 'core/node'],
      ['astro check', '../core/node/astro.mjs', 'check'],
      [
        'svelte-check',
        'svelte-check/bin/svelte-check',
        ...['--tsconfig', 'tsconfig.json', '--fail-on-warnings'],
      ],
    ]),
  lint: () =>
    programs([['biome', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']]),
  unit: () => vitest('core'),
  interop: () => vitest('interop'),
  site: () => vitest('site'),
};

chdir(join(import.meta.dirname, '..'));

let running: ChildProcess | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
    setTimeout(() => running?.kill('SIGKILL'), 5_000).unref();
  });

const chosen = argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`no part "${unknown.join('", "')}"; there are ${Object.keys(parts).join(', ')}`);
  exit(2);
}

const summary: string[] = [];
const failedParts: string[] = [];
let passed = 0;
let failed = 0;
for (const [name, part] of Object.entries(parts)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n=== ${name} ===`);
  const began = Date.now();
  let result = await part();
  if (interrupted) {
    console.log(`\ninterrupted in ${name}`);
    exit(130);
  }
  if (result.passed + result.failed === 0) {
    console.log(`${name}: no test ran`);
    result = { ...result, failed: 1 };
  }
  passed += result.passed;
  failed += result.failed;
  if (result.failed > 0) failedParts.push(name);
  const took = ((Date.now() - began) / 1000).toFixed(1);
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  summary.push(
    `${name.padEnd(8)} ${result.passed} passed, ${result.failed} failed${skipped} (${took} s)`,
  );
}

console.log(`\n=== summary ===\n${summary.join('\n')}`);
if (failedParts.length > 0) console.log(`failed parts: ${failedParts.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
exit(failed > 0 ? 1 : 0);

/** Runs programs, each a name, a path in node_modules and arguments, and counts those that fail. */
async function programs(
  list: readonly (readonly [string, string, ...string[]])[],
): Promise<Result> {
  let result = none;
  for (const [name, path, ...args] of list) {
    if (interrupted) break;
    const succeeded = await node([join('node_modules', path), ...args]);
    console.log(`${name}: ${succeeded ? 'passed' : 'failed'}`);
    result = succeeded
      ? { ...result, passed: result.passed + 1 }
      : { ...result, failed: result.failed + 1 };
  }
  return result;
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

async function vitest(project: string): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'xhttp-lab-'));
  const file = join(folder, 'report.json');
  const succeeded = await node([
    'node_modules/vitest/vitest.mjs',
    'run',
    ...['--project', project, '--reporter=default', '--reporter=json'],
    `--outputFile.json=${file}`,
  ]);
  const report: Report | undefined = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : undefined;
  rmSync(folder, { recursive: true });
  if (!report) return { ...none, failed: succeeded ? 0 : 1 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    // An error outside of every test, such as an unhandled rejection, shows in the exit code only.
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs a JavaScript program on this Node and tells whether it succeeded. */
async function node(args: readonly string[]): Promise<boolean> {
  running = spawn(execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(running, 'exit');
  running = undefined;
  return code === 0;
}
