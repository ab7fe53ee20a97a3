/**
 * Makes a checkout ready: installs the packages that are missing, and before `npm start` builds
 * the site when its sources have changed. `node core/node/setup.mjs start` does the same by hand.
 *
 * Runs before the npm scripts on whatever Node the machine has, 20 or newer. So it is plain
 * JavaScript without dependencies; the script that follows runs on the Node that npm installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { oldestMajor, projectNode, readJson, recentEnough, root } from './project-node.mjs';
import { isBuildStale } from './site-build.mjs';

const windows = process.platform === 'win32';

if (Number.parseInt(process.versions.node, 10) < 20)
  fail(`Node 20 or newer is needed to set up, this is ${process.version}`);

const reason = whyInstall();
if (reason) {
  say(`installing packages (${reason})`);
  const began = Date.now();
  // `ci` begins by removing node_modules, which Windows refuses while a Node in there runs us.
  const command = existsSync(join(root, 'node_modules')) ? ['install', '--no-save'] : ['ci'];
  npm([...command, '--no-audit', '--no-fund', '--loglevel=error']);
  say(`packages installed in ${seconds(began)}`);
}

// npm 10 removes node_modules/.bin/node again when several packages bring one; rebuild links it.
if (!scriptNodeFits()) npm(['rebuild', '--ignore-scripts', '--silent']);
if (!scriptNodeFits())
  fail(
    `Node ${oldestMajor} or newer is needed, this is ${process.version}, and npm has none for ` +
      `${process.platform} ${process.arch}; install it from https://nodejs.org`,
  );

const wantsSite = process.env.npm_lifecycle_event === 'prestart' || process.argv[2] === 'start';
if (wantsSite && isBuildStale()) {
  say('building the site');
  const began = Date.now();
  run(projectNode(), [join('core', 'node', 'astro.mjs'), 'build'], 'the build');
  say(`site built in ${seconds(began)}`);
}

/** Why node_modules is not what package-lock.json asks for; undefined when it is. */
function whyInstall() {
  const installedLock = join(root, 'node_modules', '.package-lock.json'); // npm's own record
  if (!existsSync(installedLock)) return 'none yet: this takes a minute or two';
  const installed = readJson(installedLock).packages;
  for (const [path, wanted] of Object.entries(readJson(join(root, 'package-lock.json')).packages)) {
    if (path === '') continue;
    const found = installed[path];
    const name = path.slice('node_modules/'.length);
    if (!found) {
      const forThisMachine = (wanted.os || wanted.cpu) && !wanted.libc && fits(wanted);
      if (!wanted.optional || forThisMachine) return `${name} is new`;
    } else if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${name} has changed`;
    } else if (!fits(found)) {
      return `${name} is for another machine`;
    } else if (!existsSync(join(root, path, 'package.json'))) {
      return `${name} is missing`;
    }
  }
  return undefined;
}

/** Whether a package is for this machine, by its `os` and `cpu`. */
function fits({ os, cpu }) {
  const allows = (given, ours) => {
    const names = [given ?? []].flat();
    const excludes = names.some((name) => name.startsWith('!'));
    return names.length === 0 || (excludes ? !names.includes(`!${ours}`) : names.includes(ours));
  };
  return allows(os, process.platform) && allows(cpu, process.arch);
}

/** Whether an npm script would run a Node that is new enough; npm puts node_modules/.bin first. */
function scriptNodeFits() {
  const packages = join(root, 'node_modules');
  if (existsSync(join(packages, '.bin', windows ? 'node.cmd' : 'node'))) return true;
  return recentEnough(process.versions.node) && !process.execPath.startsWith(packages);
}

function npm(args) {
  const cli = process.env.npm_execpath; // set when npm runs us
  if (cli) run(process.execPath, [cli, ...args], `npm ${args[0]}`);
  else run('npm', args, `npm ${args[0]}`, windows);
}

function run(program, args, name, shell = false) {
  const options = { cwd: root, shell, stdio: 'inherit' };
  const { status, signal, error } = spawnSync(program, args, options);
  if (status !== 0) fail(`${name} failed (${error?.message ?? signal ?? `exit code ${status}`})`);
}

function seconds(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`;
}

function say(text) {
  console.log(`set-up: ${text}`);
}

function fail(text) {
  console.error(`set-up: ${text}`);
  process.exit(1);
}
