import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { Secrets } from '../../../core/inspect/secrets.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const random = 'ab'.repeat(32);
const told = (secret: string, label = 'SERVER_TRAFFIC_SECRET_0') =>
  new WireSteps().fact('tls:secret_derived', { label, client_random: random, secret });
const known = (secrets: Secrets) =>
  secrets.of('acceptor', 'application', random).map((secret) => toHex(secret));

describe('the secrets of a run', () => {
  it('are found by who seals with them, in which phase, and by the ClientHello', () => {
    const secrets = new Secrets();
    secrets.addFact(told('01'));
    expect(known(secrets)).toEqual(['01']);
    expect(secrets.of('acceptor', 'handshake', random)).toEqual([]);
    expect(secrets.of('dialler', 'application', random)).toEqual([]);
    expect(secrets.of('acceptor', 'application', 'cd'.repeat(32))).toEqual([]);
  });

  it('are several where a ClientHello was passed on, and each is there once', () => {
    const secrets = new Secrets();
    for (const secret of ['01', '02', '01']) secrets.addFact(told(secret));
    secrets.addKeyLog(`SERVER_TRAFFIC_SECRET_0 ${random} 02\nSERVER_TRAFFIC_SECRET_0 ${random} 03`);
    expect(known(secrets)).toEqual(['01', '02', '03']);
  });

  it('are told to who waits for them, when they are new', () => {
    const secrets = new Secrets();
    let times = 0;
    secrets.onNew(() => times++);
    for (const step of [told('01'), told('01'), told('01', 'CLIENT_TRAFFIC_SECRET_0')]) {
      secrets.addFact(step);
    }
    secrets.addFact(new WireSteps().fact('vless:first_read', { length: 3 }));
    expect(times).toBe(2);
  });

  it('are the keys of session ids too, from facts or from a key log', () => {
    const secrets = new Secrets();
    const data = { client_version: '26.7.28', time: 0, short_id: '', auth_key: '0a' };
    secrets.addFact(new WireSteps().fact('reality:session_id_sealed', data));
    secrets.addFact(new WireSteps().fact('reality:session_id_opened', data));
    secrets.addKeyLog(`REALITY_AUTH_KEY ${random} 0b`);
    expect(secrets.authKeys.map((key) => toHex(key))).toEqual(['0a', '0b']);
  });
});
