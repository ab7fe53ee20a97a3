/**
 * Log lines to standard output. Where it is a pipe that nobody empties fast enough, lines are dropped, as Xray drops
 * them; the proxy never waits for its log.
 */
import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Xray keeps 128 lines. */
const mostWaiting = 64 * 1024;
/** How long the last lines may take to go out at the end, in ms. */
const patienceMs = 500;

export class LogOutput {
  readonly #stream: Writable;
  #isBroken = false;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', () => {
      this.#isBroken = true;
    });
  }

  write(line: string): void {
    if (this.#isBroken || this.#stream.writableLength > mostWaiting) return;
    this.#stream.write(`${line}\n`);
  }

  /** Resolves when all is written, or nobody takes it. */
  async close(): Promise<void> {
    if (this.#isBroken || this.#stream.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#stream.once('drain', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (this.#stream.writableLength > 0) this.#stream.destroy();
  }
}

/** Node writes to a pipe synchronously, and so would wait for a slow reader; a socket on the same descriptor does not. */
export function standardOutput(): Writable {
  const kind = fstatSync(1);
  return kind.isFIFO() || kind.isSocket()
    ? new Socket({ fd: 1, readable: false, writable: true })
    : process.stdout;
}
