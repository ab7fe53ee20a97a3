/** A program that a test starts, whose output it reads and whose memory it measures. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** USER_HZ, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

const started = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export class Program {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #woken: (() => void)[] = [];
  #code: number | null | undefined;

  /** Runs a script of this project on this Node, or another program. */
  constructor(
    name: string,
    args: readonly string[],
    input?: string,
    command = process.execPath,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.name = name;
    this.#child = spawn(command, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    started.add(this.#child);
    this.#child.stdin?.end(input);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    this.#child.once('close', (code) => {
      started.delete(this.#child);
      this.#code = code;
      this.#wake();
    });
  }

  /** All that it has printed. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The first line that fits, as soon as it is printed. Throws when the program ends without. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (let next = 0; ; ) {
      while (next < this.#lines.length) {
        const found = pattern.exec(this.#lines[next++] ?? '');
        if (found) return found;
      }
      if (this.#code !== undefined) {
        throw new Error(`${this.name} ended with ${this.#code}: ${this.#lines.join('\n')}`);
      }
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }

  /** The exit code, when it has ended; null when a signal did it. */
  async ended(): Promise<number | null> {
    while (this.#code === undefined) {
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
    return this.#code;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.ended();
  }

  /** The most memory that it ever had, in MiB; Linux only. */
  get peakMiB(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  /** The processor time that it has used so far, in seconds; Linux only. */
  get cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    // the second field is the name in brackets, and may hold anything; utime and stime are the 14th and 15th
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  #take(line: string): void {
    this.#lines.push(line);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}

const slices = 10;
const portsOfSlice = 2_000;
/** Test files that run side by side take their ports from slices of their own. */
const slice = Number(process.env.VITEST_POOL_ID ?? 0) % slices;

/**
 * Loopback ports on which nobody listens just now; below those that systems give to outgoing connections, which could
 * take one before its program does.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 10_240 + slice * portsOfSlice + Math.floor(Math.random() * portsOfSlice);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
