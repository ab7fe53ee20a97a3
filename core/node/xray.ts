/**
 * A real Xray as a program beside us: started with a configuration of ours, listened to, ended with whoever started it.
 *
 * Where it is, `--xray` on our command line or the environment's XRAY_BIN says; we bring none.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The path of a real Xray, or null where nobody has named one. */
export function xrayPath(
  argv: readonly string[] = process.argv,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  for (const [i, argument] of argv.entries()) {
    const [, value] = /^--xray(?:=(.*))?$/s.exec(argument) ?? [];
    if (value !== undefined) return value;
    if (argument === '--xray') return argv[i + 1] ?? null;
  }
  return environment.XRAY_BIN || null;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How long it may take until it listens, in ms. */
const patienceMs = 20_000;

export class Xray {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
  }

  /**
   * Resolves when it has started; rejects with what it said when it does not. `roots`: a file with the authorities that
   * it trusts.
   */
  static async start(
    path: string,
    config: object,
    { roots }: { readonly roots?: string } = {},
  ): Promise<Xray> {
    const child = spawn(path, ['run', '-c', 'stdin:'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // nothing of this computer's that it would read by itself
      env: { PATH: process.env.PATH ?? '', ...(roots ? { SSL_CERT_FILE: roots } : {}) },
    });
    running.add(child);
    const xray = new Xray(child);
    child.stdin?.on('error', () => {}); // told by its end
    child.stdin?.end(JSON.stringify(config));
    await new Promise<void>((resolve, reject) => {
      const failed = () => {
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(new Error(`Xray has not started: ${xray.#lines.join('\n')}`));
      };
      const timer = setTimeout(failed, patienceMs);
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          xray.#lines.push(line);
          if (!/ core: .* started$/.test(line)) return;
          clearTimeout(timer);
          resolve();
        });
      }
      child.once('error', failed);
      child.once('close', failed);
    }).finally(() => child.removeAllListeners('error').on('error', () => {}));
    child.once('close', () => running.delete(child));
    return xray;
  }

  /** All that it has printed. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#ended;
    clearTimeout(timer);
  }
}
