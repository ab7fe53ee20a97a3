/** Our TLS client against `openssl s_server`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../core/node/crypto.ts';
import { chromeHello } from '../../../core/tls/chrome-hello.ts';
import { plainHelloOf } from '../../../core/tls/plain-hello.ts';
import { hasOpenssl } from '../../support/openssl.ts';
import { megabyte, ourClient, Started } from '../node-tls/live.ts';
import { cells, Programs } from './live.ts';

let started: Started;
let programs: Programs;
beforeEach(() => {
  started = new Started();
  programs = new Programs();
});
afterEach(async () => {
  started.dispose();
  await programs.dispose();
});

const quiet = ['-quiet', '-groups', 'X25519'];
const short = megabyte.slice(0, 1000);

describe.skipIf(!hasOpenssl())('our client with openssl s_server', () => {
  it.each(cells)('carries 1 MB each way with $suite and $kind', async ({ suite, kind }) => {
    const { port, openssl } = await programs.server(kind, ...quiet, '-ciphersuites', suite);
    const client = started.dial(ourClient(), port);
    await client.established();
    expect(client.fact('tls:handshake_completed')).toMatchObject({ cipher_suite: suite });
    client.write(megabyte);
    expect(Buffer.compare(await openssl.octets(megabyte.length), megabyte)).toBe(0);
    openssl.write(megabyte);
    expect(Buffer.compare(await client.receivedOctets(megabyte.length), megabyte)).toBe(0);
  });

  it('answers a HelloRetryRequest for X25519', async () => {
    const { port, openssl } = await programs.server('P-256', '-quiet', '-groups', 'P-256:X25519');
    const hello = plainHelloOf({ shares: ['X25519MLKEM768'] });
    const client = started.dial(ourClient({ profile: { hello } }), port);
    await client.established();
    expect(client.fact('tls:hello_retry_requested')).toEqual({ group: 'x25519' });
    client.write(short);
    expect(await openssl.octets(short.length)).toEqual(short);
  });

  it('says so where a server wants a group that it shows and does not have', async () => {
    const { port } = await programs.server('P-256', '-quiet', '-groups', 'P-256');
    const client = started.dial(ourClient({ profile: { hello: chromeHello(nodeCrypto) } }), port);
    await client.closed();
    expect(client.failure).toEqual({
      code: 'tls:unsupported_group',
      message: 'tls: server selected unsupported group',
    });
  });

  it('refuses TLS 1.2 from a server, though its hello shows it as a browser’s does', async () => {
    const { port, openssl } = await programs.server('P-256', '-tls1_2');
    const client = started.dial(ourClient({ profile: { hello: chromeHello(nodeCrypto) } }), port);
    await client.closed();
    expect(client.failure).toEqual({
      code: 'tls:unsupported_version',
      message: 'tls: server selected unsupported protocol version 303',
    });
    expect(client.fact('tls:alert_sent')).toMatchObject({ description: 'protocol_version' });
    await openssl.until(() => /protocol version/.test(openssl.errors));
  });

  it('is refused by a server of TLS 1.2 that it shows TLS 1.3 alone', async () => {
    const { port } = await programs.server('P-256', '-quiet', '-tls1_2');
    const client = started.dial(ourClient(), port);
    await client.closed();
    expect(client.failure).toEqual({
      code: 'tls:alert_received',
      message: 'remote error: tls: protocol version not supported',
    });
  });

  it('takes records with padding, and small ones', async () => {
    const options = ['-record_padding', '1024', '-max_send_frag', '600'];
    const { port, openssl } = await programs.server('P-256', ...quiet, ...options);
    const client = started.dial(ourClient(), port);
    await client.established();
    openssl.write(megabyte);
    expect(Buffer.compare(await client.receivedOctets(megabyte.length), megabyte)).toBe(0);
  });

  it.each(['K', 'k'])('follows the key update of command %s', async (command) => {
    const { port, openssl } = await programs.server('P-256', '-groups', 'X25519');
    const client = started.dial(ourClient(), port);
    await client.established();
    openssl.write(`${command}\n`);
    await client.until(() => client.fact('tls:keys_updated') !== undefined);
    const directions = client.facts.flatMap(({ name, data }) =>
      name === 'tls:keys_updated' ? [data.direction] : [],
    );
    expect(directions).toEqual(command === 'K' ? ['received', 'sent'] : ['received']);
    openssl.write('after the update\n');
    await client.until(() => Buffer.concat(client.received).includes('after the update'));
    client.write(Buffer.from('and back\n'));
    await openssl.until(() => openssl.text.includes('and back'));
  });

  it('updates its own keys, and asks for the server’s', async () => {
    const { port, openssl } = await programs.server('P-256', ...quiet);
    const machine = ourClient();
    const client = started.dial(machine, port);
    await client.established();
    client.run(machine.updateKeys());
    client.write(short);
    expect(await openssl.octets(short.length)).toEqual(short);
    // OpenSSL answers with what it sends next
    openssl.write(short);
    expect(await client.receivedOctets(short.length)).toEqual(short);
    expect(client.facts.filter(({ name }) => name === 'tls:keys_updated')).toHaveLength(2);
  });
});
