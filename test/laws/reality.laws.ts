import fc from 'fast-check';
import { concat } from '../../core/bytes/concat.ts';
import { certificateLayout } from '../../core/reality/certificate-layout.ts';
import { RealityClient } from '../../core/reality/client.ts';
import { RealityServer } from '../../core/reality/server.ts';
import { authenticator } from '../../core/reality/session-id.ts';
import { authority, identityOf } from '../../core/scenarios/certificates.ts';
import { TlsServer } from '../../core/tls/server.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';
import { ascii, blocked, closed, opened, received, writable } from '../support/playbook.ts';
import { quickCrypto as crypto } from '../support/quick-crypto.ts';
import {
  epochMs,
  helloRecord,
  realityHello,
  realitySettings,
  serverName,
  shortId,
} from '../support/reality-hello.ts';
import { RealityPair } from '../support/reality-pair.ts';
import { vector } from '../support/reality-vector.ts';
import { type Conversation, type MachineLaws, start, uncut } from '../support/segmentation.ts';
import type { Timeless } from '../support/stand.ts';
import { record, serverHello, targetFlight } from '../support/target-octets.ts';

/** So many octets, all of one value: what they say plays no part in where they lie. */
const filled = (length: number) => fc.nat(255).map((octet) => new Uint8Array(length).fill(octet));

export const codecs: CodecLaws = {
  'core/reality/certificate-layout.ts#certificateLayout': law(
    certificateLayout,
    fc.record({
      public_key: octets({ minLength: 32, maxLength: 32 }),
      mldsa65_signature: fc.option(filled(3309), { nil: null }),
      authentication_code: octets({ minLength: 64, maxLength: 64 }),
    }),
  ),
  'core/reality/session-id.ts#authenticator': law(
    authenticator,
    fc.record({
      client_version: octets({ minLength: 3, maxLength: 3 }),
      reserved: fc.nat(255),
      time: fc.nat(0xffffffff),
      short_id: octets({ minLength: 8, maxLength: 8 }),
    }),
  ),
};

const [remote, local] = ['192.0.2.2:50000', '203.0.113.10:443'];
const createServer = () =>
  new RealityServer({ crypto, epochMs, remote, local, settings: realitySettings() });
const createClient = () =>
  new RealityClient({
    crypto,
    epochMs,
    roots: [authority()],
    dial: { to: 'address', address: '203.0.113.10', port: 443, leg: 'downlink' },
    settings: { serverName, publicKey: vector.serverPublic, shortId, mldsa65Verify: null },
  });

/**
 * A whole connection, as one of the two hears it; the law gives both the randomness of seed 1. What comes from inside is not
 * cut, for each piece of it becomes a record; nor what comes on the other ports that are named.
 */
function heard(
  by: 'client' | 'server',
  lengths?: readonly number[],
  uncuttable: readonly string[] = ['inner'],
): Conversation {
  const seeds = { client: by === 'client' ? 1 : 2, server: by === 'server' ? 1 : 2 };
  const pair = new RealityPair(createClient(), createServer(), seeds).answer(lengths);
  pair.tell('client', received('inner', ascii('uplink')), closed('inner'));
  pair.tell('server', received('inner', ascii('downlink')), closed('inner'), closed('target'));
  const isWhole = (input: Timeless) => 'port' in input && uncuttable.includes(input.port);
  return pair.heard[by].map((input) => (isWhole(input) ? uncut(input) : input));
}

/** The client's side of a connection on which the target answers itself. */
function heardOfTarget(): Conversation {
  const certificates = [identityOf('target.example')];
  const target = new TlsServer({ crypto, remote, certificates, alpn: ['h2', 'http/1.1'] });
  return new RealityPair(createClient(), target, { client: 1, server: 2 }).heard.client;
}

const hello = helloRecord(realityHello());
const text = received('outer', ascii('GET / HTTP/1.1\r\n\r\n'));
const begun = [start, opened('target')];

export const machines: MachineLaws = {
  'core/reality/server.ts#RealityServer': {
    create: createServer,
    conversations: {
      'one who has the key': heard('server'),
      'a target that merges its flight': heard('server', [700]),
      // the record after the Finished counts only when it is there with it
      'a target that sends a ticket with its flight': heard(
        'server',
        [60, 1000, 281, 90, 255],
        ['inner', 'target'],
      ),
      'a Finished that is none': [
        ...begun,
        received('outer', hello),
        received('target', targetFlight()),
        received('outer', concat([record(20, Uint8Array.of(1)), record(23, new Uint8Array(53))])),
      ],
      'a stranger': [
        ...begun,
        text,
        received('target', ascii('HTTP/1.1 400 Bad Request\r\n\r\n')),
        blocked('outer'),
        received('target', ascii('while blocked')),
        writable('outer'),
        closed('outer'),
        received('target', ascii('late')),
        closed('target'),
      ],
      'a stranger who speaks TLS, and a target that resets': [
        ...begun,
        received('outer', helloRecord(realityHello({ shortId: new Uint8Array(8) }))),
        received('target', targetFlight()),
        closed('target', 'reset'),
        received('outer', ascii('more')),
      ],
      'a target that speaks first': [
        ...begun,
        received('target', ascii('220 ready')),
        received('outer', hello),
        closed('outer', 'reset'),
      ],
      'a target that does not answer the hello': [
        ...begun,
        received('outer', hello),
        received('outer', ascii('early')),
        received('target', record(21, Uint8Array.of(2, 40))),
        received('outer', ascii('more')),
        closed('target'),
        closed('outer'),
      ],
      'a target that goes astray': [
        ...begun,
        received('outer', hello),
        received('target', concat([record(22, serverHello()), record(22, ascii('what'))])),
      ],
      'a hello that is cut off': [
        ...begun,
        received('outer', hello.subarray(0, 90)),
        closed('outer'),
      ],
      'a target that is not there': [start, text, closed('target', 'failed', 'timed_out')],
    },
  },
  'core/reality/client.ts#RealityClient': {
    create: createClient,
    conversations: {
      'a server that has the key': heard('client'),
      'a server that merges its flight': heard('client', [700]),
      'the target itself': heardOfTarget(),
      'no server': [start, closed('outer', 'failed', 'connection_refused')],
      'something else': [
        start,
        opened('outer', { local, remote }),
        received('outer', ascii('HTTP/1.1 400 Bad Request\r\n\r\n')),
      ],
    },
  },
};
