/** nghttp and h2load of nghttp2: independent peers. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';

/** Whether this machine has both; where everything is required, their lack is an error. */
export function hasNghttp2(): boolean {
  const found = ['nghttp', 'h2load'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
  );
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No nghttp2, and it is required');
  }
  if (!found) console.log('Tests with nghttp2 are skipped: there is no nghttp or h2load');
  return found;
}

export interface Printed {
  readonly code: number | null;
  readonly output: Buffer;
}

export async function run(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Printed> {
  const child = spawn(program, args);
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (errors) console.log(errors.trim());
  return { code, output };
}
