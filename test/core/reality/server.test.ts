import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { noble as crypto } from '../../../core/crypto/noble.ts';
import { RealityClient } from '../../../core/reality/client.ts';
import { RealityServer, type RealityServerSettings } from '../../../core/reality/server.ts';
import {
  ascii,
  blocked,
  closed,
  closes,
  opened,
  opens,
  type Playbook,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  setsTimer,
  states,
  writable,
} from '../../support/playbook.ts';
import {
  epochMs,
  type HelloFields,
  helloRecord,
  realityHello,
  realitySettings,
  serverName,
  shortId,
} from '../../support/reality-hello.ts';
import { RealityPair, recordLengths } from '../../support/reality-pair.ts';
import { vector } from '../../support/reality-vector.ts';
import {
  changeCipherSpec,
  record,
  serverHello,
  targetFlight,
} from '../../support/target-octets.ts';

const remote = '192.0.2.2:50000';
const local = '203.0.113.10:443';
const server = (settings: Partial<RealityServerSettings> = {}) =>
  new RealityServer({ crypto, epochMs, remote, local, settings: realitySettings(settings) });
const flow = ['pause_reading', 'resume_reading'] as const;

const started = (settings: Partial<RealityServerSettings> = {}): Playbook =>
  playbook(server(settings), { ignoring: flow })
    .start()
    .expects(opens('target', { to: 'address', address: '203.0.113.90', port: 443, leg: 'target' }))
    .input(opened('target'));

const decided = (reason: string | null, name = serverName) =>
  states('reality:authentication_decided', {
    result: reason ? 'stranger' : 'authenticated',
    reason,
    server_name: name,
  });
const rejected = (reason: string) =>
  states('reality:connection_rejected', { remote, reason, network: 'raw' });
const unmet = 'authentication failed or validation criteria not met';
const unread = 'failed to read client hello';
const unfinished = 'handshake did not complete successfully';

/** A stranger whose octets are known for none of ours gets the target's, and both get each other's end. */
const staysInTunnel = (book: Playbook, rejection: string): void => {
  book
    .input(received('target', ascii('the target answers')), received('outer', ascii('more')))
    .expects(sent('outer', ascii('the target answers')), sent('target', ascii('more')))
    .input(closed('target'))
    .expects(closes('outer'))
    .input(received('outer', ascii('and more')), closed('outer'))
    .expects(sent('target', ascii('and more')), closes('target'), rejected(rejection))
    .ends();
};

describe('the target', () => {
  it('REALITY 5.1: is dialled before anything is read', () => {
    playbook(server())
      .start()
      .expects(
        pauses('outer'),
        opens('target', { to: 'address', address: '203.0.113.90', port: 443, leg: 'target' }),
      )
      .input(received('outer', ascii('GET / HTTP/1.1')))
      .expects()
      .input(opened('target'))
      .expects(sent('target', ascii('GET / HTTP/1.1')), resumes('outer'))
      .inState('FORWARDING');
  });

  it('REALITY 5.1: ends the connection where it cannot be dialled', () => {
    playbook(server(), { ignoring: [...flow, 'open'] })
      .start()
      .input(closed('target', 'failed', 'connection_refused'))
      .expects(
        states('reality:target_dial_failed', {
          target: '203.0.113.90:443',
          error: 'connection_refused',
          network: 'raw',
        }),
      )
      .ends();
  });

  it('REALITY 5.1: is told who the client is where that is wanted', () => {
    started({ xver: 1 }).expects(
      sent('target', ascii('PROXY TCP4 192.0.2.2 203.0.113.10 50000 443\r\n')),
    );
  });

  it('is not asked for a client that goes while it is dialled', () => {
    const book = playbook(server(), { ignoring: [...flow, 'open'] }).start();
    book.input(closed('outer', 'reset')).expects(rejected(unread)).ends();
    const ended = playbook(server(), { ignoring: [...flow, 'open'] }).start();
    ended.input(closed('outer'), opened('target')).expects(rejected(unread)).ends();
  });
});

describe('a stranger', () => {
  const hello = (fields: HelloFields) => helloRecord(realityHello(fields));
  it.each<[string, Uint8Array, string, string, string, Partial<RealityServerSettings>?]>([
    ['5.2.2: speaks no TLS', ascii('GET / HTTP/1.1\r\n\r\n'), 'client_hello_malformed', '', unread],
    [
      '5.2.2: ends its name with a dot',
      hello({ serverName: 'a.' }),
      'client_hello_malformed',
      '',
      unread,
    ],
    [
      ...(['5.2.3: speaks TLS 1.2', hello({ versions: [0x0303] })] as const),
      ...(['tls_version_unsupported', serverName, 'unsupported TLS version: 303'] as const),
    ],
    [
      ...(['5.2.4: asks for another name', hello({ serverName: 'other.example' })] as const),
      ...(['server_name_unknown', 'other.example', 'server name mismatch: other.example'] as const),
    ],
    ['5.2.5: has no key', hello({ shares: [] }), 'key_share_missing', serverName, unmet],
    [
      '5.2.6: has a key of small order',
      hello({ shares: [{ group: 0x001d, key_exchange: new Uint8Array(32) }] }),
      ...(['shared_secret_zero', serverName, unmet] as const),
    ],
    [
      '5.2.7: has a session id of no octets',
      hello({ sessionIdOctets: 0 }),
      'session_id_unsealed',
      serverName,
      unmet,
    ],
    [
      '5.2.8: is too old',
      hello({ clientVersion: [26, 3, 26] }),
      'client_version_unfit',
      serverName,
      unmet,
    ],
    [
      ...(['5.2.9: has another time', hello({ time: 1_699_999_998 })] as const),
      ...(['time_difference_too_large', serverName, unmet, { maxTimeDiff: 1999 }] as const),
    ],
    [
      '5.2.10: has another short id',
      hello({ shortId: new Uint8Array(8) }),
      'short_id_unknown',
      serverName,
      unmet,
    ],
  ])('REALITY %s, and stays in the tunnel', (_what, octets, reason, name, rejection, settings) => {
    const book = started(settings).expects().input(received('outer', octets));
    const facts = book.facts.filter(({ name: of }) => of !== 'reality:session_id_opened');
    expect(facts).toEqual([decided(reason, name)]);
    staysInTunnel(book.expects(sent('target', octets)).inState('FORWARDING'), rejection);
  });

  it('REALITY 5.2.1: comes too late for a target that has spoken', () => {
    const octets = helloRecord(realityHello());
    const book = started()
      .expects()
      .input(received('outer', octets.subarray(0, 100)), received('target', ascii('220 ready')))
      .expects(sent('target', octets.subarray(0, 100)), sent('outer', ascii('220 ready')))
      .input(received('outer', octets.subarray(100)))
      .expects(sent('target', octets.subarray(100)), decided('target_spoke_first'));
    staysInTunnel(book, unmet);
  });

  it('is known only when its hello is whole', () => {
    const octets = helloRecord(realityHello());
    const book = started().expects();
    for (const octet of octets.subarray(0, -1)) book.input(received('outer', Uint8Array.of(octet)));
    expect(book.facts).toEqual([]);
    expect(book.octetsOn('target')).toEqual(octets.subarray(0, -1));
    book.input(received('outer', octets.subarray(-1)));
    expect(book.inState('WAIT_TARGET_FLIGHT').facts.at(-1)).toEqual(decided(null));
  });

  it.each(['end', 'reset'] as const)('ends all with its %s before its hello is there', (how) => {
    started()
      .input(received('outer', '16030102'))
      .expects(sent('target', '16030102'))
      .input(closed('outer', how))
      .expects(rejected(unread))
      .ends();
  });

  const text = ascii('GET / HTTP/1.1\r\n\r\n');
  const inTunnel = (settings: Partial<RealityServerSettings> = {}) =>
    started(settings).input(received('outer', text)).expects(sent('target', text));

  it.each(['end', 'reset'] as const)(
    'is closed by a %s of a target that has said nothing',
    (how) => {
      inTunnel().input(closed('target', how)).expects(rejected(unread)).ends();
    },
  );

  it('may end first and is answered all the same', () => {
    inTunnel()
      .input(closed('outer'))
      .expects(closes('target'))
      .input(received('target', ascii('late')), closed('target'))
      .expects(sent('outer', ascii('late')), closes('outer'), rejected(unread))
      .ends();
  });

  it("sees a target's reset as its end, and ends all with its next octet", () => {
    inTunnel()
      .input(received('target', ascii('half an')), closed('target', 'reset'))
      .expects(sent('outer', ascii('half an')), closes('outer'))
      .input(received('outer', ascii('more')))
      .expects(rejected(unread))
      .ends();
  });

  it('ends all with its reset', () => {
    inTunnel().input(closed('outer', 'reset')).expects(rejected(unread)).ends();
  });

  it('is slowed down by a slow target, and the other way round', () => {
    playbook(server(), { ignoring: ['open'] })
      .start()
      .expects(pauses('outer'))
      .input(opened('target'))
      .expects(resumes('outer'))
      .input(received('outer', text), blocked('target'))
      .expects(sent('target', text), pauses('outer'))
      .input(writable('target'), received('target', ascii('x')), blocked('outer'))
      .expects(resumes('outer'), sent('outer', ascii('x')), pauses('target'))
      .input(writable('outer'))
      .expects(resumes('target'));
  });

  it('REALITY 5.8: gets what the limits allow', () => {
    const limit = { afterBytes: 0, bytesPerSec: 10, burstBytesPerSec: 0 };
    inTunnel({ limitFallbackUpload: limit, limitFallbackDownload: limit })
      .input(received('target', ascii('0123456789')))
      .expects(sent('outer', ascii('0123456789'))) // the first read is free
      .input(received('target', ascii('abcdefghijk')))
      .expects(setsTimer('downlink', 100))
      .input(received('outer', ascii('abcdefghijklmno')), closed('outer'))
      .expects(setsTimer('uplink', 500))
      .elapse(100)
      .expects(sent('outer', ascii('abcdefghijk')))
      .elapse(400)
      .expects(sent('target', ascii('abcdefghijklmno')), closes('target'));
  });
});

const client = (mldsa65Verify: Uint8Array | null = null) =>
  new RealityClient({
    crypto,
    epochMs,
    roots: [],
    dial: { to: 'address', address: '203.0.113.10', port: 443, leg: 'downlink' },
    settings: { serverName, publicKey: vector.serverPublic, shortId, mldsa65Verify },
  });

/** Client and server with a target that answers so; the client's hello is on its way to the target. */
const paired = (settings: Partial<RealityServerSettings> = {}, verify: Uint8Array | null = null) =>
  new RealityPair(client(verify), server(settings));
const last = <T>(list: readonly T[]): T => list.at(-1) as T;

describe('one who has the key', () => {
  it.each([
    [0x1301, 0x001d, 32],
    [0x1302, 0x001d, 32],
    [0x1303, 0x11ec, 1120],
  ])(
    'REALITY 5.4: speaks to us with suite %d and group %d of the target',
    (suite, group, keyOctets) => {
      const pair = paired();
      expect(pair.sent('server', 'outer')).toEqual([]);
      const theirs = { suite, group, keyOctets };
      pair.answer([60, 1000, 281, 90], theirs);
      const [answer] = pair.sent('server', 'outer') as [Uint8Array];
      const flight = targetFlight([60, 1000, 281, 90], theirs);
      expect(answer.length).toBe(flight.length);
      expect(recordLengths(answer)).toEqual(recordLengths(flight));
      const completed = { version: '1.3', alpn: '', server_name: serverName };
      for (const side of ['client', 'server'] as const) {
        expect(last(pair.facts(side))).toMatchObject({
          name: 'tls:handshake_completed',
          data: completed,
        });
        expect(pair[side].machine.state.name).toBe('CONNECTED');
      }
      pair.tell('client', received('inner', ascii('uplink')));
      pair.tell('server', received('inner', ascii('downlink')));
      expect(concat(pair.sent('server', 'inner'))).toEqual(ascii('uplink'));
      expect(concat(pair.sent('client', 'inner'))).toEqual(ascii('downlink'));
    },
  );

  it('REALITY 5.4: changes nothing of the ServerHello but the key', () => {
    const sessionId = new Uint8Array(32).fill(0x5e);
    const pair = paired().answer(undefined, { sessionId });
    const [answer] = pair.sent('server', 'outer') as [Uint8Array];
    const theirs = record(22, serverHello({ sessionId }));
    const differing = [...theirs.keys()].filter((i) => answer[i] !== theirs[i]);
    expect(Math.max(...differing) - Math.min(...differing)).toBeLessThan(32);
    const at = theirs.indexOf(0xee);
    expect(Math.min(...differing)).toBeGreaterThanOrEqual(at);
  });

  it('REALITY 5.4: gets one record where the target merges its flight', () => {
    const pair = paired();
    pair.answer([700]);
    const [answer] = pair.sent('server', 'outer') as [Uint8Array];
    expect(recordLengths(answer).slice(2)).toEqual([700]);
    expect(pair.server.machine.state.name).toBe('CONNECTED');
  });

  it('REALITY 5.4: gets an empty record for one that came after the Finished', () => {
    const pair = paired();
    pair.answer([60, 1000, 281, 90, 255]);
    expect(recordLengths(pair.sent('server', 'outer')[0] as Uint8Array).slice(2)).toEqual([
      ...[60, 1000, 281, 90, 255],
    ]);
    expect(pair.client.machine.state.name).toBe('CONNECTED');
    pair.tell('server', received('inner', ascii('downlink')));
    expect(concat(pair.sent('client', 'inner'))).toEqual(ascii('downlink'));
  });

  it('REALITY 5.5: is shown an ML-DSA-65 signature where the server has the seed', () => {
    const mldsa65Seed = new Uint8Array(32).fill(7);
    const pair = paired({ mldsa65Seed }, crypto.mlDsa65.publicKey(mldsa65Seed));
    pair.answer([60, 4000, 281, 90]);
    expect(pair.facts('client')).toContainEqual(
      states('reality:certificate_verified', { mldsa65: true }),
    );
    expect(pair.client.machine.state.name).toBe('CONNECTED');
  });

  it('REALITY 5.4: gets nothing where our messages do not fit into the records of the target', () => {
    for (const lengths of [
      [27, 1000, 281, 90],
      [60, 212, 281, 90],
      [60, 1000, 93, 90],
      [60, 1000, 281, 57],
      [60, 1000, 281, 90, 21],
    ]) {
      const pair = paired().answer(lengths);
      expect(pair.sent('server', 'outer')).toEqual([]);
      expect(last(pair.facts('server'))).toEqual(rejected(unfinished));
      expect(pair.server.isClosed).toBe(true);
    }
  });

  it('REALITY 5.4: fits into records that have no octet to spare', () => {
    const pair = paired().answer([28, 213, 94, 58, 22]);
    expect(pair.client.machine.state.name).toBe('CONNECTED');
  });

  it('REALITY 5.4: gets nothing where the target chose a group that it has no share for', () => {
    const hybridOnly = { group: 0x11ec, keyOctets: 1120 };
    started()
      .input(received('outer', helloRecord(realityHello())))
      .input(received('target', targetFlight([60, 1000, 281, 90], hybridOnly)))
      .expects(sent('target', helloRecord(realityHello())))
      .ends();
  });

  it('REALITY 5.2: is not mirrored any more', () => {
    const pair = paired();
    const [hello] = pair.sent('server', 'target');
    pair.answer();
    pair.tell('client', received('inner', ascii('uplink')));
    expect(pair.sent('server', 'target')).toEqual([hello]);
    expect(hello).toEqual(pair.sent('client', 'outer')[0]);
  });

  it('REALITY 5.4: leaves the target when its Finished is there, which is told of no more', () => {
    const pair = paired();
    pair.answer();
    const closings = () =>
      pair.commands.flatMap(({ command }) =>
        command.type === 'close' && command.port === 'target' ? [command.how] : [],
      );
    expect(closings()).toEqual(['end']);
    pair.tell('server', received('target', ascii('a ticket')));
    expect(closings()).toEqual(['end', 'reset']);
    pair.tell('server', closed('outer', 'reset'));
    expect(pair.server.isClosed).toBe(true);
  });

  it('ends with an alert for a Finished that is none', () => {
    const hello = helloRecord(realityHello());
    const book = started()
      .input(received('outer', hello), received('target', targetFlight()))
      .input(received('outer', concat([changeCipherSpec, record(23, new Uint8Array(53))])));
    expect(book.facts.map(({ name }) => name).slice(-3)).toEqual([
      'tls:alert_sent',
      'tls:handshake_failed',
      'reality:connection_rejected',
    ]);
    book.inState('CLOSED');
  });

  it.each(['end', 'reset'] as const)('ends with the %s of a target that goes early', (how) => {
    const hello = helloRecord(realityHello());
    const early = started().input(received('outer', hello), closed('target', how));
    const incomplete = 'target sent incorrect server hello or handshake incomplete';
    expect(last(early.inState('CLOSED').facts)).toEqual(rejected(incomplete));
    const flight = targetFlight();
    const later = started().input(
      received('outer', hello),
      received('target', flight.subarray(0, 500)),
      closed('target', how),
    );
    expect(last(later.inState('CLOSED').facts)).toEqual(rejected(unfinished));
    const late = started().input(
      received('outer', hello),
      received('target', flight),
      closed('target', how),
    );
    expect(last(late.inState('CLOSED').facts)).toEqual(rejected(unfinished));
  });

  it('bears the end of a target that has said something after its flight', () => {
    const hello = helloRecord(realityHello());
    const book = started().input(
      received('outer', hello),
      received('target', concat([targetFlight(), record(23, new Uint8Array(200))])),
      received('target', ascii('more')),
      closed('target'),
    );
    book.inState('WAIT_FINISHED');
  });
});

describe('a target that does not answer as it should', () => {
  const hello = helloRecord(realityHello());
  const waiting = () => started().input(received('outer', hello)).expects(sent('target', hello));
  const unfit = (reason: string, isAccepted: boolean) =>
    states('reality:target_unfit', { reason, server_hello_accepted: isAccepted });

  it('REALITY 5.3: is heard by the client itself before its ServerHello is accepted', () => {
    const alert = record(21, Uint8Array.of(2, 40));
    waiting()
      .input(received('target', alert.subarray(0, 3)))
      .expects()
      .input(received('outer', ascii('early')), received('target', alert.subarray(3)))
      .expects(
        unfit('not_a_server_hello', false),
        sent('outer', alert.subarray(0, 3)),
        sent('outer', alert.subarray(3)),
        sent('target', ascii('early')),
      )
      .inState('FORWARDING')
      .input(received('outer', ascii('more')), closed('outer'))
      .expects(sent('target', ascii('more'))) // an end is not passed on here
      .input(received('target', ascii('x')), closed('target'))
      .expects(
        sent('outer', ascii('x')),
        closes('outer'),
        rejected('target sent incorrect server hello or handshake incomplete'),
      )
      .ends();
  });

  it('REALITY 5.3: may ask for another hello, which is no ServerHello', () => {
    const retry = record(22, serverHello({ keyOctets: 0 }));
    waiting()
      .input(received('target', retry))
      .expects(unfit('server_hello_unfit', false), sent('outer', retry))
      .inState('FORWARDING');
  });

  it('REALITY 5.3: ends the connection without a word after that', () => {
    waiting()
      .input(received('target', concat([record(22, serverHello()), record(22, ascii('what?'))])))
      .expects(unfit('not_a_change_cipher_spec', true), rejected(unfinished))
      .ends();
  });

  it('is passed on by reads however long its answer is', () => {
    const long = new Uint8Array(40_000).fill(0x15);
    const book = waiting().input(received('target', long));
    expect(book.octetsOn('outer')).toEqual(long);
  });

  it('is forgotten with a client that resets', () => {
    const book = waiting().input(closed('outer', 'reset'));
    expect(last(book.inState('CLOSED').facts)).toEqual(rejected(unfinished));
  });

  it('is asked for all the same by a client that has ended', () => {
    const book = waiting().input(closed('outer'), received('target', targetFlight()));
    expect(book.octetsOn('outer').length).toBeGreaterThan(1000);
    expect(last(book.inState('CLOSED').facts)).toEqual(rejected(unfinished));
  });
});
