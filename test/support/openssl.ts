/** OpenSSL's s_client and s_server: independent peers. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat } from '../../core/bytes/concat.ts';
import { freePorts } from './program.ts';

/** Whether this machine has OpenSSL 3 or later; where everything is required, its lack is an error. */
export function hasOpenssl(): boolean {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  const found = status === 0 && /^OpenSSL ([3-9]|\d\d)/.test(stdout);
  if (!found && process.env.XHTTP_LAB_REQUIRE === 'all') {
    throw new Error('No OpenSSL 3, and it is required');
  }
  if (!found) console.log('Tests with OpenSSL are skipped: there is no OpenSSL 3 on this machine');
  return found;
}

export class Openssl {
  readonly #child: ChildProcess;
  readonly #heard: Uint8Array[] = [];
  #errors = '';
  #octets = 0;
  #woken: (() => void)[] = [];
  #isOver = false;

  constructor(args: readonly string[]) {
    this.#child = spawn('openssl', args);
    this.#child.stdout?.on('data', (data: Buffer) => {
      this.#heard.push(Uint8Array.from(data));
      this.#octets += data.length;
      this.#wake();
    });
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#errors += data;
      this.#wake();
    });
    this.#child.stdin?.on('error', () => {}); // it may have gone
    this.#child.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** `s_server` on a port of its own, that listens. */
  static async server(args: readonly string[]): Promise<{ port: number; openssl: Openssl }> {
    const [port] = await freePorts(1);
    const openssl = new Openssl(['s_server', '-accept', `127.0.0.1:${port}`, ...args]);
    while (!(await listens(port as number))) {
      if (openssl.#isOver) throw new Error(`s_server has ended: ${openssl.errors}`);
      await sleep(5);
    }
    return { port: port as number, openssl };
  }

  static client(port: number, args: readonly string[]): Openssl {
    return new Openssl(['s_client', '-connect', `127.0.0.1:${port}`, ...args]);
  }

  get errors(): string {
    return this.#errors;
  }

  /** All that it has printed. */
  get heard(): Uint8Array {
    return concat([...this.#heard, new Uint8Array()]);
  }
  get text(): string {
    return Buffer.from(this.heard).toString('latin1');
  }

  write(octets: Uint8Array | string): void {
    this.#child.stdin?.write(octets);
  }

  /** Resolves when so many octets are printed; rejects when it ends before. */
  async octets(count: number): Promise<Uint8Array> {
    await this.until(() => this.#octets >= count);
    return this.heard;
  }

  /** Resolves when something holds of what it has printed; rejects when it ends before. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#isOver) throw new Error(`OpenSSL has ended: ${this.#errors}${this.text}`);
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }

  /** Resolves when it has ended by itself. */
  async over(): Promise<void> {
    while (!this.#isOver) await new Promise<void>((resolve) => this.#woken.push(resolve));
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.over();
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
