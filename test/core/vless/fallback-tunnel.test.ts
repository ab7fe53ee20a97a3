import { describe, it } from 'vitest';
import { type Doing, type Input, type Machine, port } from '../../../core/sansio/machine.ts';
import { defaultTimeouts } from '../../../core/sansio/relay.ts';
import type { Fallback } from '../../../core/vless/fallback.ts';
import { FallbackTunnel } from '../../../core/vless/fallback-tunnel.ts';
import {
  ascii,
  blocked,
  closed,
  opened,
  opens,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  setsTimer,
  states,
  writable,
} from '../../support/playbook.ts';

const front = { local: '203.0.113.10:443', remote: '192.0.2.2:50000' };
const back = { local: '127.0.0.1:40000', remote: '127.0.0.1:6666' };
const first = ascii('GET / HTTP/1.1\r\n');
const dial = opens('fallback', {
  to: 'address',
  address: 'localhost',
  port: 6666,
  leg: 'fallback',
});

/** A machine that is nothing but a tunnel. */
function tunnelling(xver: Fallback['xver'] = 0, isTls = false): Machine {
  const entry: Fallback = {
    name: '',
    alpn: '',
    path: '',
    dest: 'localhost:6666',
    address: { host: 'localhost' },
    port: 6666,
    xver,
  };
  const ports = { outer: port<Uint8Array>('outer'), inner: port<Uint8Array>('fallback') };
  const tunnel = new FallbackTunnel({
    ports,
    entry,
    front,
    first,
    timeouts: defaultTimeouts,
    isTls,
  });
  return {
    get state() {
      return { name: tunnel.state === 'ENDED' ? 'CLOSED' : tunnel.state };
    },
    *handle(input: Input): Doing {
      if (input.type === 'start') yield* tunnel.start();
      else yield* tunnel.take(input);
    },
  };
}
const started = (xver?: Fallback['xver']) =>
  playbook(tunnelling(xver)).start().expects(pauses('outer'), dial);
const forwarding = () =>
  started()
    .input(opened('fallback', back))
    .expects(sent('fallback', first), resumes('outer'), setsTimer('inactivity', 300_000));

describe('a fallback', () => {
  it('VLESS §5.5: gets all octets that were read, then both directions', () => {
    forwarding()
      .inState('FORWARDING')
      .input(received('outer', '01'), received('fallback', '02'))
      .expects(sent('fallback', '01'), sent('outer', '02'));
  });

  it('VLESS §5.5: gets the PROXY header before, in a write of its own', () => {
    started(1)
      .input(opened('fallback', back))
      .expects(
        sent('fallback', ascii('PROXY TCP4 192.0.2.2 203.0.113.10 50000 443\r\n')),
        sent('fallback', first),
        resumes('outer'),
        setsTimer('inactivity', 300_000),
      );
  });

  it('VLESS §5.5: is dialled five times with pauses of 0, 100, 200, 300 and 400 ms', () => {
    const refused = closed('fallback', 'failed', 'connection_refused');
    started()
      .input(refused)
      .expects(dial)
      .input(refused)
      .expects(setsTimer('retry', 100))
      .elapse(100)
      .expects(dial)
      .input(refused)
      .expects(setsTimer('retry', 200))
      .elapse(200)
      .expects(dial)
      .input(refused)
      .expects(setsTimer('retry', 300))
      .elapse(300)
      .expects(dial)
      .input(refused)
      .expects(setsTimer('retry', 400))
      .elapse(400)
      .expects(
        states('vless:fallback_failed', { dest: 'localhost:6666', errors: ['connection_refused'] }),
      )
      .ends();
  });

  it('takes the second attempt when the first fails', () => {
    started()
      .input(closed('fallback', 'failed', 'timed_out'))
      .expects(dial)
      .input(opened('fallback', back))
      .expects(sent('fallback', first), resumes('outer'), setsTimer('inactivity', 300_000))
      .inState('FORWARDING');
  });

  it('VLESS §5.5: does not pass an end of the client on, and ends 1 s later', () => {
    forwarding()
      .input(closed('outer', 'end'))
      .expects(setsTimer('inactivity', 1_000))
      .elapse(1_000)
      .expects(states('vless:fallback_ended', { reason: 'inactive', addresses: null }))
      .ends();
  });

  it('VLESS §5.5: ends 1 s to 2 s after the last octet once a side has ended', () => {
    forwarding()
      .input(closed('fallback', 'end'))
      .expects(setsTimer('inactivity', 1_000))
      .elapse(900)
      .input(received('outer', '01'))
      .expects(sent('fallback', '01'))
      .elapse(1_000)
      .expects(setsTimer('inactivity', 1_000))
      .inState('FORWARDING')
      .elapse(100)
      .elapse(900)
      .inState('CLOSED');
  });

  it('VLESS §5.5: ends after 300 s without octets', () => {
    forwarding().elapse(299_999).inState('FORWARDING').elapse(1).inState('CLOSED');
  });

  it('ends without a word when both sides have', () => {
    forwarding()
      .input(closed('fallback', 'end'), closed('outer', 'end'))
      .expects(setsTimer('inactivity', 1_000))
      .ends();
  });

  it.each([
    ['outer', 'client_reset', front],
    ['fallback', 'dest_reset', back],
  ])('ends when %s is reset', (where, reason, addresses) => {
    forwarding()
      .input(closed(where, 'reset'))
      .expects(states('vless:fallback_ended', { reason, addresses }))
      .ends();
  });

  it('is not dialled further when the client is gone', () => {
    started()
      .input(closed('outer', 'reset'))
      .expects(states('vless:fallback_ended', { reason: 'client_reset', addresses: front }))
      .ends();
  });

  it('slows the side that feeds a blocked one', () => {
    forwarding()
      .input(blocked('fallback'))
      .expects(pauses('outer'))
      .input(writable('fallback'), blocked('outer'))
      .expects(resumes('outer'), pauses('fallback'));
  });
});
