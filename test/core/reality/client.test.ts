import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { authenticate } from '../../../core/reality/authentication.ts';
import { RealityClient, type RealityClientSettings } from '../../../core/reality/client.ts';
import { RealityServer } from '../../../core/reality/server.ts';
import type { Machine } from '../../../core/sansio/machine.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { TlsServer } from '../../../core/tls/server.ts';
import { ascii, closed, opened, playbook, received } from '../../support/playbook.ts';
import { epochMs, realitySettings, serverName, shortId } from '../../support/reality-hello.ts';
import { RealityPair } from '../../support/reality-pair.ts';
import { vector } from '../../support/reality-vector.ts';

/** A date on which the certificates of the scenarios are valid. */
const validMs = Date.UTC(2030, 0, 1);
const client = (
  more: Partial<RealityClientSettings> = {},
  roots = [authority()],
  now = validMs,
): RealityClient =>
  new RealityClient({
    crypto,
    epochMs: now,
    roots,
    dial: { to: 'address', address: '203.0.113.10', port: 443, leg: 'downlink' },
    settings: {
      serverName,
      publicKey: vector.serverPublic,
      shortId,
      mldsa65Verify: null,
      ...more,
    },
  });
const server = (more = {}): Machine =>
  new RealityServer({
    crypto,
    epochMs,
    remote: '192.0.2.2:50000',
    local: '203.0.113.10:443',
    settings: realitySettings(more),
  });
const site = (): Machine =>
  new TlsServer({
    crypto,
    remote: '192.0.2.2:50000',
    certificates: [identityOf('target.example')],
    alpn: ['h2'],
  });
const named = (pair: RealityPair, prefix: string) =>
  pair.facts('client').filter(({ name }) => name.startsWith(prefix));

describe("REALITY's client", () => {
  it('seals who it is into the hello that it sends', () => {
    const book = playbook(client({}, [], epochMs + 999))
      .start()
      .input(opened('outer', { local: '192.0.2.2:50000', remote: '203.0.113.10:443' }));
    const message = book.octetsOn('outer').slice(5);
    const verdict = authenticate(crypto, realitySettings(), message, epochMs);
    expect(verdict).toMatchObject({ result: 'authenticated', serverName });
    expect(book.facts).toEqual([
      { type: 'fact', name: 'reality:session_id_sealed', data: verdict.opened },
    ]);
    expect(verdict.opened).toMatchObject({
      client_version: '26.7.28',
      time: epochMs / 1000,
      short_id: toHex(shortId),
    });
  });

  it('names the address where it is told no name, which is none of TLS', () => {
    const book = playbook(client({ serverName: '' }))
      .start()
      .input(opened('outer'));
    const verdict = authenticate(
      crypto,
      realitySettings({ serverNames: [''] }),
      book.octetsOn('outer').slice(5),
      epochMs,
    );
    expect(verdict).toMatchObject({ result: 'authenticated', serverName: '' });
  });

  it('believes the code, and asks neither for a root nor for a date', () => {
    const pair = new RealityPair(client({}, []), server()).answer();
    expect(named(pair, 'reality:certificate')).toMatchObject([{ data: { mldsa65: false } }]);
    expect(pair.client.machine.state.name).toBe('CONNECTED');
  });

  it('is given no ALPN, whatever it has offered', () => {
    const pair = new RealityPair(client(), server()).answer();
    expect(named(pair, 'tls:handshake_completed')).toMatchObject([{ data: { alpn: '' } }]);
  });

  it('tells a real certificate, and closes in order', () => {
    const pair = new RealityPair(client(), site());
    expect(named(pair, 'reality:real')).toMatchObject([{ data: { server_name: serverName } }]);
    expect(named(pair, 'tls:handshake_failed')).toMatchObject([
      {
        data: {
          code: 'reality:real_certificate',
          message: 'REALITY: processed invalid connection',
        },
      },
    ]);
    expect(pair.client.isClosed).toBe(true);
    const ends = pair.commands.flatMap(({ by, command }) =>
      by === 'client' && command.type === 'close' ? [`${command.port} ${command.how}`] : [],
    );
    expect(ends.sort()).toEqual(['inner reset', 'outer end']);
  });

  it.each<[string, () => RealityClient, string]>([
    ['of no root', () => client({}, []), 'x509:unknown_authority'],
    ['for another name', () => client({ serverName: 'site.example' }), 'x509:name_mismatch'],
    ['of another time', () => client({}, [authority()], epochMs), 'x509:not_yet_valid'],
  ])('refuses a certificate %s', (_what, create, code) => {
    const pair = new RealityPair(create(), site());
    expect(named(pair, 'tls:alert_sent')).toMatchObject([
      { data: { description: 'bad_certificate' } },
    ]);
    expect(named(pair, 'tls:handshake_failed')).toMatchObject([{ data: { code } }]);
    expect(pair.client.isClosed).toBe(true);
  });

  it('refuses a code without the ML-DSA-65 signature that it asks for', () => {
    const mldsa65Verify = crypto.mlDsa65.publicKey(new Uint8Array(32).fill(7));
    const plain = new RealityPair(client({ mldsa65Verify }), server()).answer();
    const other = new RealityPair(
      client({ mldsa65Verify }),
      server({ mldsa65Seed: new Uint8Array(32).fill(8) }),
    ).answer([60, 4000, 281, 90]);
    for (const pair of [plain, other]) {
      expect(named(pair, 'reality:certificate')).toEqual([]);
      expect(named(pair, 'tls:alert_sent')).toMatchObject([
        { data: { description: 'bad_certificate' } },
      ]);
    }
  });

  it('ignores an ML-DSA-65 signature that it does not ask for', () => {
    const pair = new RealityPair(
      client(),
      server({ mldsa65Seed: new Uint8Array(32).fill(8) }),
    ).answer([60, 4000, 281, 90]);
    expect(pair.client.machine.state.name).toBe('CONNECTED');
  });

  it('refuses what is no certificate', () => {
    const { privateKey, chain } = identityOf('target.example');
    const odd = chain.map((certificate) => certificate.slice(0, -1));
    const machine = new TlsServer({
      ...{ crypto, remote: '192.0.2.2:50000', alpn: [] },
      certificates: [{ privateKey, chain: [...chain, ...odd] }],
    });
    const pair = new RealityPair(client(), machine);
    expect(named(pair, 'tls:alert_sent')).toMatchObject([
      { data: { description: 'decode_error' } },
    ]);
    expect(named(pair, 'tls:handshake_failed')).toMatchObject([
      {
        data: { message: expect.stringMatching(/^tls: failed to parse certificate from server: /) },
      },
    ]);
  });

  it('tells whoever opened it that the dial failed', () => {
    const book = playbook(client()).start();
    book.input(closed('outer', 'failed', 'connection_refused')).inState('CLOSED');
    expect(book.commands.at(-1)).toMatchObject({ type: 'close', port: 'inner', how: 'reset' });
  });

  it('keeps what it is given before the handshake is over', () => {
    const pair = new RealityPair(client(), server());
    pair.tell('client', received('inner', ascii('early'))).answer();
    const [inner] = pair.sent('server', 'inner');
    expect(inner && decodeText(inner)).toBe('early');
  });
});

const decodeText = (octets: Uint8Array): string => String.fromCharCode(...octets);
