import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import { RecordProtection } from '../../../core/tls/record-protection.ts';
import { ascii, closed, received } from '../../support/playbook.ts';
import { testClient, testCrypto, testServer } from '../../support/tls-machines.ts';
import { type End, TlsPair } from '../../support/tls-pair.ts';

const suite = cipherSuite(0x1301) as CipherSuite;
const otherOf = (end: End): End => (end === 'client' ? 'server' : 'client');
const pairOf = (maxRecords?: number): TlsPair => {
  const options = maxRecords === undefined ? {} : { maxRecords };
  return new TlsPair(testClient(options), testServer(options)).start();
};
const said = (pair: TlsPair, end: End) => Buffer.concat(pair.sent(end, 'inner')).toString();

/** Seals records as this end would, which has sent nothing yet. */
function sealing(pair: TlsPair, end: End): RecordProtection {
  const label = `${end.toUpperCase()}_TRAFFIC_SECRET_0`;
  const stated = pair.facts('client', 'tls:secret_derived').find((data) => data.label === label);
  return new RecordProtection(testCrypto, suite, fromHex(String(stated?.secret)));
}
/** Lets the other end say these records to this one. */
const hears = (pair: TlsPair, end: End, ...records: Uint8Array[]) => {
  for (const record of records) pair.deliver(end, received('outer', record));
  return pair;
};
const failure = (pair: TlsPair, end: End) => pair.facts(end, 'tls:connection_failed')[0];

describe.each(['client', 'server'] as const)('a connected %s', (end) => {
  const other = otherOf(end);

  it('carries octets both ways', () => {
    const pair = pairOf().say(end, ascii('hello')).say(other, ascii('and back'));
    expect([said(pair, other), said(pair, end)]).toEqual(['hello', 'and back']);
  });

  it('gives data on record by record, in octets of their own', () => {
    const pair = pairOf().say(other, new Uint8Array(40_000));
    expect(pair.sent(end, 'inner').map(({ length }) => length)).toEqual([16_384, 16_384, 7_232]);
  });

  it('RFC 8446 §6.1: passes a half-close on, and may be spoken to after it', () => {
    const pair = pairOf().deliver(end, closed('inner', 'end'));
    expect([pair.state(end), pair.state(other)]).toEqual([
      'HALF_CLOSED_LOCAL',
      'HALF_CLOSED_REMOTE',
    ]);
    const alert = { level: 'warning', description: 'close_notify' };
    expect(pair.facts(end, 'tls:alert_sent')).toEqual([alert]);
    expect(pair.facts(other, 'tls:alert_received')).toEqual([alert]);
    pair.say(other, ascii('one more word')).deliver(other, closed('inner', 'end'));
    expect(said(pair, end)).toBe('one more word');
    expect([pair.state(end), pair.state(other)]).toEqual(['CLOSED', 'CLOSED']);
    expect(pair.of(end).some(({ type }) => type === 'close')).toBe(true);
  });

  it('closes in order for whoever is inside and goes without a word, as Go does', () => {
    const pair = pairOf().deliver(end, closed('inner', 'reset'));
    expect(pair.state(end)).toBe('CLOSED');
    expect(pair.facts(other, 'tls:alert_received')).toHaveLength(1);
    expect(pair.of(other)).toContainEqual({ type: 'close', port: 'inner', how: 'end' });
  });

  it('takes an end of TCP for one where close_notify is missing, as Go does', () => {
    const pair = pairOf().deliver(end, closed('outer', 'end'));
    expect(pair.facts(end, 'tls:close_notify_missing')).toEqual([{}]);
    expect(pair.of(end)).toContainEqual({ type: 'close', port: 'inner', how: 'end' });
    expect(pair.state(end)).toBe('HALF_CLOSED_REMOTE');
  });

  it('RFC 8446 §6.1: takes an end inside a record for what it is', () => {
    const pair = pairOf();
    hears(pair, end, sealing(pair, other).seal(23, ascii('cut')).subarray(0, 10));
    pair.deliver(end, closed('outer', 'end'));
    const message = 'unexpected EOF';
    expect(failure(pair, end)).toEqual({ code: 'tls:connection_ended', message });
    const reset = { type: 'close', port: 'inner', how: 'reset', error: `failed: ${message}` };
    expect(pair.of(end)).toContainEqual(reset);
  });

  it('RFC 8446 §6.1: reads nothing after close_notify', () => {
    const pair = pairOf();
    const seal = sealing(pair, other);
    const close = seal.seal(21, Uint8Array.of(1, 0));
    hears(pair, end, close, seal.seal(23, ascii('too late')), ascii('nonsense'));
    expect(said(pair, end)).toBe('');
    expect(pair.state(end)).toBe('HALF_CLOSED_REMOTE');
    pair.deliver(end, closed('outer', 'end'));
    expect(pair.state(end)).toBe('HALF_CLOSED_REMOTE');
    pair.deliver(end, closed('inner', 'end'));
    expect(pair.state(end)).toBe('CLOSED');
  });

  it('ends after its own close_notify with the peer’s, or with TCP', () => {
    const pair = pairOf().deliver(end, closed('inner', 'end'));
    pair.deliver(end, closed('outer', 'end'));
    expect(pair.state(end)).toBe('CLOSED');
    expect(pair.facts(end, 'tls:close_notify_missing')).toEqual([{}]);
  });

  it('tells whoever is inside of a broken connection', () => {
    const pair = pairOf().deliver(end, closed('outer', 'reset'));
    const reset = { type: 'close', port: 'inner', how: 'reset', error: 'connection_reset' };
    expect(pair.of(end)).toContainEqual(reset);
    expect(pair.state(end)).toBe('CLOSED');
    expect(failure(pair, end)).toBeUndefined();
  });

  it('RFC 8446 §6.2: is ended by an alert of the peer’s', () => {
    const pair = pairOf();
    hears(pair, end, sealing(pair, other).seal(21, Uint8Array.of(2, 80)));
    const message = 'remote error: tls: internal error';
    expect(failure(pair, end)).toEqual({ code: 'tls:alert_received', message });
    expect(pair.facts(end, 'tls:alert_sent')).toEqual([]);
    expect(pair.state(end)).toBe('CLOSED');
  });

  it('RFC 8446 §5.2: answers a record that is changed', () => {
    const pair = pairOf();
    const record = sealing(pair, other).seal(23, ascii('data'));
    record[9] = (record[9] as number) ^ 1;
    hears(pair, end, record);
    const message = 'local error: tls: bad record MAC';
    expect(failure(pair, end)).toEqual({ code: 'tls:bad_record_mac', message });
    const sent = { level: 'fatal', description: 'bad_record_mac' };
    expect(pair.facts(end, 'tls:alert_sent')).toEqual([sent]);
    expect(pair.facts(other, 'tls:alert_received')).toEqual([sent]);
  });

  it('sends no alert after its own end', () => {
    const pair = pairOf().deliver(end, closed('inner', 'end'));
    hears(pair, end, sealing(pair, other).seal(22, Uint8Array.of(20, 0, 0, 0)));
    expect(failure(pair, end)?.code).toBe('tls:unexpected_message');
    expect(pair.facts(end, 'tls:alert_sent')).toHaveLength(1);
    expect(pair.state(end)).toBe('CLOSED');
  });

  it('RFC 8446 §4.6.3: follows a key update, and answers one that asks for it', () => {
    const pair = pairOf();
    const seal = sealing(pair, other);
    hears(pair, end, seal.seal(22, Uint8Array.of(24, 0, 0, 1, 1)));
    hears(pair, end, seal.updated().seal(23, ascii('under the next keys')));
    expect(said(pair, end)).toBe('under the next keys');
    expect(pair.facts(end, 'tls:keys_updated')).toEqual([
      { direction: 'received', count: 1 },
      { direction: 'sent', count: 1 },
    ]);
    // its answer has reached the other, which reads on
    pair.say(end, ascii('as do mine'));
    expect(said(pair, other)).toBe('as do mine');
  });

  it('RFC 8446 §4.6.3: answers no key update that does not ask for it, nor after its end', () => {
    const pair = pairOf();
    const seal = sealing(pair, other);
    hears(pair, end, seal.seal(22, Uint8Array.of(24, 0, 0, 1, 0)));
    pair.deliver(end, closed('inner', 'end'));
    const next = seal.updated();
    hears(pair, end, next.seal(22, Uint8Array.of(24, 0, 0, 1, 1)));
    hears(pair, end, next.updated().seal(23, ascii('two updates later')));
    expect(said(pair, end)).toBe('two updates later');
    expect(pair.facts(end, 'tls:keys_updated')).toEqual([
      { direction: 'received', count: 1 },
      { direction: 'received', count: 2 },
    ]);
  });

  it('RFC 8446 §5.1: refuses data in the record of a key update', () => {
    const pair = pairOf();
    const octets = Uint8Array.of(24, 0, 0, 1, 0, 24, 0);
    hears(pair, end, sealing(pair, other).seal(22, octets));
    expect(failure(pair, end)?.code).toBe('tls:unexpected_message');
  });

  it('RFC 8446 §4.6.3: refuses a key update that says neither', () => {
    const pair = pairOf();
    hears(pair, end, sealing(pair, other).seal(22, Uint8Array.of(24, 0, 0, 1, 7)));
    expect(failure(pair, end)?.code).toBe('tls:invalid_key_update');
    expect(pair.facts(end, 'tls:alert_sent')[0]?.description).toBe('illegal_parameter');
  });

  it('bears no more than 16 key updates without data between them, as Go does', () => {
    const pair = pairOf();
    let seal = sealing(pair, other);
    for (let i = 0; i < 17; i++) {
      hears(pair, end, seal.seal(22, Uint8Array.of(24, 0, 0, 1, 0)));
      seal = seal.updated();
    }
    expect(failure(pair, end)?.code).toBe('tls:too_many_ignored_records');
  });

  it('RFC 8446 §5.5: replaces its keys before they have sealed too many records', () => {
    const pair = pairOf(3);
    for (let i = 0; i < 10; i++) pair.say(end, ascii(`${i}`));
    expect(said(pair, other)).toBe('0123456789');
    expect(pair.facts(end, 'tls:keys_updated').map(({ count }) => count)).toEqual([1, 2, 3]);
    expect(pair.facts(other, 'tls:keys_updated')).toHaveLength(3);
  });
});

describe('tickets', () => {
  const ticket = Uint8Array.from([4, 0, 0, 14, ...new Uint8Array(8), 0, 0, 1, 9, 0, 0]);

  it('are of no use to a client', () => {
    const pair = pairOf();
    const seal = sealing(pair, 'server');
    hears(pair, 'client', seal.seal(22, ticket), seal.seal(23, ascii('after it')));
    expect(said(pair, 'client')).toBe('after it');
  });

  it('RFC 8446 §4.6.1: may not come from a client', () => {
    const pair = pairOf();
    hears(pair, 'server', sealing(pair, 'client').seal(22, ticket));
    expect(failure(pair, 'server')?.code).toBe('tls:unexpected_message');
  });
});

describe('the keys of one direction', () => {
  it('can be replaced on demand, with those of the other', () => {
    const client = testClient();
    const pair = new TlsPair(client, testServer()).start();
    for (const command of client.updateKeys()) {
      if (command.type === 'send') hears(pair, 'server', command.value as Uint8Array);
    }
    expect(pair.facts('server', 'tls:keys_updated')).toHaveLength(2);
    pair.say('client', ascii('there')).say('server', ascii('back'));
    expect([said(pair, 'server'), said(pair, 'client')]).toEqual(['there', 'back']);
  });
});
