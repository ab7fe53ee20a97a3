/** Asks on one HTTP/2 connection of ours, and keeps what comes. */
import type { Duplex } from 'node:stream';
import { expect } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpCapacity, HttpPart } from '../../../core/http/message.ts';
import {
  close,
  type Doing,
  type Input,
  open,
  type Port,
  pauseReading,
  port,
  resumeReading,
  send,
} from '../../../core/sansio/machine.ts';
import { Http2Live } from '../../support/http2-live.ts';
import { machine } from '../node-http/live.ts';

const connection = port<HttpCapacity>('http');

/** One exchange, as far as it has come. */
export class Asked {
  status = 0;
  octets = 0;
  isComplete = false;
  isBlocked = false;
  closed: string | null = null;
  readonly data: Uint8Array[] = [];
  readonly port: Port<HttpPart>;
  readonly #do: (...todo: readonly Doing[]) => void;

  constructor(name: string, todo: (...todo: readonly Doing[]) => void) {
    this.port = port(name);
    this.#do = todo;
  }

  get text(): string {
    return fromLatin1(concat(this.data));
  }

  send(...parts: readonly HttpPart[]): void {
    this.#do(...parts.map((part) => send(this.port, part)));
  }

  abort(): void {
    this.#do(close(this.port, 'reset'));
  }

  pause(): void {
    this.#do(pauseReading(this.port));
  }

  resume(): void {
    this.#do(resumeReading(this.port));
  }

  take(input: Input): void {
    if (input.type === 'blocked' || input.type === 'writable') {
      this.isBlocked = input.type === 'blocked';
    }
    if (input.type === 'closed') this.closed = input.error ?? input.how;
    if (input.type !== 'received') return;
    const part = input.value as HttpPart;
    if (part.part === 'response_head') this.status = part.status;
    if (part.part === 'end') this.isComplete = true;
    if (part.part !== 'body') return;
    this.data.push(part.data.slice());
    this.octets += part.data.length;
  }
}

export class Asker {
  closed: string | null = null;
  readonly capacities: number[] = [];
  readonly #live: Http2Live;
  readonly #asked = new Map<string, Asked>();
  #todo: Doing[] = [open(connection, { to: 'http', leg: 'origin', version: '2' })];
  #wake: () => void = () => {};

  constructor(dial: () => Promise<Duplex>) {
    this.#live = new Http2Live(
      machine((input) => this.#handle(input)),
      { dial },
    );
  }

  ask(...parts: readonly HttpPart[]): Asked {
    const asked = new Asked(`exchange:${this.#asked.size}`, (...todo) => this.#do(...todo));
    this.#asked.set(asked.port.name, asked);
    this.#do(open(asked.port, { to: 'exchange', connection: connection.name }));
    asked.send(...parts);
    return asked;
  }

  /** Wants no more exchanges. */
  leave(): void {
    this.#do(close(connection, 'end'));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async all(asked: readonly Asked[]): Promise<void> {
    await this.until(() => asked.every(({ isComplete }) => isComplete));
  }

  /** Besides the one that asks. */
  get machines(): number {
    return this.#live.wiring.alive.machines - 1;
  }

  /** Names of the facts that were stated. */
  get facts(): readonly string[] {
    return this.#live.facts.map(({ name }) => name);
  }

  stop(): void {
    this.#live.stop();
    expect(this.#live.faults).toEqual([]);
  }

  #do(...todo: readonly Doing[]): void {
    this.#todo.push(...todo);
    this.#live.nudge();
  }

  *#handle(input: Input): Doing {
    if ('port' in input && input.port === connection.name) this.#onConnection(input);
    else if ('port' in input) this.#asked.get(input.port)?.take(input);
    for (const doing of this.#todo.splice(0)) yield* doing;
    this.#wake();
  }

  #onConnection(input: Input): void {
    if (input.type === 'closed') this.closed = input.error ?? input.how;
    if (input.type === 'received') this.capacities.push((input.value as HttpCapacity).exchanges);
  }
}

export const head = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): HttpPart => ({
  part: 'request_head',
  method,
  target,
  authority: '127.0.0.1',
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
});
