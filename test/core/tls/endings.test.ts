import { describe, expect, it } from 'vitest';
import { closed, received } from '../../support/playbook.ts';
import { testClient, testServer } from '../../support/tls-machines.ts';
import { TlsPair } from '../../support/tls-pair.ts';

const failures = (pair: TlsPair, end: 'client' | 'server') => [
  ...pair.facts(end, 'tls:handshake_failed'),
  ...pair.facts(end, 'tls:connection_failed'),
];
const closesOf = (pair: TlsPair, end: 'client' | 'server') =>
  pair.of(end).filter(({ type }) => type === 'close');
/** Both ends, of which one has not spoken yet. */
const waiting = (): TlsPair => {
  const pair = new TlsPair(testClient(), testServer());
  pair.tamper = () => null;
  return pair.start();
};

describe('a handshake that ends before its time', () => {
  it('tells the client’s opener why, in Go’s words', () => {
    const pair = waiting().deliver('client', closed('outer', 'end'));
    expect(failures(pair, 'client')).toEqual([{ code: 'tls:connection_ended', message: 'EOF' }]);
    expect(closesOf(pair, 'client')).toEqual([
      { type: 'close', port: 'inner', how: 'reset', error: 'failed: EOF' },
      { type: 'close', port: 'outer', how: 'end' },
    ]);
  });

  it('has nobody to tell at a server', () => {
    const pair = waiting().deliver('server', closed('outer', 'end'));
    expect(closesOf(pair, 'server')).toEqual([{ type: 'close', port: 'outer', how: 'end' }]);
  });

  it('RFC 8446 §6.1: is not saved by a close_notify', () => {
    const pair = waiting().deliver('client', received('outer', '15 03 03 00 02 01 00'));
    expect(failures(pair, 'client')).toEqual([{ code: 'tls:connection_ended', message: 'EOF' }]);
  });

  it('tells apart an end inside a record', () => {
    const pair = waiting().deliver('client', received('outer', '16 03 03 00 10 02'));
    pair.deliver('client', closed('outer', 'end'));
    expect(failures(pair, 'client')[0]?.message).toBe('unexpected EOF');
  });

  it('does not end what is broken already', () => {
    const pair = waiting().deliver('client', closed('outer', 'reset'));
    const error = 'connection_reset';
    expect(closesOf(pair, 'client')).toEqual([
      { type: 'close', port: 'inner', how: 'reset', error },
    ]);
    expect(failures(pair, 'client')[0]?.code).toBe('tls:connection_reset');
  });
});

describe('an alert', () => {
  it('RFC 8446 §6.2: is fatal whatever its level says', () => {
    const pair = waiting().deliver('client', received('outer', '15 03 03 00 02 01 28'));
    expect(pair.facts('client', 'tls:alert_received')).toEqual([
      { level: 'warning', description: 'handshake_failure' },
    ]);
    expect(pair.state('client')).toBe('CLOSED');
  });

  it('of a number without a name is told by its number', () => {
    const pair = waiting().deliver('client', received('outer', '15 03 03 00 02 02 63'));
    expect(failures(pair, 'client')).toEqual([
      { code: 'tls:alert_received', message: 'remote error: tls: alert(99)' },
    ]);
  });
});
