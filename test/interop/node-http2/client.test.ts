import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { pemText } from '../../../core/config/pem.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { tcp } from '../../support/http2-live.ts';
import { pemIdentity } from '../../support/pem.ts';
import { body, end, settled, testOctets } from '../node-http/live.ts';
import { Asker, head } from './asker.ts';

const mebi = 1_048_576;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

async function overTls(port: number): Promise<Duplex> {
  const socket = connectTls({
    ...{ host: '127.0.0.1', port, servername: 'site.example', ALPNProtocols: ['h2'] },
    ca: pemText('CERTIFICATE', authority()),
  });
  await once(socket, 'secureConnect');
  return socket;
}

describe.each(['with prior knowledge', 'over TLS'])('Http2Client and node:http2 %s', (how) => {
  let server: Http2Server | Http2SecureServer;
  let asker: Asker;
  let session: ServerHttp2Session;
  let answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

  beforeEach(async () => {
    const settings = { maxConcurrentStreams: 30 };
    server =
      how === 'over TLS'
        ? createSecureServer({ ...pemIdentity(identityOf('site.example')), settings })
        : createServer({ settings });
    server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.on('error', () => {});
      answer(stream, headers);
    });
    server.on('session', (begun: ServerHttp2Session) => {
      session = begun;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    asker = new Asker(() => (how === 'over TLS' ? overTls(port) : tcp(port)));
  });
  afterEach(() => {
    asker.stop();
    session.destroy();
    server.close();
  });

  /** Answers with the hash of what was sent. */
  const hashing = (stream: ServerHttp2Stream): void => {
    const hash = createHash('sha256');
    stream.on('data', (data) => hash.update(data));
    stream.on('end', () => {
      stream.respond({ ':status': 200 });
      stream.end(hash.digest('hex'));
    });
  };

  it('get a page', async () => {
    let seen: IncomingHttpHeaders = {};
    answer = (stream, headers) => {
      seen = headers;
      stream.respond({ ':status': 404, 'x-server': 'node' });
      stream.end('not here');
    };
    const asked = asker.ask(head('GET', '/a?b=c', { 'X-Client': 'ours', Cookie: 'a=1; b=2' }), end);
    await asker.all([asked]);
    expect([asked.status, asked.text, asked.closed]).toEqual([404, 'not here', 'end']);
    expect(seen).toMatchObject({
      ':authority': '127.0.0.1',
      ':method': 'GET',
      ':path': '/a?b=c',
      ':scheme': 'https',
      'x-client': 'ours',
      cookie: 'a=1; b=2',
    });
  });

  it.each([
    ['of known length', { 'Content-Length': String(20 * mebi) }],
    ['without length', {}],
  ])('carry an upload of 20 MiB %s', async (_how, headers) => {
    answer = hashing;
    const octets = testOctets(20 * mebi);
    const pieces = Array.from({ length: 50 }, (_, i) =>
      body(octets.subarray((i * octets.length) / 50, ((i + 1) * octets.length) / 50)),
    );
    const asked = asker.ask(head('POST', '/', headers), ...pieces, end);
    await asker.all([asked]);
    expect(asked.text).toBe(sha256(octets));
  });

  it('carry a download of 20 MiB', async () => {
    const octets = testOctets(20 * mebi);
    answer = (stream) => {
      stream.respond({ ':status': 200, 'content-length': octets.length });
      stream.end(octets);
    };
    const asked = asker.ask(head('GET', '/'), end);
    await asker.all([asked]);
    expect(sha256(concat(asked.data))).toBe(sha256(octets));
  });

  it('keep 200 exchanges to the 30 that the server takes at a time', async () => {
    let running = 0;
    let most = 0;
    answer = (stream, headers) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        stream.respond({ ':status': 200 });
        stream.end(String(headers[':path']));
      }, 5);
    };
    const first = asker.ask(head('GET', '/first'), end);
    await asker.all([first]);
    const asked = Array.from({ length: 200 }, (_, i) => asker.ask(head('GET', `/${i}`), end));
    await asker.all(asked);
    expect(asked.map(({ text }) => text)).toEqual(asked.map((_, i) => `/${i}`));
    expect([most, asker.capacities[0], asker.capacities.includes(0)]).toEqual([30, 29, true]);
  });

  it('talk both ways at once', async () => {
    answer = (stream) => {
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
    };
    const asked = asker.ask(head('POST', '/echo'));
    await asker.until(() => asked.status === 200);
    for (const word of ['one ', 'two ', 'three ']) {
      const { octets } = asked;
      asked.send(body(Buffer.from(word)));
      await asker.until(() => asked.octets === octets + word.length);
    }
    asked.send(end);
    await asker.all([asked]);
    expect(asked.text).toBe('one two three ');
  });

  it('agree on messages without a body', async () => {
    answer = (stream, headers) => {
      stream.respond({ ':status': Number(String(headers[':path']).slice(1)) }, { endStream: true });
    };
    const asked = [
      asker.ask(head('HEAD', '/200'), end),
      asker.ask(head('GET', '/204'), end),
      asker.ask(head('POST', '/200'), end),
    ];
    await asker.all(asked);
    expect(asked.map(({ status, octets }) => [status, octets])).toEqual([
      [200, 0],
      [204, 0],
      [200, 0],
    ]);
  });

  it('pass over informational responses and trailers', async () => {
    answer = (stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</a>; rel=preload' });
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
      stream.end('done');
    };
    const asked = asker.ask(head('GET', '/'), end);
    await asker.all([asked]);
    expect([asked.status, asked.text]).toEqual([200, 'done']);
  });

  it('agree that one exchange is over, and go on with others', async () => {
    const seen: string[] = [];
    answer = (stream, headers) => {
      stream.on('aborted', () => seen.push(`aborted ${stream.rstCode}`));
      if (headers[':path'] === '/close') stream.close(7);
      else if (headers[':path'] === '/wait') stream.respond({ ':status': 200 });
      else stream.respond({ ':status': 200 }, { endStream: true });
    };
    const waiting = asker.ask(head('POST', '/wait'));
    await asker.until(() => waiting.status === 200);
    waiting.abort();
    const refused = asker.ask(head('POST', '/close'));
    await asker.until(() => refused.closed !== null);
    const last = asker.ask(head('GET', '/'), end);
    await asker.all([last]);
    expect(refused.closed).toBe(
      'failed: stream error: stream ID 3; REFUSED_STREAM; received from peer',
    );
    expect(seen).toContain('aborted 8');
  });

  it('keep a response that is complete before its request', async () => {
    answer = (stream) => {
      stream.respond({ ':status': 403 });
      stream.end('no');
      stream.on('finish', () => stream.close(0));
    };
    const asked = asker.ask(head('POST', '/'), body(testOctets(100)));
    await asker.all([asked]);
    expect([asked.status, asked.text, asked.closed]).toEqual([403, 'no', 'end']);
    asked.abort();
  });

  it('end the connection when the opener wants no more', async () => {
    answer = (stream) => {
      stream.respond({ ':status': 200 });
      stream.end('bye');
    };
    const asked = asker.ask(head('GET', '/'), end);
    asker.leave();
    await asker.all([asked]);
    await expect.poll(() => [session.closed, asker.machines]).toEqual([true, 0]);
    expect(asker.closed).toBe('end');
  });

  it('finish what runs when the server goes away', async () => {
    let waiting: ServerHttp2Stream | undefined;
    answer = (stream) => {
      waiting = stream;
      stream.respond({ ':status': 200 });
    };
    const asked = asker.ask(head('GET', '/'), end);
    await asker.until(() => asked.status === 200);
    session.close();
    await asker.until(() => asker.closed !== null);
    expect([asker.closed, asked.isComplete]).toEqual(['end', false]);
    waiting?.end('at last');
    await asker.all([asked]);
    await expect.poll(() => asker.machines).toBe(0);
  });

  it('notice a connection that breaks', async () => {
    answer = (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half', () => session.socket.destroy());
    };
    const asked = asker.ask(head('GET', '/'), end);
    await asker.until(() => asked.closed !== null);
    expect([asked.isComplete, asker.closed]).toEqual([false, asked.closed]);
    expect(asker.facts).toContain('http2:message_cut_off');
  });

  it('hold the server back while nobody reads', async () => {
    const octets = 64 * mebi;
    const piece = testOctets(65_536);
    let given = 0;
    answer = (stream, headers) => {
      stream.respond({ ':status': 200 });
      if (headers[':path'] === '/small') return void stream.end('small');
      const pieces = Array<Uint8Array>(octets / piece.length).fill(piece);
      Readable.from(pieces)
        .on('data', () => given++)
        .pipe(stream);
    };
    const asked = asker.ask(head('GET', '/'), end);
    await asker.until(() => asked.octets > 0);
    asked.pause();
    await settled(() => asked.octets);
    expect(asked.octets).toBeLessThan(8 * mebi);
    expect(given * piece.length).toBeLessThan(16 * mebi);
    const other = asker.ask(head('GET', '/small'), end);
    await asker.all([other]);
    asked.resume();
    await asker.all([asked]);
    expect(asked.octets).toBe(octets);
  });

  it('hold whoever asks back while the server does not read', async () => {
    let stream: ServerHttp2Stream | undefined;
    answer = (given) => {
      stream = given;
    };
    const asked = asker.ask(head('POST', '/'));
    await expect.poll(() => stream).toBeDefined();
    const piece = testOctets(65_536);
    const hash = createHash('sha256');
    while (!asked.isBlocked) {
      asked.send(body(piece));
      hash.update(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    hashing(stream as unknown as ServerHttp2Stream);
    await asker.until(() => !asked.isBlocked);
    asked.send(end);
    await asker.all([asked]);
    expect(asked.text).toBe(hash.digest('hex'));
  });
});
