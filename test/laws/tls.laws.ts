import fc from 'fast-check';
import { encode } from '../../core/bytes/codec.ts';
import { alert } from '../../core/tls/alert.ts';
import type { TlsClient } from '../../core/tls/client.ts';
import { extensionType } from '../../core/tls/enums.ts';
import { clientHello } from '../../core/tls/messages/client-hello.ts';
import type { Extension } from '../../core/tls/messages/extensions.ts';
import {
  certificate,
  certificateRequest,
  certificateVerify,
  compressedCertificate,
  encryptedExtensions,
  finished,
  handshake,
  keyUpdate,
  newSessionTicket,
} from '../../core/tls/messages/handshake.ts';
import { tlsCiphertext, tlsPlaintext } from '../../core/tls/messages/record.ts';
import { changeCipherSpec, innerType, recordHeader } from '../../core/tls/messages/record-parts.ts';
import {
  helloRetryRequest,
  retryRandom,
  serverHello,
} from '../../core/tls/messages/server-hello.ts';
import { plainHelloOf } from '../../core/tls/plain-hello.ts';
import type { TlsServer } from '../../core/tls/server.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
import { type Conversation, type MachineLaws, start, uncut } from '../support/segmentation.ts';
import { Stand, type Timeless } from '../support/stand.ts';
import { testClient, testServer } from '../support/tls-machines.ts';
import { type End, TlsPair } from '../support/tls-pair.ts';
import { handshakeRecord, ServerScript } from '../support/tls-script.ts';

// codecs

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const some = (max: number, min = 0) => octets({ minLength: min, maxLength: max });
const list = (max: number, min = 0) => fc.array(u16, { minLength: min, maxLength: max });
const exactly = (length: number) => some(length, length);

type Name = keyof typeof extensionType;
const extension = (name: Name, extension_data: fc.Arbitrary<unknown>): fc.Arbitrary<Extension> =>
  fc.record({ extension_type: fc.constant(extensionType[name]), extension_data });
const unknown = fc.record({
  extension_type: fc.integer({ min: 0x4000, max: 0x4fff }).filter((type) => type !== 17_613),
  extension_data: some(20),
});
/** Some of these, each once, and of others. */
const extensions = (
  ...known: readonly fc.Arbitrary<Extension>[]
): fc.Arbitrary<readonly Extension[]> =>
  fc
    .array(fc.oneof(unknown, ...known), { maxLength: 6 })
    .map((all) => [...new Map(all.map((one) => [one.extension_type, one])).values()]);

const share = fc.record({ group: u16, key_exchange: some(40, 1) });
const schemes = fc.record({ supported_signature_algorithms: list(8, 1) });
const protocols = fc.record({
  protocol_name_list: fc.array(some(10, 1), { minLength: 1, maxLength: 3 }),
});
const cookie = extension('cookie', fc.record({ cookie: some(30, 1) }));
const version = extension('supported_versions', fc.record({ selected_version: u16 }));
const groups = extension('supported_groups', fc.record({ named_group_list: list(6, 1) }));
const alpn = extension('application_layer_protocol_negotiation', protocols);

const hello = fc.record({
  legacy_version: u16,
  random: exactly(32),
  legacy_session_id: some(32),
  cipher_suites: list(10, 1),
  legacy_compression_methods: some(3, 1),
  extensions: extensions(
    extension(
      'server_name',
      fc.record({
        server_name_list: fc.array(fc.record({ name_type: u8, name: some(20, 1) }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
    ),
    groups,
    extension('signature_algorithms', schemes),
    extension('signature_algorithms_cert', schemes),
    alpn,
    extension('supported_versions', fc.record({ versions: list(5, 1) })),
    cookie,
    extension('psk_key_exchange_modes', fc.record({ ke_modes: some(3, 1) })),
    extension('key_share', fc.record({ client_shares: fc.array(share, { maxLength: 3 }) })),
    extension('compress_certificate', fc.record({ algorithms: list(3, 1) })),
  ),
});
const answer = {
  legacy_version: u16,
  legacy_session_id_echo: some(32),
  cipher_suite: u16,
  legacy_compression_method: u8,
};
const serverAnswer = fc.record({
  ...answer,
  random: exactly(32),
  extensions: extensions(version, extension('key_share', fc.record({ server_share: share }))),
});
const retry = fc.record({
  ...answer,
  random: fc.constant(retryRandom),
  extensions: extensions(
    version,
    extension('key_share', fc.record({ selected_group: u16 })),
    cookie,
  ),
});
const parameters = fc.record({
  extensions: extensions(extension('server_name', fc.constant({})), groups, alpn),
});
const request = fc.record({
  certificate_request_context: some(4),
  extensions: extensions(extension('signature_algorithms', schemes)),
});
const certificates = fc.record({
  certificate_request_context: some(4),
  certificate_list: fc.array(fc.record({ cert_data: some(60, 1), extensions: extensions() }), {
    maxLength: 3,
  }),
});
const compressed = fc.record({
  algorithm: u16,
  uncompressed_length: fc.nat(0xffffff),
  compressed_certificate_message: some(60, 1),
});
const verify = fc.record({ algorithm: u16, signature: some(80) });
const end = fc.record({ verify_data: some(48) });
const update = fc.record({ request_update: fc.constantFrom(0, 1) });
const ticket = fc.record({
  ticket_lifetime: u32,
  ticket_age_add: u32,
  ticket_nonce: some(8),
  ticket: some(40, 1),
  extensions: extensions(),
});
const named = <const N extends string>(name: N, body: fc.Arbitrary<unknown>) =>
  fc.record({ name: fc.constant(name), body });
const plaintext = { legacy_record_version: u16 };

export const codecs: CodecLaws = {
  'core/tls/alert.ts#alert': law(alert, fc.record({ level: u8, description: u8 })),
  'core/tls/messages/record.ts#tlsPlaintext': law(
    tlsPlaintext,
    fc.record({ ...plaintext, type: u8, fragment: some(300) }),
  ),
  'core/tls/messages/record.ts#tlsCiphertext': law(
    tlsCiphertext,
    fc.record({ ...plaintext, opaque_type: u8, encrypted_record: some(300) }),
  ),
  'core/tls/messages/record-parts.ts#recordHeader': law(
    recordHeader,
    fc.record({ ...plaintext, type: u8, length: u16 }),
  ),
  'core/tls/messages/record-parts.ts#changeCipherSpec': law(
    changeCipherSpec,
    fc.constant({ change_cipher_spec: 1 } as const),
  ),
  'core/tls/messages/record-parts.ts#innerType': law(innerType, fc.record({ type: u8 })),
  'core/tls/messages/client-hello.ts#clientHello': law(clientHello, hello),
  'core/tls/messages/server-hello.ts#serverHello': law(serverHello, serverAnswer),
  'core/tls/messages/server-hello.ts#helloRetryRequest': law(helloRetryRequest, retry),
  'core/tls/messages/handshake.ts#encryptedExtensions': law(encryptedExtensions, parameters),
  'core/tls/messages/handshake.ts#certificateRequest': law(certificateRequest, request),
  'core/tls/messages/handshake.ts#certificate': law(certificate, certificates),
  'core/tls/messages/handshake.ts#compressedCertificate': law(compressedCertificate, compressed),
  'core/tls/messages/handshake.ts#certificateVerify': law(certificateVerify, verify),
  'core/tls/messages/handshake.ts#finished': law(finished, end),
  'core/tls/messages/handshake.ts#keyUpdate': law(keyUpdate, update),
  'core/tls/messages/handshake.ts#newSessionTicket': law(newSessionTicket, ticket),
  'core/tls/messages/handshake.ts#handshake': law(
    handshake,
    fc.oneof(
      named('client_hello', hello),
      named('server_hello', serverAnswer),
      named('hello_retry_request', retry),
      named('encrypted_extensions', parameters),
      named('certificate_request', request),
      named('certificate', certificates),
      named('compressed_certificate', compressed),
      named('certificate_verify', verify),
      named('finished', end),
      named('key_update', update),
      named('new_session_ticket', ticket),
    ) as fc.Arbitrary<never>,
  ),
};

// machines: a conversation is what one end hears in a run of both, from the same seed

const createClient = (): TlsClient => testClient();
const createServer = (): TlsServer => testServer();

/** What this end, of the law's seed, hears of the run. */
function heardBy(end: End, run: (pair: TlsPair) => void, other?: TlsClient): Conversation {
  const [client, server] = [other ?? createClient(), createServer()];
  const seeds = end === 'client' ? { client: 1, server: 2 } : { client: 2, server: 1 };
  const pair = new TlsPair(client, server, seeds);
  run(pair.start());
  // a record holds what whoever is inside hands over at once: only the wire is cut
  return pair.given[end].map((input) =>
    input.type === 'received' && input.port === 'inner' ? uncut(input) : input,
  );
}

const goodbye = (from: End) => (pair: TlsPair) => {
  pair.say('client', ascii('GET / HTTP/1.1\r\n\r\n'));
  pair.say('server', ascii('HTTP/1.1 204 No Content\r\n\r\n'));
  pair.deliver(from, closed('inner', 'end'));
  const to = from === 'client' ? 'server' : 'client';
  pair.say(to, ascii('the last word')).deliver(to, closed('inner', 'end'));
};
const pausing = (end: End) => (pair: TlsPair) => {
  pair.deliver(end, blocked('outer')).deliver(end, blocked('inner'));
  pair.say('client', ascii('x'.repeat(20_000))).say('server', ascii('y'.repeat(20_000)));
  pair.deliver(end, writable('inner')).deliver(end, writable('outer'));
};

/** The first record that the law's client sends. */
function firstHello(): Uint8Array {
  const stand = new Stand(createClient());
  stand.deliver(start);
  const commands = stand.deliver(opened('outer'));
  return commands.flatMap((c) =>
    c.type === 'send' ? [c.value as Uint8Array] : [],
  )[0] as Uint8Array;
}
const hear = (...records: readonly Uint8Array[]): Timeless[] =>
  records.map((record) => received('outer', record));
/** What a server of the test's own says to the law's client. */
function scripted(say: (script: ServerScript) => readonly Uint8Array[]): Conversation {
  return [start, opened('outer'), ...hear(...say(new ServerScript(firstHello())))];
}

function encodeRetry(script: ServerScript, ...extensions: readonly Extension[]): Uint8Array {
  return encode(helloRetryRequest, script.retry(extensions));
}

const wrongShare = plainHelloOf({ groups: ['X25519MLKEM768', 'x25519'], shares: ['x25519'] });

export const machines: MachineLaws = {
  'core/tls/client.ts#TlsClient': {
    create: createClient,
    conversations: {
      'a handshake, data, the end of one direction and of the other': heardBy(
        'client',
        goodbye('client'),
      ),
      'the server ends first': heardBy('client', goodbye('server')),
      'a slow wire and a slow inner side': heardBy('client', pausing('client')),
      'a request for a certificate, a ticket, key updates, an alert': scripted((script) => {
        const records = [script.hello(), script.sealed(script.encryptedExtensions())];
        records.push(script.sealed(script.certificateRequest(), script.certificate()));
        records.push(script.sealed(script.certificateVerify()), script.sealed(script.finished()));
        script.useApplicationKeys();
        const extensions: [] = [];
        const ticket = { ticket_lifetime: 1, ticket_age_add: 2, extensions };
        const [ticket_nonce, octets] = [Uint8Array.of(0), Uint8Array.of(1, 2, 3)];
        const body = { ...ticket, ticket_nonce, ticket: octets };
        records.push(script.sealed({ name: 'new_session_ticket', body }));
        records.push(script.sealed({ name: 'key_update', body: { request_update: 1 } }));
        script.protection = script.protection?.updated() ?? null;
        records.push(script.record(23, ascii('after the update')));
        records.push(script.record(21, Uint8Array.of(2, 80)));
        return records;
      }),
      'an alert in place of a ServerHello': [
        start,
        opened('outer'),
        received('outer', '15 03 03 00 02 02 28'),
      ],
      'a HelloRetryRequest that changes nothing': scripted((script) => [
        handshakeRecord(encodeRetry(script)),
      ]),
      'a HelloRetryRequest with a cookie, then an end': [
        ...scripted((script) => [
          handshakeRecord(
            encodeRetry(script, { extension_type: 44, extension_data: { cookie: ascii('c') } }),
          ),
        ]),
        closed('outer', 'end'),
      ],
      'a record whose tag does not fit': scripted((script) => {
        const flight = script.flight();
        flight[flight.length - 1] = (flight.at(-1) as number) ^ 1;
        return [flight];
      }),
      'a connection that is cut off': [
        ...scripted((script) => [script.flight()]),
        received('outer', '17 03 03 00 20 00'),
        closed('outer', 'end'),
      ],
      'a dial that fails': [start, closed('outer', 'failed', 'connection_refused')],
      'early octets, and an opener that goes': [
        start,
        received('inner', ascii('early')),
        opened('outer'),
        closed('inner', 'reset'),
      ],
    },
  },
  'core/tls/server.ts#TlsServer': {
    create: createServer,
    conversations: {
      'a handshake, data, the end of one direction and of the other': heardBy(
        'server',
        goodbye('client'),
      ),
      'the server ends first': heardBy('server', goodbye('server')),
      'a slow wire and a slow inner side': heardBy('server', pausing('server')),
      'a client that is asked for another share': heardBy(
        'server',
        goodbye('client'),
        testClient({ profile: { hello: wrongShare } }),
      ),
      'a client of TLS 1.2': [
        start,
        received('outer', '16 03 01 00 2d 01 00 00 29 03 03'),
        received('outer', new Uint8Array(32)),
        received('outer', '00 00 02 c0 2f 01 00'),
      ],
      'a Finished that does not fit': heardBy('server', () => {}).map((input, i, all) =>
        i === all.length - 1 && 'value' in input
          ? { ...input, value: flipped(input.value as Uint8Array) }
          : input,
      ),
      'what is not TLS': [start, received('outer', ascii('GET / HTTP/1.1\r\nHost: h\r\n\r\n'))],
      'an end before a word': [start, closed('outer', 'end')],
    },
  },
};

function flipped(record: Uint8Array): Uint8Array {
  const changed = record.slice();
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1;
  return changed;
}
