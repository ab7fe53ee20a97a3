/** Our TLS server against Node's client. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { cells, identities, megabyte, Started } from './live.ts';

let started = new Started();
afterEach(() => {
  started.dispose();
  started = new Started();
});

/** Sends the octets, and gives as many as come back. */
async function echoed(socket: TLSSocket, octets: Uint8Array): Promise<Buffer> {
  const heard: Buffer[] = [];
  let count = 0;
  socket.write(octets);
  while (count < octets.length) {
    const [data] = (await once(socket, 'data')) as [Buffer];
    heard.push(data);
    count += data.length;
  }
  return Buffer.concat(heard);
}

describe('our server with a node:tls client', () => {
  it.each(cells)('echoes 1 MB with $suite, $group and $kind', async ({ suite, group, kind }) => {
    const { port, stands } = await started.echo({ certificates: [identities.of(kind)] });
    const socket = await started.nodeClient(port, {
      ciphers: suite,
      ecdhCurve: group === 'x25519' ? 'X25519' : group,
    });
    expect(socket.getCipher().standardName).toBe(suite);
    expect(Buffer.compare(await echoed(socket, megabyte), megabyte)).toBe(0);
    expect(stands[0]?.fact('tls:handshake_completed')).toMatchObject({
      cipher_suite: suite,
      group,
      server_name: 'server.example',
    });
    socket.end();
    await stands[0]?.until(() => stands[0]?.innerClosed !== null);
    expect(stands[0]?.innerClosed).toBe('end');
    expect(stands[0]?.failure).toBeUndefined();
  });

  it('takes two groups and chooses the post-quantum one', async () => {
    const { port, stands } = await started.echo();
    await started.nodeClient(port, { ecdhCurve: 'X25519:X25519MLKEM768' });
    await stands[0]?.established();
    expect(stands[0]?.fact('tls:handshake_completed')).toMatchObject({ group: 'X25519MLKEM768' });
  });

  it('asks for another ClientHello where the share is of a group it does not have', async () => {
    const { port, stands } = await started.echo();
    const socket = await started.nodeClient(port, { ecdhCurve: 'P-256:X25519' });
    expect(stands[0]?.fact('tls:hello_retry_requested')).toEqual({ group: 'x25519' });
    expect(await echoed(socket, megabyte.subarray(0, 1000))).toHaveLength(1000);
  });

  it('refuses a client without a group in common', async () => {
    const { port, stands } = await started.echo();
    await expect(started.nodeClient(port, { ecdhCurve: 'P-256' })).rejects.toThrow(
      /handshake failure/,
    );
    expect(stands[0]?.failure).toEqual({
      code: 'tls:no_common_group',
      message: 'tls: no key exchanges supported by both client and server',
    });
  });

  it('refuses a client of TLS 1.2 at most', async () => {
    const { port, stands } = await started.echo();
    await expect(started.nodeClient(port, { maxVersion: 'TLSv1.2' })).rejects.toThrow(
      /protocol version/,
    );
    expect(stands[0]?.failure).toEqual({
      code: 'tls:unsupported_version',
      message: 'tls: client offered only unsupported versions: [303 302 301]',
    });
    expect(stands[0]?.fact('tls:alert_sent')).toEqual({
      level: 'fatal',
      description: 'protocol_version',
    });
  });

  it.each([
    { own: ['h2', 'http/1.1'], offered: ['http/1.1', 'h2'], chosen: 'h2' },
    { own: ['http/1.1'], offered: ['h2', 'http/1.1'], chosen: 'http/1.1' },
    { own: ['h2'], offered: [], chosen: false },
    { own: [], offered: ['h2'], chosen: false },
    { own: ['h2'], offered: ['http/1.1'], chosen: false },
  ])('of $own and $offered chooses $chosen', async ({ own, offered, chosen }) => {
    const { port } = await started.echo({ alpn: own });
    const socket = await started.nodeClient(port, { ALPNProtocols: offered });
    expect(socket.alpnProtocol).toBe(chosen);
  });

  it('refuses a client that offers protocols and none in common', async () => {
    const { port, stands } = await started.echo({ alpn: ['h2'] });
    await expect(started.nodeClient(port, { ALPNProtocols: ['imap'] })).rejects.toThrow(
      /no application protocol/,
    );
    expect(stands[0]?.failure).toEqual({
      code: 'tls:no_application_protocol',
      message: 'tls: client requested unsupported application protocols (["imap"])',
    });
  });

  it('chooses its certificate by the name asked for', async () => {
    const names = ['server.example', '*.wild.example', 'third.example'];
    const certificates = names.map((name) => identities.of('P-256', name));
    const { port } = await started.echo({ certificates });
    const shown = async (servername: string) => {
      const socket = await started.nodeClient(port, { servername, rejectUnauthorized: false });
      return socket.getPeerCertificate().subject.CN;
    };
    expect(await shown('third.example')).toBe('third.example');
    expect(await shown('a.wild.example')).toBe('*.wild.example');
    expect(await shown('a.b.wild.example')).toBe('server.example');
    expect(await shown('')).toBe('server.example');
  });

  it('refuses a name that no certificate has, where it is told to', async () => {
    const { port, stands } = await started.echo({ rejectUnknownSni: true });
    const socket = await started.nodeClient(port);
    expect(socket.authorized).toBe(true);
    await expect(started.nodeClient(port, { servername: 'other.example' })).rejects.toThrow(
      /unrecognized name/,
    );
    expect(stands[1]?.failure).toEqual({
      code: 'tls:unrecognized_name',
      message: 'tls: no certificates configured',
    });
  });

  it('sees a client go that does not believe it', async () => {
    const { port, stands } = await started.echo();
    await expect(started.nodeClient(port, { ca: [] })).rejects.toThrow(/unable to verify/);
    // Node drops the connection without an alert
    await stands[0]?.closed();
    expect(stands[0]?.failure?.code).toMatch(/^tls:connection_(ended|reset)$/);
  });

  it('closes what is not TLS without a word', async () => {
    const { port, stands } = await started.echo();
    const socket = connectTcp(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const heard: Buffer[] = [];
    socket.on('data', (data) => heard.push(data));
    await once(socket, 'close');
    expect(heard).toEqual([]);
    expect(stands[0]?.failure).toEqual({
      code: 'tls:not_tls',
      message: 'tls: first record does not look like a TLS handshake',
    });
  });

  it('answers a request in clear text where it is told to', async () => {
    const { port } = await started.echo({ answersClearText: true });
    const socket = connectTcp(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const heard: Buffer[] = [];
    socket.on('data', (data) => heard.push(data));
    await once(socket, 'close');
    expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1\.0 400 Bad Request\r\n\r\n/);
  });

  it('gives up a client that says nothing', async () => {
    const { port, stands } = await started.echo({ handshakeTimeoutMs: 50 });
    const socket = connectTcp(port, '127.0.0.1');
    await once(socket.resume(), 'close');
    expect(stands[0]?.failure).toMatchObject({ code: 'tls:handshake_timeout' });
  });
});
