import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pemText } from '../../../core/config/pem.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { Http2Live } from '../../support/http2-live.ts';
import { pemIdentity } from '../../support/pem.ts';
import { Answerer } from '../node-http/answerer.ts';
import { settled, testOctets } from '../node-http/live.ts';

const mebi = 1_048_576;
/** In megabytes: node:http2 gives up streams when it holds more. */
const maxSessionMemory = 100;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

async function octetsOf(stream: ClientHttp2Stream): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const data of stream) pieces.push(data);
  return Buffer.concat(pieces);
}

describe.each(['with prior knowledge', 'over TLS'])('Http2Server and node:http2 %s', (how) => {
  let answerer: Answerer;
  let live: Http2Live;
  let tls: TlsServer | undefined;
  let session: ClientHttp2Session;

  beforeEach(async () => {
    answerer = new Answerer();
    live = new Http2Live(answerer.machine);
    if (how === 'over TLS') {
      const identity = pemIdentity(identityOf('site.example'));
      tls = createTlsServer({ ...identity, ALPNProtocols: ['h2'] }, (socket) =>
        live.accept(socket),
      );
      tls.listen(0, '127.0.0.1');
      await once(tls, 'listening');
      session = connect(`https://localhost:${(tls.address() as AddressInfo).port}`, {
        ...{ ca: pemText('CERTIFICATE', authority()), maxSessionMemory },
      });
    } else session = connect(`http://127.0.0.1:${await live.listen()}`, { maxSessionMemory });
    await once(session, 'remoteSettings');
  });
  afterEach(() => {
    session.destroy();
    tls?.close();
    live.stop();
    expect(live.faults).toEqual([]);
  });

  async function ask(
    headers: OutgoingHttpHeaders,
    data?: Uint8Array,
  ): Promise<{ readonly stream: ClientHttp2Stream; readonly headers: IncomingHttpHeaders }> {
    const stream = session.request(headers, { endStream: data === undefined });
    if (data) stream.end(data);
    const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    return { stream, headers: answer };
  }

  it('agree on settings', async () => {
    expect(session.remoteSettings).toMatchObject({
      maxFrameSize: mebi,
      maxConcurrentStreams: 250,
      maxHeaderListSize: 8_512,
      headerTableSize: 4_096,
      initialWindowSize: mebi,
    });
    await expect.poll(() => session.state.remoteWindowSize).toBe(mebi);
  });

  it('answer with the fields of Go’s server', async () => {
    const { headers, stream } = await ask({ ':path': '/empty' });
    expect(headers).toMatchObject({ ':status': 200, date: expect.stringMatching(/ GMT$/) });
    expect((await octetsOf(stream)).length).toBe(0);
  });

  it('echo 20 MiB', async () => {
    const octets = testOctets(20 * mebi);
    const { stream } = await ask({ ':method': 'POST', ':path': '/echo' }, octets);
    expect(sha256(await octetsOf(stream))).toBe(sha256(octets));
  });

  it('send a streamed response’s head before its body', async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/echo' });
    await once(stream, 'response');
    stream.end('late');
    expect(await textOf(stream)).toBe('late');
  });

  it('carry 1,000 exchanges, 250 at a time', async () => {
    const counts = Array.from({ length: 1_000 }, (_, i) => i);
    const answers = await Promise.all(
      counts.map(async (count) => octetsOf(session.request({ ':path': `/octets/${count}` }))),
    );
    expect(answers.map(({ length }) => length)).toEqual(counts);
  });

  it('RFC 9110 §10.1.1: answer an expectation', async () => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/echo',
      expect: '100-continue',
    });
    await once(stream, 'continue');
    stream.end('ok');
    expect(await textOf(stream)).toBe('ok');
  });

  it('RFC 9113 §8.1: give up a request that is answered before its end', async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/octets/3' });
    expect((await octetsOf(stream)).length).toBe(3);
    if (!stream.closed) await once(stream, 'close');
    expect(stream.rstCode).toBe(0);
  });

  it('refuse a head that is too long, and go on', async () => {
    const { headers } = await ask({ ':path': '/empty', a: 'a'.repeat(9_000) });
    expect(headers[':status']).toBe(431);
    expect((await ask({ ':path': '/octets/1' })).headers[':status']).toBe(200);
    expect(answerer.paths).toEqual(['/octets/1']);
  });

  it('forget an exchange that is reset', async () => {
    const { stream } = await ask({ ':path': `/octets/${64 * mebi}` });
    stream.close(8);
    await once(stream, 'close');
    const { produced } = answerer;
    await settled(() => answerer.produced);
    expect(answerer.produced).toBeLessThan(produced + 8 * mebi);
  });

  it('forget a connection whose client goes away', async () => {
    const { stream } = await ask({ ':path': `/octets/${64 * mebi}` });
    stream.on('error', () => {});
    session.destroy();
    await expect
      .poll(() => live.wiring.alive, { timeout: 10_000 })
      .toEqual({ machines: 1, connections: 0 });
  });

  it('make no more than a slow client takes', async () => {
    const octets = 32 * mebi;
    const { stream } = await ask({ ':path': `/octets/${octets}` });
    await settled(() => answerer.produced);
    expect(answerer.produced).toBeLessThan(mebi);
    expect((await octetsOf((await ask({ ':path': '/octets/70000' })).stream)).length).toBe(70_000);
    expect((await octetsOf(stream)).length).toBe(octets);
  });

  it('take no more than the answering side does', async () => {
    // what is sent back is not read, so what comes is not taken
    const { stream } = await ask({ ':method': 'POST', ':path': '/echo' }, testOctets(0));
    stream.resume();
    const echo = session.request({ ':method': 'POST', ':path': '/echo' });
    await once(echo, 'response');
    echo.pause();
    const octets = testOctets(16 * mebi);
    echo.end(octets);
    await settled(() => session.state.outboundQueueSize ?? 0);
    expect(echo.writableFinished).toBe(false);
    expect(sha256(await octetsOf(echo))).toBe(sha256(octets));
  });

  it('finish what runs when the client goes away', async () => {
    const { stream } = await ask({ ':path': `/octets/${4 * mebi}` });
    session.close();
    expect((await octetsOf(stream)).length).toBe(4 * mebi);
    await expect.poll(() => live.wiring.alive.connections).toBe(0);
  });
});

describe('a listener for both', () => {
  it('tells HTTP/1.1 from HTTP/2 by the first octets', async () => {
    const live = new Http2Live(new Answerer().machine);
    const port = await live.listen();
    const socket = connectTcp({ host: '127.0.0.1', port });
    socket.write('P');
    socket.write('RI / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':path': '/octets/5' });
    expect((await octetsOf(stream)).length).toBe(5);
    session.destroy();
    live.stop();
    expect(live.faults).toEqual([]);
  });
});
