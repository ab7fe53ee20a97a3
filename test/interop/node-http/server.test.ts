import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  Agent,
  type IncomingMessage,
  request as nodeRequest,
  type RequestOptions,
} from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCurl } from '../../support/curl.ts';
import { Answerer } from './answerer.ts';
import { Live, settled, testOctets } from './live.ts';

const mebi = 1_048_576;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

describe('Http1Server', () => {
  let answerer: Answerer;
  let live: Live;
  let at: { readonly host: string; readonly port: number };

  beforeEach(async () => {
    answerer = new Answerer();
    live = new Live(answerer.machine, 0);
    at = { host: '127.0.0.1', port: await live.listen() };
  });
  afterEach(() => {
    live.stop();
    expect(live.faults).toEqual([]);
  });

  async function ask(options: RequestOptions, data?: Uint8Array): Promise<IncomingMessage> {
    const request = nodeRequest({ ...at, ...options });
    request.end(data);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }
  const octetsOf = async (response: IncomingMessage): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = [];
    for await (const data of response) pieces.push(data);
    return Buffer.concat(pieces);
  };
  /** All that comes back on a connection for these octets; `ends` half-closes it after them. */
  const exchange = async (octets: string, ends = false): Promise<string> => {
    const socket = connect({ ...at, allowHalfOpen: true });
    socket.write(octets, 'latin1');
    if (ends) socket.end();
    return await textOf(socket);
  };

  it('keeps a connection of node:http for the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let reused: boolean | undefined;
    for (let i = 0; i < 3; i++) {
      const request = nodeRequest({ ...at, agent, path: `/octets/${i}` });
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      expect((await octetsOf(response)).length).toBe(i);
      reused = request.reusedSocket;
    }
    expect(reused).toBe(true);
    agent.destroy();
  });

  it.each([
    ['of known length', { 'Content-Length': String(5 * mebi) }],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }],
  ])('echoes 5 MiB %s to node:http', async (_how, headers) => {
    const octets = testOctets(5 * mebi);
    const response = await ask({ method: 'POST', path: '/echo', headers }, octets);
    expect(response.headers['transfer-encoding']).toBe('chunked');
    expect(sha256(await octetsOf(response))).toBe(sha256(octets));
  });

  it('sends a streamed response’s head before its body', async () => {
    const request = nodeRequest({ ...at, method: 'POST', path: '/echo' });
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    request.end('late');
    expect(await textOf(response)).toBe('late');
  });

  it('RFC 9110 §10.1.1: answers an expectation', async () => {
    const request = nodeRequest({
      ...at,
      method: 'POST',
      path: '/echo',
      headers: { Expect: '100-continue', 'Content-Length': 2 },
    });
    const answered = once(request, 'response');
    request.flushHeaders();
    await once(request, 'continue');
    request.end('ok');
    const [response] = (await answered) as [IncomingMessage];
    expect(await textOf(response)).toBe('ok');
  });

  it('RFC 9112 §9.3.2: answers pipelined requests in order', async () => {
    const requests = Array.from(
      { length: 20 },
      (_, i) => `GET /octets/${i} HTTP/1.1\r\nHost: h\r\n\r\n`,
    );
    const last = 'GET /empty HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
    const text = await exchange(requests.join('') + last);
    expect(text.match(/Content-Length: \d+/g)).toEqual(
      [...Array(20).keys(), 0].map((octets) => `Content-Length: ${octets}`),
    );
  });

  it.each([
    [
      'both framings',
      'POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n',
      '400',
    ],
    [
      'a space before the colon',
      'POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    [
      'a folded field',
      'GET /a HTTP/1.1\r\nHost: h\r\nA: b\r\n Transfer-Encoding: chunked\r\n\r\n',
      '400',
    ],
    ['a lone LF', 'GET /a HTTP/1.1\r\nHost: h\nContent-Length: 3\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
      '400',
    ],
    [
      'an obscure coding',
      'POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n',
      '501',
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505'],
    ['a long head', `GET /a HTTP/1.1\r\nHost: h\r\nA: ${'a'.repeat(20_000)}`, '431'],
  ])('refuses %s and closes', async (_what, octets, status) => {
    expect(await exchange(octets, true)).toMatch(
      new RegExp(
        `^HTTP/1.1 ${status} [^\r]*\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n`,
      ),
    );
    expect(answerer.paths).toEqual([]);
  });

  it('forgets a connection whose client goes away', async () => {
    const socket = connect(at);
    socket.write(`GET /octets/${64 * mebi} HTTP/1.1\r\nHost: h\r\n\r\n`);
    await once(socket, 'data');
    socket.resetAndDestroy();
    await expect
      .poll(() => live.wiring.alive, { timeout: 10_000 })
      .toEqual({ machines: 1, connections: 0 });
  });

  it('makes no more than a slow client takes', async () => {
    const octets = 64 * mebi;
    const response = await ask({ path: `/octets/${octets}` });
    await settled(() => answerer.produced);
    expect(answerer.produced).toBeLessThan(octets / 2);
    expect((await octetsOf(response)).length).toBe(octets);
  });

  describe.skipIf(!hasCurl())('and curl', () => {
    async function curl(args: readonly string[], input?: Uint8Array): Promise<Buffer> {
      const child = spawn('curl', ['--silent', '--show-error', '--max-time', '30', ...args]);
      child.stdin.end(input);
      const pieces: Buffer[] = [];
      child.stdout.on('data', (data: Buffer) => pieces.push(data));
      const [code] = await once(child, 'close');
      expect(code).toBe(0);
      return Buffer.concat(pieces);
    }
    const url = (path: string) => `http://127.0.0.1:${at.port}${path}`;

    it.each([
      ['HTTP/1.1', []],
      ['HTTP/1.0', ['--http1.0']],
    ])('get a page by %s', async (_version, args) => {
      expect((await curl([...args, url('/octets/70000')])).length).toBe(70_000);
    });

    it.each([
      ['of known length', ['--data-binary', '@-']],
      ['in chunks', ['--data-binary', '@-', '-H', 'Transfer-Encoding: chunked']],
      ['in chunks by HTTP/1.1 and back by HTTP/1.0', ['--http1.0', '--data-binary', '@-']],
    ])('carry 3 MiB there and back %s', async (_how, args) => {
      const octets = testOctets(3 * mebi);
      expect(sha256(await curl([...args, url('/echo')], octets))).toBe(sha256(octets));
    });

    it('agree that the answer to HEAD has no body', async () => {
      const fields = (await curl(['--head', url('/octets/9')])).toString();
      expect(fields).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 9\r\nDate: .+\r\n\r\n$/);
    });

    it('use one connection for several requests', async () => {
      const written = await curl([
        ...['--write-out', '%{num_connects} ', '--output', '/dev/null', url('/octets/1')],
        ...['--output', '/dev/null', url('/octets/2')],
        ...['--output', '/dev/null', url('/empty')],
      ]);
      expect(written.toString()).toBe('1 0 0 ');
    });
  });
});
