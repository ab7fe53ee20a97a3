/** Our TLS client against Node's server. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { certificatePolicy } from '../../../core/tls/certificate-policy.ts';
import { plainHelloOf } from '../../../core/tls/plain-hello.ts';
import { Identities, pemOfCertificate } from '../../support/tls-identities.ts';
import { cells, identities, megabyte, nodeIdentity, ourClient, pemsOf, Started } from './live.ts';

let started = new Started();
afterEach(() => {
  started.dispose();
  started = new Started();
});

describe('our client with a node:tls server', () => {
  it.each(cells)('echoes 1 MB with $suite, $group and $kind', async ({ suite, group, kind }) => {
    const { port } = await started.nodeEcho({
      ...nodeIdentity(kind),
      ciphers: suite,
      ecdhCurve: group === 'x25519' ? 'X25519' : group,
      minVersion: 'TLSv1.3',
    });
    const client = started.dial(ourClient(), port);
    await client.established();
    client.write(megabyte);
    expect(Buffer.compare(await client.receivedOctets(megabyte.length), megabyte)).toBe(0);
    expect(client.fact('tls:handshake_completed')).toMatchObject({ cipher_suite: suite, group });
    client.end();
    await client.closed();
    expect(client.innerClosed).toBe('end');
    expect(client.failure).toBeUndefined();
  });

  it('answers a HelloRetryRequest for X25519', async () => {
    const { port } = await started.nodeEcho({ ...nodeIdentity('P-256'), ecdhCurve: 'X25519' });
    const hello = plainHelloOf({ shares: ['X25519MLKEM768'] });
    const client = started.dial(ourClient({ profile: { hello } }), port);
    await client.established();
    expect(client.fact('tls:hello_retry_requested')).toEqual({ group: 'x25519' });
    client.write(megabyte.subarray(0, 1000));
    expect(await client.receivedOctets(1000)).toEqual(megabyte.slice(0, 1000));
  });

  it('learns the protocol that the server has chosen', async () => {
    const ALPNProtocols = ['http/1.1'];
    const { port } = await started.nodeEcho({ ...nodeIdentity('P-256'), ALPNProtocols });
    const client = started.dial(ourClient({ alpn: ['h2', 'http/1.1'] }), port);
    await client.established();
    expect(client.fact('tls:handshake_completed')).toMatchObject({
      alpn: 'http/1.1',
      server_name: 'server.example',
    });
  });

  it('is told when no protocol is common', async () => {
    const ALPNProtocols = ['spdy/9'];
    const { port } = await started.nodeEcho({ ...nodeIdentity('P-256'), ALPNProtocols });
    const client = started.dial(ourClient({ alpn: ['h2'] }), port);
    await client.closed();
    expect(client.failure).toEqual({
      code: 'tls:alert_received',
      message: 'remote error: tls: no application protocol',
    });
  });

  it('refuses a server of TLS 1.2 at most', async () => {
    const { port } = await started.nodeEcho({ ...nodeIdentity('P-256'), maxVersion: 'TLSv1.2' });
    const client = started.dial(ourClient(), port);
    await client.closed();
    // a server that finds no version in common says so first
    expect(client.failure).toEqual({
      code: 'tls:alert_received',
      message: 'remote error: tls: protocol version not supported',
    });
  });

  it('answers a request for a certificate with none', async () => {
    const { port, sockets } = await started.nodeEcho({
      ...nodeIdentity('P-256'),
      requestCert: true,
      rejectUnauthorized: false,
    });
    const client = started.dial(ourClient(), port);
    client.write(megabyte.subarray(0, 1000));
    expect(await client.receivedOctets(1000)).toEqual(megabyte.slice(0, 1000));
    expect(sockets[0]?.getPeerCertificate()).toEqual({});
  });

  it('is told when a certificate is required', async () => {
    const { port } = await started.nodeEcho({
      ...nodeIdentity('P-256'),
      requestCert: true,
      rejectUnauthorized: true,
      ca: pemOfCertificate(identities.authority),
    });
    const client = started.dial(ourClient(), port);
    await client.closed();
    expect(client.failure).toMatchObject({ code: 'tls:alert_received' });
  });

  it('refuses the certificate of an authority it does not know', async () => {
    const stranger = new Identities();
    const { port, errors } = await started.nodeEcho(pemsOf(stranger.of('P-256')));
    const client = started.dial(ourClient(), port);
    await client.closed();
    expect(client.failure).toMatchObject({ code: 'x509:unknown_authority' });
    expect(client.failure?.message).toMatch(
      /^tls: failed to verify certificate: x509: certificate signed by unknown authority/,
    );
    expect(client.fact('tls:alert_sent')).toEqual({
      level: 'fatal',
      description: 'bad_certificate',
    });
    expect(client.innerClosed).toBe('reset');
    await expect.poll(() => errors.length).toBe(1);
    expect(String(errors[0])).toMatch(/bad certificate/);
  });

  it('refuses a certificate for another name', async () => {
    const { port } = await started.nodeEcho(nodeIdentity('P-256'));
    const client = started.dial(ourClient({ serverName: 'other.example' }), port);
    await client.closed();
    expect(client.failure).toEqual({
      code: 'x509:name_mismatch',
      message:
        'tls: failed to verify certificate: x509: certificate is valid for server.example, localhost, not other.example',
    });
  });

  it('believes a pinned certificate of nobody it knows', async () => {
    const stranger = new Identities().of('Ed25519');
    const { port } = await started.nodeEcho(pemsOf(stranger));
    const pins = stranger.chain.map((der) => nodeCrypto.hash('sha256', der));
    const policy = { crypto: nodeCrypto, epochMs: Date.now(), roots: [], pins };
    const authenticate = certificatePolicy(policy);
    const client = started.dial(ourClient({ profile: { authenticate } }), port);
    await client.established();
    expect(client.fact('tls:certificate_verified')).toMatchObject({ by: 'pins' });
  });

  it('passes the server’s half-close on, and may still speak', async () => {
    const { port, sockets } = await started.nodeEcho({
      ...nodeIdentity('P-256'),
      allowHalfOpen: true,
    });
    const client = started.dial(ourClient(), port);
    await client.established();
    await expect.poll(() => sockets.length).toBe(1);
    const [socket] = sockets;
    socket?.unpipe();
    const heard: Buffer[] = [];
    socket?.on('data', (data: Buffer) => heard.push(data)).resume();
    socket?.end('goodbye');
    await client.until(() => client.innerClosed !== null);
    expect(client.innerClosed).toBe('end');
    expect(Buffer.concat(client.received).toString()).toBe('goodbye');
    client.write(megabyte.subarray(0, 1000));
    client.end();
    if (socket) await once(socket, 'end');
    expect(Buffer.concat(heard)).toEqual(Buffer.from(megabyte.subarray(0, 1000)));
  });

  it('replaces its keys as often as it is told to', async () => {
    const { port } = await started.nodeEcho(nodeIdentity('P-256'));
    const client = started.dial(ourClient({ maxRecords: 3 }), port);
    await client.established();
    client.write(megabyte);
    expect(Buffer.compare(await client.receivedOctets(megabyte.length), megabyte)).toBe(0);
    const updates = client.facts.filter(({ name }) => name === 'tls:keys_updated');
    expect(updates.length).toBeGreaterThan(20);
  });
});
