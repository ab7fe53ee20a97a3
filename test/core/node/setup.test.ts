import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const scripts = join(import.meta.dirname, '..', '..', '..', 'core', 'node');
const otherSystem = process.platform === 'linux' ? 'darwin' : 'linux';
const lock = {
  packages: {
    '': { name: 'x' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-here': { version: '2.0.0', optional: true, os: [process.platform] },
    'node_modules/b-there': { version: '2.0.0', optional: true, os: [otherSystem] },
  },
};
const { '': _, 'node_modules/b-there': __, ...installed } = lock.packages;

/** A project of the set-up's own files, with an npm and an Astro that only log their arguments. */
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'xhttp-lab-setup-'));
  for (const name of ['setup.mjs', 'project-node.mjs', 'site-build.mjs'])
    cpSync(join(scripts, name), join(project, 'core', 'node', name));
  write('package.json', { optionalDependencies: {} });
  write('package-lock.json', lock);
  const log = "import { appendFileSync } from 'node:fs';\nappendFileSync('log', NAME + ' ' + ";
  const args = "process.argv.slice(2).join(' ') + '\\n');\n";
  write('npm.mjs', log.replace('NAME', "'npm'") + args);
  const stamp =
    "import { mkdirSync } from 'node:fs';\nimport { stampBuild } from './site-build.mjs';\n" +
    "const { hooks } = stampBuild();\nhooks['astro:build:start']();\n" +
    "mkdirSync('dist', { recursive: true });\nhooks['astro:build:done']();\n";
  write('core/node/astro.mjs', log.replace('NAME', "'astro'") + args + stamp);
});

afterEach(() => rmSync(project, { recursive: true }));

function write(path: string, content: unknown) {
  const full = join(project, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content));
}

function install() {
  write('node_modules/.package-lock.json', { packages: installed });
  for (const path of Object.keys(installed)) write(`${path}/package.json`, {});
}

/** Runs the set-up and gives the programs that it ran. */
function setUp(event: string): string[] {
  const env = {
    ...process.env,
    npm_lifecycle_event: event,
    npm_execpath: join(project, 'npm.mjs'),
  };
  rmSync(join(project, 'log'), { force: true });
  const { status, stderr } = spawnSync(process.execPath, ['core/node/setup.mjs'], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const log = join(project, 'log');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

const flags = '--no-audit --no-fund --loglevel=error';

it('installs what the lock file says when there is nothing', () => {
  expect(setUp('pretest')).toEqual([`npm ci ${flags}`]);
});

it('does nothing when all packages for this machine are there', () => {
  install();
  expect(setUp('pretest')).toEqual([]);
});

it.each([
  ['is gone', () => rmSync(join(project, 'node_modules/a'), { recursive: true })],
  ['has another version', () => amend('node_modules/a', { version: '0.9.0' })],
  ['has other content', () => amend('node_modules/a', { integrity: 'sha512-b' })],
  ['is for another machine', () => amend('node_modules/b-here', { os: [otherSystem] })],
  ['was never installed', () => amend('node_modules/b-here', undefined)],
])('repairs node_modules when a package %s', (_, damage) => {
  install();
  damage();
  expect(setUp('pretest')).toEqual([`npm install --no-save ${flags}`]);
});

function amend(path: keyof typeof installed, change: object | undefined) {
  const packages = { ...installed, [path]: change && { ...installed[path], ...change } };
  write('node_modules/.package-lock.json', { packages });
}

it('builds before start only, and again only when a source has changed', () => {
  install();
  write('src/pages/index.astro', 'one');
  expect(setUp('pretest')).toEqual([]);
  expect(setUp('prestart')).toEqual(['astro build']);
  expect(setUp('prestart')).toEqual([]);
  write('core/node/serve.ts', 'serves the site, is not in it');
  expect(setUp('prestart')).toEqual([]);
  write('content/lessons/en/01-a.mdx', 'new');
  expect(setUp('prestart')).toEqual(['astro build']);
  rmSync(join(project, 'dist'), { recursive: true });
  expect(setUp('prestart')).toEqual(['astro build']);
});
