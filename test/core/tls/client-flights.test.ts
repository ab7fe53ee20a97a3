import { describe, expect, it } from 'vitest';
import { isCompatible, ownHello } from '../../../core/tls/client-flights.ts';
import { draws, opened, opens, playbook, sent } from '../../support/playbook.ts';
import { trace } from '../../support/rfc8448.ts';
import { testClient } from '../../support/tls-machines.ts';

describe('a client’s first flight', () => {
  it('draws a random, a session id and a key for each share, then sends one record', () => {
    const client = playbook(testClient()).start().input(opened('outer'));
    const [record] = client.valuesOn('outer');
    client.expects(
      opens('outer', { to: 'address', address: '203.0.113.10', port: 443, leg: 'uplink' }),
      draws(32),
      draws(32),
      draws(64),
      draws(32),
      draws(32),
      sent('outer', record),
    );
  });
});

describe('isCompatible', () => {
  it('RFC 8446 §D.4: goes by the session id', () => {
    expect(isCompatible(ownHello(trace(3)('client ClientHello message')))).toBe(false);
    const record = trace(7)('client ClientHello record');
    expect(isCompatible(ownHello(record.subarray(5)))).toBe(true);
  });
});

describe('ownHello', () => {
  it('wants a whole message', () => {
    expect(() => ownHello(Uint8Array.of(1, 0, 0))).toThrow('A ClientHello is not whole');
  });
});
