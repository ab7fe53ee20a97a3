import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpPart } from '../../../core/http/message.ts';
import {
  type Doing,
  type Input,
  open,
  pauseReading,
  port,
  resumeReading,
  send,
} from '../../../core/sansio/machine.ts';
import { body, end, Live, machine, portOf, settled, testOctets } from './live.ts';

const inner = port<HttpPart>('http');
const mebi = 1_048_576;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

/** Asks on one connection of ours, and keeps what comes. */
class Asker {
  readonly statuses: number[] = [];
  readonly data: Uint8Array[] = [];
  octets = 0;
  complete = 0;
  closed: string | null = null;
  readonly #live: Live;
  #todo: Doing[] = [open(inner, { to: 'http', leg: 'origin' })];
  #wake: () => void = () => {};

  constructor(serverPort: number) {
    this.#live = new Live(
      machine((input) => this.#handle(input)),
      serverPort,
    );
  }

  /** Sends parts as one turn of whoever asks. */
  ask(...parts: readonly HttpPart[]): void {
    this.do(...parts.map((part) => send(inner, part)));
  }

  do(...todo: readonly Doing[]): void {
    this.#todo.push(...todo);
    this.#live.nudge();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  get text(): string {
    return fromLatin1(concat(this.data));
  }

  /** Besides the one that asks. */
  get machines(): number {
    return this.#live.wiring.alive.machines - 1;
  }

  stop(): void {
    this.#live.stop();
    expect(this.#live.faults).toEqual([]);
  }

  *#handle(input: Input): Doing {
    if (input.type === 'received') this.#take(input.value as HttpPart);
    if (input.type === 'closed') this.closed = input.error ?? input.how;
    for (const doing of this.#todo.splice(0)) yield* doing;
    this.#wake();
  }

  #take(part: HttpPart): void {
    if (part.part === 'response_head') this.statuses.push(part.status);
    if (part.part === 'end') this.complete++;
    if (part.part !== 'body') return;
    this.data.push(part.data.slice());
    this.octets += part.data.length;
  }
}

const head = (method: string, target: string, ...headers: [string, string][]): HttpPart => ({
  part: 'request_head',
  method,
  target,
  authority: '127.0.0.1',
  headers: headers.map(([name, value]) => ({ name, value })),
});

describe('Http1Client and a server of node:http', () => {
  let server: Server;
  let asker: Asker;
  let connections = 0;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    connections = 0;
    server = createServer({ keepAliveTimeout: 0 }, (request, response) =>
      answer(request, response),
    );
    server.on('connection', () => connections++);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    asker = new Asker(portOf(server));
  });
  afterEach(() => {
    asker.stop();
    server.closeAllConnections();
    server.close();
  });

  it('get a page, by length or in chunks', async () => {
    answer = (request, response) => {
      if (request.url === '/length') response.setHeader('Content-Length', 5);
      response.write('he');
      response.end('llo');
    };
    asker.ask(head('GET', '/length'), end, head('GET', '/chunks'), end);
    await asker.until(() => asker.complete === 2);
    expect([asker.statuses, asker.text, connections]).toEqual([[200, 200], 'hellohello', 1]);
  });

  it('keep the order of 50 pipelined requests', async () => {
    answer = (request, response) => response.end(`${request.url} `);
    const targets = Array.from({ length: 50 }, (_, i) => `/${i}`);
    asker.ask(...targets.flatMap((target) => [head('GET', target), end]));
    await asker.until(() => asker.complete === 50);
    expect([asker.text.trim().split(' '), connections]).toEqual([targets, 1]);
  });

  it.each([
    ['of known length', [['Content-Length', String(5 * mebi)]]],
    ['in chunks', []],
  ] as const)('carry an upload of 5 MiB %s', async (_how, headers) => {
    answer = (request, response) => {
      const hash = createHash('sha256');
      request.on('data', (data) => hash.update(data));
      request.on('end', () => response.end(hash.digest('hex')));
    };
    const octets = testOctets(5 * mebi);
    const pieces = Array.from({ length: 50 }, (_, i) =>
      body(octets.subarray((i * octets.length) / 50, ((i + 1) * octets.length) / 50)),
    );
    asker.ask(
      head('POST', '/', ...headers.map(([name, value]): [string, string] => [name, value])),
      ...pieces,
      end,
    );
    await asker.until(() => asker.complete === 1);
    expect(asker.text).toBe(sha256(octets));
  });

  it('agree on responses without a body', async () => {
    answer = (request, response) => {
      const [, status] = request.url?.split('/') ?? [];
      response.writeHead(Number(status), status === '200' ? { 'Content-Length': 9 } : {});
      response.end();
    };
    asker.ask(head('HEAD', '/200'), end, head('GET', '/204'), end, head('GET', '/304'), end);
    await asker.until(() => asker.complete === 3);
    expect([asker.statuses, asker.octets]).toEqual([[200, 204, 304], 0]);
  });

  it('pass over informational responses', async () => {
    answer = (_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end('done');
    };
    asker.ask(head('GET', '/'), end);
    await asker.until(() => asker.complete === 1);
    expect([asker.statuses, asker.text]).toEqual([[200], 'done']);
  });

  it('end the connection after a request that says so', async () => {
    answer = (_request, response) => response.end('bye');
    asker.ask(head('GET', '/', ['Connection', 'close']), end);
    await asker.until(() => asker.closed !== null);
    expect([asker.complete, asker.closed]).toEqual([1, 'end']);
    asker.do();
    await expect.poll(() => asker.machines).toBe(0);
  });

  it('notice a response that breaks off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('half', () => response.destroy());
    };
    asker.ask(head('GET', '/'), end);
    await asker.until(() => asker.closed !== null);
    expect([asker.complete, asker.text]).toEqual([0, 'half']);
    expect(['reset', 'connection_reset']).toContain(asker.closed);
  });

  it('tell of a server that is not there', async () => {
    const closed = createServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const lost = new Asker(portOf(closed));
    closed.close();
    await once(closed, 'close');
    lost.ask(head('GET', '/'), end);
    await lost.until(() => lost.closed !== null);
    expect(lost.closed).toBe('connection_refused');
    lost.stop();
  });

  it('hold the server back while nobody reads', async () => {
    const octets = testOctets(64 * mebi);
    let response: ServerResponse | undefined;
    answer = (_request, given) => {
      response = given;
      given.write(octets);
      given.end();
    };
    asker.ask(head('GET', '/'), end);
    await asker.until(() => asker.octets > 0);
    asker.do(pauseReading(inner));
    await settled(() => asker.octets);
    expect(asker.octets).toBeLessThan(octets.length / 2);
    expect(response?.writableFinished).toBe(false);
    asker.do(resumeReading(inner));
    await asker.until(() => asker.complete === 1);
    expect(sha256(concat(asker.data))).toBe(sha256(octets));
  });
});
