/**
 * A real Xray as an independent peer: built by Go from its module, as test/interop/xray/go.mod pins it.
 *
 * The binary is kept beside node_modules' other caches, under a name that changes with the pin.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const module = join(root, 'test', 'interop', 'xray');
const cache = join(root, 'node_modules', '.cache', 'xhttp-lab');

/** Whether this machine has the Go that the module asks for; where everything is required, its lack is an error. */
export function hasGo(): boolean {
  const { stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  const found = Number(major) > 1 || Number(minor) >= 26;
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No Go 1.26 or newer, and it is required');
  }
  if (!found) console.log('Tests with a real Xray are skipped: there is no Go 1.26 or newer');
  return found;
}

/** The path of the binary; builds it first where it is not there, which takes minutes the first time. */
export async function builtXray(): Promise<string> {
  const pin = createHash('sha256');
  for (const name of ['go.mod', 'go.sum']) pin.update(readFileSync(join(module, name)));
  const binary = join(cache, `xray-${pin.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  console.log('building a real Xray: minutes the first time');
  mkdirSync(cache, { recursive: true });
  const unfinished = `${binary}.${process.pid}`;
  const args = ['build', '-trimpath', '-o', unfinished, 'github.com/xtls/xray-core/main'];
  const go = spawn('go', args, { cwd: module, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve, reject) => {
    go.once('error', reject);
    go.once('close', resolve);
  });
  if (code !== 0) throw new Error(`go build ended with ${code}`);
  renameSync(unfinished, binary);
  return binary;
}
