import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../core/bytes/codec.ts';
import { concat } from '../../../core/bytes/concat.ts';
import { edges } from '../../../core/sansio/transitions.ts';
import { clientTransitions } from '../../../core/tls/client-states.ts';
import type { Extension } from '../../../core/tls/messages/extensions.ts';
import { handshake } from '../../../core/tls/messages/handshake.ts';
import { helloRetryRequest } from '../../../core/tls/messages/server-hello.ts';
import { plainHelloOf } from '../../../core/tls/plain-hello.ts';
import { parseCertificate } from '../../../core/x509/certificate.ts';
import {
  ascii,
  closed,
  closes,
  opened,
  type Playbook,
  playbook,
  readies,
  received,
} from '../../support/playbook.ts';
import { type TestClientOptions, testClient, testIdentity } from '../../support/tls-machines.ts';
import { handshakeRecord, ServerScript } from '../../support/tls-script.ts';

const addresses = { local: '192.0.2.2:50000', remote: '203.0.113.10:443' };

/** A client that has sent its hello, and a server that knows it. */
function connected(options: TestClientOptions = {}): [Playbook, ServerScript] {
  const client = playbook(testClient(options)).start().input(opened('outer', addresses));
  const [hello] = client.valuesOn('outer') as Uint8Array[];
  return [client, new ServerScript(hello as Uint8Array)];
}
const hears = (client: Playbook, ...records: Uint8Array[]): Playbook =>
  client.input(received('outer', concat(records)));
const failure = (client: Playbook) =>
  client.facts.find(({ name }) => name === 'tls:handshake_failed')?.data;
const alerts = (client: Playbook) =>
  client.facts.filter(({ name }) => name === 'tls:alert_sent').map(({ data }) => data.description);
const retryRecord = (script: ServerScript, ...extensions: Extension[]): Uint8Array =>
  handshakeRecord(encode(helloRetryRequest, script.retry(extensions)));
const group = (selected_group: number): Extension => ({
  extension_type: 51,
  extension_data: { selected_group },
});

describe('a client before the handshake', () => {
  it('dials, and says who it is only when TCP is up', () => {
    const client = playbook(testClient()).start();
    expect(client.valuesOn('outer')).toEqual([]);
    client.input(opened('outer')).inState('WAIT_SH');
    const [hello] = client.valuesOn('outer') as Uint8Array[];
    // RFC 8446 §5.1: the first record alone may say 0x0301
    expect(hello?.slice(0, 3)).toEqual(Uint8Array.of(22, 3, 1));
  });

  it('tells its opener why a dial failed', () => {
    const client = playbook(testClient(), { ignoring: ['open'] }).start();
    client.input(closed('outer', 'failed', 'connection_refused'));
    client.expects(closes('inner', 'reset', 'connection_refused')).ends();
  });

  it('goes when its opener goes', () => {
    const [client] = connected();
    client.input(closed('inner', 'reset')).inState('CLOSED');
    expect(client.commands.at(-1)).toEqual(closes('outer', 'end'));
  });

  it('lets its profile seal the hello', () => {
    const sealed: number[] = [];
    const [client] = connected({
      profile: {
        *sealHello(hello, keys) {
          sealed.push(...keys.map(({ share }) => share.length));
          const changed = hello.slice();
          changed.fill(0xee, 39, 71);
          return changed;
        },
      },
    });
    const [hello] = client.valuesOn('outer') as Uint8Array[];
    expect(hello?.slice(5 + 39, 5 + 71)).toEqual(new Uint8Array(32).fill(0xee));
    expect(sealed).toEqual([1216, 32]);
  });
});

describe('a handshake', () => {
  it('is complete with the server’s Finished, and the opener is told the addresses of TCP', () => {
    const [client, script] = connected();
    hears(client, script.flight()).inState('CONNECTED');
    expect(client.commands).toContainEqual(readies('inner', addresses));
    expect(client.facts.at(-1)?.data).toEqual({
      version: '1.3',
      cipher_suite: 'TLS_AES_128_GCM_SHA256',
      group: 'x25519',
      alpn: '',
      server_name: 'server.example',
    });
  });

  it('sends what was said early after its Finished', () => {
    const client = playbook(testClient())
      .start()
      .input(received('inner', ascii('early')));
    client.input(opened('outer'));
    const script = new ServerScript((client.valuesOn('outer') as Uint8Array[])[0] as Uint8Array);
    client.input(received('inner', ascii('later')));
    hears(client, script.flight()).inState('CONNECTED');
    const sent = client.valuesOn('outer') as Uint8Array[];
    expect(sent.map(({ length }) => length).slice(2)).toEqual([27, 27]);
    const held = client.commands.flatMap(({ type }) => (type.endsWith('_reading') ? [type] : []));
    expect(held).toEqual(['pause_reading', 'resume_reading']);
  });

  it('RFC 8446 §4.4.2: answers a request for a certificate with none', () => {
    const [client, script] = connected();
    hears(client, script.hello(), script.sealed(script.encryptedExtensions()));
    hears(client, script.sealed(script.certificateRequest())).inState('WAIT_CERT');
    hears(client, script.sealed(script.certificate()), script.sealed(script.certificateVerify()));
    hears(client, script.sealed(script.finished())).inState('CONNECTED');
    // change_cipher_spec, Certificate of 8 octets, Finished of 36
    const flight = (client.valuesOn('outer') as Uint8Array[])[1];
    expect(flight).toHaveLength(6 + 8 + 22 + 36 + 22);
  });

  it('RFC 8879 §4: takes a compressed certificate that it has asked for', () => {
    const [client, script] = connected({
      decompress: (_algorithm, octets) => Uint8Array.from(brotliDecompressSync(octets)),
    });
    const plain = encode(handshake, script.certificate()).subarray(4);
    const body = {
      algorithm: 2,
      uncompressed_length: plain.length,
      compressed_certificate_message: Uint8Array.from(brotliCompressSync(plain)),
    };
    hears(client, script.hello(), script.sealed(script.encryptedExtensions()));
    hears(client, script.sealed({ name: 'compressed_certificate', body })).inState('WAIT_CV');
    hears(client, script.sealed(script.certificateVerify()), script.sealed(script.finished()));
    client.inState('CONNECTED');
  });

  it('draft-vvv-tls-alps: sends its settings where the server has taken them up', () => {
    const builder = plainHelloOf({});
    const settings = { extension_type: 17_613, extension_data: new Uint8Array() };
    const hello = {
      ...builder,
      build: (inputs: Parameters<typeof builder.build>[0]) => {
        const message = builder.build(inputs);
        const octets = concat([message, Uint8Array.of(0x44, 0xcd, 0, 0)]);
        const view = new DataView(octets.buffer);
        view.setUint16(2, view.getUint16(2) + 4);
        const lengthAt = 4 + 34 + 33 + 2 + 6 + 2;
        view.setUint16(lengthAt, view.getUint16(lengthAt) + 4);
        return octets;
      },
    };
    const [client, script] = connected({ profile: { hello } });
    const alpn = {
      extension_type: 16,
      extension_data: { protocol_name_list: [ascii('h2')] },
    };
    hears(client, script.flight(alpn, settings)).inState('CONNECTED');
    const flight = (client.valuesOn('outer') as Uint8Array[])[1];
    expect(flight).toHaveLength(6 + 10 + 22 + 36 + 22);
  });

  it('is ended in order where the verdict asks for it', () => {
    const refuse = { code: 'reality:real_certificate', message: 'REALITY: not ours' };
    const [client, script] = connected({
      profile: {
        *authenticate() {
          const [leaf] = testIdentity().chain;
          const publicKey = parseCertificate(leaf as Uint8Array).subjectPublicKeyInfo;
          return { ok: true, publicKey, refuse };
        },
      },
    });
    hears(client, script.flight()).inState('CLOSED');
    expect(failure(client)).toEqual(refuse);
    expect(alerts(client)).toEqual(['close_notify']);
    expect(client.commands).toContainEqual(closes('inner', 'reset', `failed: ${refuse.message}`));
    expect(client.commands.some(({ type }) => type === 'ready')).toBe(false);
  });
});

describe('a HelloRetryRequest', () => {
  const onlyHybrid = plainHelloOf({ shares: ['X25519MLKEM768'] });

  it('RFC 8446 §4.1.4: is answered with a share of the group it names', () => {
    const [client, first] = connected({ profile: { hello: onlyHybrid } });
    hears(client, retryRecord(first, group(0x1d))).inState('WAIT_SH');
    expect(client.facts).toContainEqual(
      expect.objectContaining({ name: 'tls:hello_retry_requested', data: { group: 'x25519' } }),
    );
    const second = (client.valuesOn('outer') as Uint8Array[])[1] as Uint8Array;
    // RFC 8446 §D.4: change_cipher_spec before the second hello; its record says 0x0303
    expect(second.slice(0, 9)).toEqual(Uint8Array.of(20, 3, 3, 0, 1, 1, 22, 3, 3));
    const script = new ServerScript(second.subarray(6));
    script.transcript.retry('sha256');
    hears(client, script.hello()).inState('WAIT_EE');
  });

  it('RFC 8446 §4.1.4: is answered once', () => {
    const [client, script] = connected({ profile: { hello: onlyHybrid } });
    hears(client, retryRecord(script, group(0x1d)), retryRecord(script, group(0x1d)));
    client.inState('CLOSED');
    expect(failure(client)).toEqual({
      code: 'tls:unexpected_message',
      message: 'tls: server sent two HelloRetryRequest messages',
    });
  });

  it('RFC 8446 §4.2.2: has its cookie returned', () => {
    const [client, script] = connected();
    const cookie = { extension_type: 44, extension_data: { cookie: ascii('a cookie') } };
    hears(client, retryRecord(script, cookie)).inState('WAIT_SH');
    const [first, second] = client.valuesOn('outer') as Uint8Array[];
    expect(Buffer.from(second ?? []).includes('a cookie')).toBe(true);
    expect(second).toHaveLength((first?.length ?? 0) + 6 + 4 + 2 + 8);
  });
});

describe('a wrong server', () => {
  const wrong: readonly [
    clause: string,
    say: (script: ServerScript) => Uint8Array[],
    code: string,
    alert: string,
  ][] = [
    [
      'RFC 8446 §4.1.3: a share that is none',
      (script) => [
        script.hello({
          extensions: [
            { extension_type: 43, extension_data: { selected_version: 0x0304 } },
            {
              extension_type: 51,
              extension_data: { server_share: { group: 0x1d, key_exchange: new Uint8Array(32) } },
            },
          ],
        }),
      ],
      'tls:invalid_key_share',
      'illegal_parameter',
    ],
    [
      'RFC 8446 §4.4.1: Certificate before EncryptedExtensions',
      (script) => [script.hello(), script.sealed(script.certificate())],
      'tls:unexpected_message',
      'unexpected_message',
    ],
    [
      'RFC 8446 §4.4: no Certificate',
      (script) => [
        script.hello(),
        script.sealed(script.encryptedExtensions()),
        script.sealed(script.finished()),
      ],
      'tls:unexpected_message',
      'unexpected_message',
    ],
    [
      'RFC 8446 §4.4.2.4: an empty Certificate',
      (script) => [
        script.hello(),
        script.sealed(script.encryptedExtensions(), script.certificate([])),
      ],
      'tls:empty_certificate',
      'decode_error',
    ],
    [
      'RFC 5280: octets that are no certificate',
      (script) => [
        script.hello(),
        script.sealed(script.encryptedExtensions(), script.certificate([ascii('nonsense')])),
      ],
      'x509:wrong_tag',
      'decode_error',
    ],
    [
      'RFC 8446 §4.4.3: a scheme for certificates only',
      (script) => {
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        records.push(script.sealed(script.certificate()));
        return [...records, script.sealed(script.certificateVerify(0x0401))];
      },
      'tls:invalid_signature_scheme',
      'illegal_parameter',
    ],
    [
      'RFC 8446 §4.4.3: a scheme that the key does not fit',
      (script) => {
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        records.push(script.sealed(script.certificate()));
        return [...records, script.sealed(script.certificateVerify(0x0403))];
      },
      'tls:invalid_signature',
      'decrypt_error',
    ],
    [
      'RFC 8446 §4.4.3: a signature of something else',
      (script) => {
        const early = script.certificateVerify();
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        return [...records, script.sealed(script.certificate()), script.sealed(early)];
      },
      'tls:invalid_signature',
      'decrypt_error',
    ],
    [
      'RFC 8446 §4.4.4: a Finished of something else',
      (script) => {
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        const early = script.finished();
        records.push(script.sealed(script.certificate()));
        return [...records, script.sealed(script.certificateVerify()), script.sealed(early)];
      },
      'tls:invalid_finished',
      'decrypt_error',
    ],
    [
      'RFC 8446 §5.1: more in the record of Finished',
      (script) => {
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        records.push(script.sealed(script.certificate()));
        records.push(script.sealed(script.certificateVerify()));
        const ticket = Uint8Array.of(4, 0);
        const finished = script.finished();
        return [...records, script.sealed(concat([encode(handshake, finished), ticket]))];
      },
      'tls:unexpected_message',
      'unexpected_message',
    ],
    [
      'RFC 8879 §4: a compressed certificate that nobody asked for',
      (script) => {
        const octets = { compressed_certificate_message: ascii('x') };
        const body = { algorithm: 2, uncompressed_length: 9, ...octets };
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        return [...records, script.sealed({ name: 'compressed_certificate', body })];
      },
      'tls:undecompressable_certificate',
      'bad_certificate',
    ],
    [
      'RFC 8446 §4: malformed octets',
      (script) => [script.hello(), script.sealed(Uint8Array.of(8, 0, 0, 2, 0, 9))],
      'tls:decode_error',
      'decode_error',
    ],
  ];
  it.each(wrong)('%s', (_clause, say, code, alert) => {
    const [client, script] = connected();
    hears(client, ...say(script)).inState('CLOSED');
    expect(failure(client)?.code).toBe(code);
    expect(alerts(client)).toEqual([alert]);
    expect(client.commands.at(-1)).toEqual(closes('outer', 'end'));
    const reset = closes('inner', 'reset', `failed: ${failure(client)?.message}`);
    expect(client.commands).toContainEqual(reset);
  });

  it('is told by an alert under the handshake keys once there are any', () => {
    const [client, script] = connected();
    hears(client, script.hello(), script.sealed(script.certificate()));
    const alert = (client.valuesOn('outer') as Uint8Array[]).at(-1);
    expect(alert).toHaveLength(24);
    expect(alert?.[0]).toBe(23);
  });

  it('RFC 8446 §6.2: is not answered where it has sent an alert itself', () => {
    const [client] = connected();
    hears(client, Uint8Array.of(21, 3, 3, 0, 2, 2, 112)).inState('CLOSED');
    expect(client.facts.map(({ name, data }) => [name, data])).toEqual([
      ['tls:alert_received', { level: 'fatal', description: 'unrecognized_name' }],
      [
        'tls:handshake_failed',
        { code: 'tls:alert_received', message: 'remote error: tls: unrecognized name' },
      ],
    ]);
  });

  it.each([
    ['ends', closed('outer', 'end'), 'tls:connection_ended', 'EOF'],
    ['breaks', closed('outer', 'reset'), 'tls:connection_reset', 'connection reset by peer'],
  ] as const)('that %s is no server', (_what, input, code, message) => {
    const [client] = connected();
    client.input(input).inState('CLOSED');
    expect(failure(client)).toEqual({ code, message });
  });
});

describe('the client’s table', () => {
  it('leads from every state to CLOSED', () => {
    const all = edges(clientTransitions);
    const closing = new Set(all.filter(({ to }) => to === 'CLOSED').map(({ from }) => from));
    const open = Object.keys(clientTransitions).filter((name) => name !== 'CLOSED');
    expect(open.filter((name) => !closing.has(name))).toEqual([]);
  });
});
