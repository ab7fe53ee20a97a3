import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../core/bytes/codec.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { edges } from '../../../core/sansio/transitions.ts';
import { authority, identityOf } from '../../../core/scenarios/certificates.ts';
import { certificatePolicy } from '../../../core/tls/certificate-policy.ts';
import { chromeHello } from '../../../core/tls/chrome-hello.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import type { ClientHelloBuilder } from '../../../core/tls/client-profile.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { finished } from '../../../core/tls/messages/handshake.ts';
import { plainHello, plainHelloOf } from '../../../core/tls/plain-hello.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { serverTransitions } from '../../../core/tls/server-states.ts';
import { closes, playbook, received } from '../../support/playbook.ts';
import {
  epochMs,
  testClient,
  testCrypto,
  testIdentity,
  testServer,
} from '../../support/tls-machines.ts';
import { TlsPair } from '../../support/tls-pair.ts';
import { messageIn } from '../../support/tls-script.ts';

const failure = (pair: TlsPair) => pair.facts('server', 'tls:handshake_failed')[0];
const pairWith = (hello: ClientHelloBuilder, server = testServer()): TlsPair =>
  new TlsPair(testClient({ profile: { hello } }), server);
/** The plain hello, with something done to it. */
const changed = (
  change: (hello: ClientHello) => ClientHello,
  builder: ClientHelloBuilder = plainHello,
): ClientHelloBuilder => ({
  ...builder,
  build: (inputs) => {
    const unit = decode(clientHello, builder.build(inputs));
    return encode(clientHello, change(unit?.value as ClientHello));
  },
});

describe('a server', () => {
  it('offers what is inside once the client’s Finished is verified, with what it has learnt', () => {
    const pair = new TlsPair(testClient(), testServer());
    const before: number[] = [];
    pair.tamper = (from, octets) => {
      if (from === 'client')
        before.push(pair.of('server').filter((c) => c.type === 'offer').length);
      return octets;
    };
    pair.start();
    expect(before).toEqual([0, 0]);
    expect(pair.of('server')).toContainEqual({
      type: 'offer',
      port: 'inner',
      offer: {
        kind: 'stream',
        remote: '192.0.2.2:50000',
        security: { serverName: 'server.example', alpn: 'h2' },
      },
    });
    expect(pair.facts('server', 'tls:handshake_completed')).toEqual(
      pair.facts('client', 'tls:handshake_completed'),
    );
    const secrets = (end: 'client' | 'server') => pair.facts(end, 'tls:secret_derived');
    expect(secrets('server')).toEqual(secrets('client'));
    expect(secrets('server')).toHaveLength(4);
  });

  it('sends its flight at once: hello, change_cipher_spec, four records', () => {
    const [flight] = pairWith(plainHello).start().sent('server', 'outer');
    const types: number[] = [];
    for (let at = 0; at < (flight?.length ?? 0); ) {
      const octets = flight as Uint8Array;
      types.push(octets[at] as number);
      at += 5 + (octets[at + 3] as number) * 256 + (octets[at + 4] as number);
    }
    expect(types).toEqual([22, 20, 23, 23, 23, 23]);
  });

  it('RFC 8446 §D.4: sends no change_cipher_spec to a client without a session id', () => {
    const hello = changed((all) => ({ ...all, legacy_session_id: new Uint8Array() }));
    const pair = pairWith(hello).start();
    expect(pair.state('server')).toBe('CONNECTED');
    const isChange = (octets: Uint8Array) => octets.includes(20) && octets[0] === 20;
    expect(pair.sent('client', 'outer').some(isChange)).toBe(false);
  });

  it('serves a hello like Chrome’s, which offers no Ed25519', () => {
    const server = testServer({ certificates: [testIdentity(), identityOf('site.example')] });
    const authenticate = certificatePolicy({ crypto: testCrypto, epochMs, roots: [authority()] });
    const profile = { hello: chromeHello(testCrypto), authenticate };
    const client = testClient({ serverName: 'site.example', profile });
    const pair = new TlsPair(client, server).start();
    expect(pair.facts('client', 'tls:handshake_completed')).toEqual([
      {
        version: '1.3',
        cipher_suite: 'TLS_AES_128_GCM_SHA256',
        group: 'X25519MLKEM768',
        alpn: 'h2',
        server_name: 'site.example',
      },
    ]);
    expect(pair.facts('server', 'tls:certificate_chosen')[0]).toMatchObject({
      certificate: 1,
      signature_scheme: 'ecdsa_secp256r1_sha256',
    });
  });

  it('ignores what it does not know, in any place', () => {
    const grease = { extension_type: 0x2a2a, extension_data: new Uint8Array() };
    const hello = changed((all) => ({
      ...all,
      cipher_suites: [0x3a3a, ...all.cipher_suites],
      extensions: [grease, ...all.extensions],
    }));
    expect(pairWith(hello).start().state('server')).toBe('CONNECTED');
  });

  it('asks for another hello where a share is missing, and goes on with it', () => {
    const hello = plainHelloOf({ shares: ['x25519'] });
    const pair = pairWith(hello).start();
    expect(pair.facts('server', 'tls:hello_retry_requested')).toEqual([
      { group: 'X25519MLKEM768' },
    ]);
    expect(pair.facts('server', 'tls:handshake_completed')[0]?.group).toBe('X25519MLKEM768');
    // RFC 8446 §D.4: one change_cipher_spec each, behind the first message
    const first = pair.sent('server', 'outer')[0] as Uint8Array;
    expect([...first.slice(-6)]).toEqual([20, 3, 3, 0, 1, 1]);
    expect(pair.state('server')).toBe('CONNECTED');
  });

  it.each([
    [
      'another random',
      (hello: ClientHello) => ({ ...hello, random: new Uint8Array(32) }),
      'tls: client illegally modified second ClientHello',
    ],
    [
      'no share at all',
      (hello: ClientHello) => ({
        ...hello,
        extensions: hello.extensions.map((one) =>
          one.extension_type === 51 ? { ...one, extension_data: { client_shares: [] } } : one,
        ),
      }),
      "tls: client didn't send one key share in second ClientHello",
    ],
    [
      'a share of another group',
      (hello: ClientHello) => ({
        ...hello,
        extensions: hello.extensions.map((one) =>
          one.extension_type === 51
            ? {
                ...one,
                extension_data: {
                  client_shares: [{ group: 0x1d, key_exchange: new Uint8Array(32) }],
                },
              }
            : one,
        ),
      }),
      'tls: client sent unexpected key share in second ClientHello',
    ],
  ])('RFC 8446 §4.1.2: refuses a second hello with %s', (_what, change, message) => {
    const pair = pairWith(plainHelloOf({ shares: ['x25519'] }));
    let hellos = 0;
    pair.tamper = (from, octets) => {
      if (from !== 'client' || ++hellos !== 2) return octets;
      // behind change_cipher_spec
      const unit = decode(clientHello, messageIn(octets.subarray(6)));
      const second = encode(clientHello, change(unit?.value as ClientHello));
      const head = [22, 3, 3, second.length >> 8, second.length & 255];
      return Uint8Array.from([...head, ...second]);
    };
    pair.start();
    expect(failure(pair)).toEqual({ code: 'tls:illegal_client_hello', message });
    expect(pair.facts('client', 'tls:alert_received')).toEqual([
      { level: 'fatal', description: 'illegal_parameter' },
    ]);
  });

  it('RFC 8446 §4.2.8: refuses a share that is none', () => {
    const hello = changed(
      (all) => ({
        ...all,
        extensions: all.extensions.map((one) =>
          one.extension_type === 51
            ? {
                ...one,
                extension_data: {
                  client_shares: [{ group: 0x1d, key_exchange: new Uint8Array(32) }],
                },
              }
            : one,
        ),
      }),
      plainHelloOf({ groups: ['x25519'] }),
    );
    expect(failure(pairWith(hello).start())).toEqual({
      code: 'tls:invalid_key_share',
      message: 'tls: invalid client key share',
    });
  });

  it('RFC 8446 §4.4.4: refuses a Finished of something else', () => {
    const pair = pairWith(plainHello);
    pair.tamper = (from, octets) => {
      const [secret] = pair.facts('server', 'tls:secret_derived');
      if (from !== 'client' || !secret) return octets;
      const suite = cipherSuite(0x1301) as CipherSuite;
      const keys = new RecordProtection(testCrypto, suite, fromHex(String(secret.secret)));
      const verify_data = new Uint8Array(32);
      return keys.seal(22, encode(finished, { verify_data }));
    };
    pair.start();
    expect(failure(pair)).toEqual({
      code: 'tls:invalid_finished',
      message: 'tls: invalid client finished hash',
    });
    expect(pair.facts('server', 'tls:alert_sent')[0]?.description).toBe('decrypt_error');
  });

  it('is told by the client what is wrong with it', () => {
    const pair = new TlsPair(testClient({ serverName: 'other.example' }), testServer()).start();
    expect(failure(pair)).toEqual({
      code: 'tls:alert_received',
      message: 'remote error: tls: bad certificate',
    });
    expect(pair.of('server').some(({ type }) => type === 'offer')).toBe(false);
  });

  it('RFC 8446 §4: refuses any other message first', () => {
    const server = playbook(testServer(), { ignoring: ['set_timer'] }).start();
    server.input(received('outer', '16 03 01 00 04 14 00 00 00')).inState('CLOSED');
    expect(server.octetsOn('outer')).toEqual(Uint8Array.of(21, 3, 3, 0, 2, 2, 10));
    expect(server.commands.at(-1)).toEqual(closes('outer', 'end'));
  });
});

describe('the server’s table', () => {
  it('leads from every state to CLOSED', () => {
    const all = edges(serverTransitions);
    const closing = new Set(all.filter(({ to }) => to === 'CLOSED').map(({ from }) => from));
    const open = Object.keys(serverTransitions).filter((name) => name !== 'CLOSED');
    expect(open.filter((name) => !closing.has(name))).toEqual([]);
  });
});
