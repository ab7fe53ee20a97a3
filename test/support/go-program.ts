/**
 * Other people's programs, built by Go from their modules as a `go.mod` of ours pins them.
 *
 * The binaries are kept beside node_modules' other caches, under names that change with the pin.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const cache = join(root, 'node_modules', '.cache', 'xhttp-lab');

/**
 * Whether this machine has the Go that the modules ask for; where everything is required, its lack is an error. `program`
 * is what is not to be had without it.
 */
export function hasGoFor(program: string): boolean {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  const found = Number(major) > 1 || Number(minor) >= 26;
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No Go 1.26 or newer, and it is required');
  }
  if (!found) console.log(`Tests with ${program} are skipped: there is no Go 1.26 or newer`);
  return found;
}

/** The path of the binary of a package, as the module in test/interop/`name` pins it; builds it where it is not there. */
export async function builtProgram(name: string, path: string): Promise<string> {
  const module = join(root, 'test', 'interop', name);
  const pin = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) pin.update(readFileSync(join(module, file)));
  const binary = join(cache, `${name}-${pin.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  console.log(`building ${path}: minutes the first time`);
  mkdirSync(cache, { recursive: true });
  const unfinished = `${binary}.${process.pid}`;
  const args = ['build', '-trimpath', '-o', unfinished, path];
  const go = spawn('go', args, { cwd: module, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve, reject) => {
    go.once('error', reject);
    go.once('close', resolve);
  });
  if (code !== 0) throw new Error(`go build ended with ${code}`);
  renameSync(unfinished, binary);
  return binary;
}
