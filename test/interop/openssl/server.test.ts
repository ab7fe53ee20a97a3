/** Our TLS server against `openssl s_client`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasOpenssl } from '../../support/openssl.ts';
import { identities, megabyte, Started } from '../node-tls/live.ts';
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

const short = megabyte.slice(0, 1000);

describe.skipIf(!hasOpenssl())('our server with openssl s_client', () => {
  it.each(cells)('echoes 1 MB with $suite and $kind', async ({ suite, kind }) => {
    const { port, stands } = await started.echo({ certificates: [identities.of(kind)] });
    const options = ['-quiet', '-ciphersuites', suite, '-groups', 'X25519'];
    const openssl = programs.client(port, ...options);
    openssl.write(megabyte);
    expect(Buffer.compare(await openssl.octets(megabyte.length), megabyte)).toBe(0);
    expect(stands[0]?.fact('tls:handshake_completed')).toMatchObject({ cipher_suite: suite });
  });

  it('asks for another ClientHello where the share is of P-256', async () => {
    const { port, stands } = await started.echo();
    const openssl = programs.client(port, '-quiet', '-groups', 'P-256:X25519');
    openssl.write(short);
    expect(await openssl.octets(short.length)).toEqual(short);
    expect(stands[0]?.fact('tls:hello_retry_requested')).toEqual({ group: 'x25519' });
  });

  it('serves a client that does not want to be taken for one of TLS 1.2', async () => {
    const { port } = await started.echo();
    const openssl = programs.client(port, '-quiet', '-no_middlebox');
    openssl.write(short);
    expect(await openssl.octets(short.length)).toEqual(short);
  });

  it('takes records with padding', async () => {
    const { port } = await started.echo();
    const openssl = programs.client(port, '-quiet', '-record_padding', '512');
    openssl.write(megabyte);
    expect(Buffer.compare(await openssl.octets(megabyte.length), megabyte)).toBe(0);
  });

  it('refuses a client of TLS 1.2', async () => {
    const { port, stands } = await started.echo();
    const openssl = programs.client(port, '-tls1_2');
    await openssl.over();
    expect(openssl.errors).toMatch(/alert protocol version/);
    expect(stands[0]?.failure).toMatchObject({ code: 'tls:unsupported_version' });
  });

  it('is told by an alert what the client holds of its certificate', async () => {
    const { port, stands } = await started.echo();
    programs.client(port, '-quiet', '-verify_hostname', 'other.example');
    await expect.poll(() => stands[0]?.failure).toMatchObject({ code: 'tls:alert_received' });
    expect(stands[0]?.failure?.message).toBe('remote error: tls: bad certificate');
  });

  it.each(['K', 'k'])('follows the key update of command %s', async (command) => {
    const { port, stands } = await started.echo();
    const openssl = programs.client(port);
    await openssl.until(() => /^\s*Verify return code: 0/m.test(openssl.text));
    openssl.write(`${command}\n`);
    await openssl.until(() => openssl.errors.includes('KEYUPDATE'));
    openssl.write('after the update\n');
    await openssl.until(() => openssl.text.includes('after the update'));
    const directions = stands[0]?.facts.flatMap(({ name, data }) =>
      name === 'tls:keys_updated' ? [data.direction] : [],
    );
    expect(directions).toEqual(command === 'K' ? ['received', 'sent'] : ['received']);
  });
});
