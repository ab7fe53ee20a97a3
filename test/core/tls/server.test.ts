import { describe, expect, it } from 'vitest';
import { send } from '../../../core/sansio/machine.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import { contentType } from '../../../core/tls/enums.ts';
import { KeySchedule } from '../../../core/tls/key-schedule.ts';
import { RecordLayer } from '../../../core/tls/record-layer.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { TlsServer } from '../../../core/tls/server.ts';
import { Transcript } from '../../../core/tls/transcript.ts';
import {
  ascii,
  closes,
  offers,
  playbook,
  received,
  sent,
  setsTimer,
  states,
} from '../../support/playbook.ts';
import { trace } from '../../support/rfc8448.ts';
import { testClient, testCrypto, testServer } from '../../support/tls-machines.ts';
import { TlsPair } from '../../support/tls-pair.ts';

const value = trace(3);
const suite = cipherSuite(0x1301) as CipherSuite;

describe('TlsServer', () => {
  it('gives a client 4 s for its handshake', () => {
    const server = playbook(testServer()).start().expects(setsTimer('handshake', 4_000));
    server
      .elapse(4_000)
      .expects(
        states('tls:handshake_failed', { code: 'tls:handshake_timeout', message: 'i/o timeout' }),
        closes('outer', 'end'),
      );
    server.ends();
  });

  it('gives a connection all the time it wants after that', () => {
    const pair = new TlsPair(testClient(), testServer()).start().elapse(60_000);
    expect(pair.state('server')).toBe('CONNECTED');
  });
});

describe('TlsServer.continued', () => {
  /** Somebody else has sent the server's flight of RFC 8448 §3. */
  function continued(completed?: () => Generator<never>) {
    const schedule = new KeySchedule(testCrypto, suite, value('shared secret'));
    const transcript = new Transcript(testCrypto);
    transcript.add(value('client ClientHello message'));
    transcript.add(value('server ServerHello message'));
    const handshake = schedule.handshakeSecrets(transcript.hash('sha256'));
    for (const name of ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished']) {
      transcript.add(value(`server ${name} message`));
    }
    const application = schedule.applicationSecrets(transcript.hash('sha256'));
    const records = new RecordLayer();
    // what stands first on a connection is a record of the handshake
    records.push(Uint8Array.of(22, 3, 1, 0, 4, 1, 0, 0, 0));
    records.next();
    records.read = new RecordProtection(testCrypto, suite, handshake.client);
    records.write = new RecordProtection(testCrypto, suite, application.server);
    const names = { serverName: 'server', alpn: '' };
    const keys = { suite, group: 'x25519', schedule, handshake, application } as const;
    const hook = completed ? { completed } : {};
    const parts = { crypto: testCrypto, remote: '192.0.2.2:50000', transcript, records };
    return { records, server: TlsServer.continued({ ...parts, ...keys, ...names, ...hook }) };
  }
  const offered = offers('inner', {
    kind: 'stream',
    remote: '192.0.2.2:50000',
    security: { serverName: 'server', alpn: '' },
  });

  it('RFC 8448 §3: takes the client’s Finished and its data, and sends the server’s', () => {
    const { server } = continued();
    const book = playbook(server, { ignoring: ['cancel_timer'] });
    book.input(received('outer', value('client Finished record'))).expects(offered);
    book.input(received('outer', value('client application data record')));
    book.expects(sent('inner', value('application data')));
    book.input(received('outer', value('client close_notify record'))).expects(closes('inner'));
    book.inState('HALF_CLOSED_REMOTE');
  });

  it('lets whoever continued it speak before anybody inside', () => {
    const { records, server } = continued(function* () {
      const record = records.write?.seal(contentType.application_data, new Uint8Array(), 100);
      yield* send(server.outer, record as Uint8Array) as Generator<never>;
    });
    const book = playbook(server, { ignoring: ['cancel_timer'] });
    book.input(received('outer', value('client Finished record')));
    const [record] = book.valuesOn('outer') as Uint8Array[];
    expect(record).toHaveLength(100);
    book.expects(sent('outer', record), offered);
    book.input(received('inner', ascii('after it')));
    const [, next] = book.valuesOn('outer') as Uint8Array[];
    const reading = new RecordProtection(
      testCrypto,
      suite,
      value('server application traffic secret'),
    );
    for (const [octets, fragment] of [
      [record, new Uint8Array()],
      [next, ascii('after it')],
    ] as const) {
      const [header, body] = [octets?.subarray(0, 5), octets?.subarray(5)] as Uint8Array[];
      const opened = reading.open({
        type: 23,
        header: header as Uint8Array,
        fragment: body as Uint8Array,
      });
      expect(opened.fragment).toEqual(fragment);
    }
  });
});
