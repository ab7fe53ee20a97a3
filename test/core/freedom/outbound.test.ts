import { describe, expect, it } from 'vitest';
import { FreedomOutbound } from '../../../core/freedom/outbound.ts';
import type { FinalRule } from '../../../core/freedom/rules.ts';
import {
  ascii,
  blocked,
  cancelsTimer,
  closed,
  closes,
  draws,
  opened,
  opens,
  pauses,
  playbook,
  readies,
  received,
  resumes,
  sent,
  setsTimer,
  states,
} from '../../support/playbook.ts';

const addresses = { local: '203.0.113.10:40000', remote: '203.0.113.80:80' };
const dials = opens('outer', {
  to: 'address',
  address: 'site.example',
  port: 80,
  leg: 'destination',
});
const make = (finalRules: readonly FinalRule[] = []) =>
  new FreedomOutbound({ destination: { host: 'site.example', port: 80 }, finalRules });
const started = () => playbook(make()).start().expects(pauses('inner'), dials);
const relaying = () =>
  started()
    .input(opened('outer', addresses))
    .expects(
      states('freedom:connection_opened', { destination: 'tcp:site.example:80', ...addresses }),
      readies('inner', addresses),
      setsTimer('inactivity', 300_000),
      resumes('inner'),
    )
    .inState('RELAYING');

const block = (blockDelay: FinalRule['blockDelay']): FinalRule => ({
  action: 'block',
  networks: null,
  ports: null,
  ips: null,
  blockDelay,
});

describe('FreedomOutbound', () => {
  it('dials the destination and carries octets both ways', () => {
    relaying()
      .input(received('inner', '01'), received('outer', '02'))
      .expects(sent('outer', '01'), sent('inner', '02'));
  });

  it('sends what came while it dialled, and then the end', () => {
    started()
      .input(
        received('inner', ascii('GET ')),
        received('inner', ascii('/')),
        closed('inner', 'end'),
      )
      .expects()
      .input(opened('outer', addresses))
      .expects(
        readies('inner', addresses),
        setsTimer('inactivity', 300_000),
        sent('outer', ascii('GET ')),
        sent('outer', ascii('/')),
        resumes('inner'),
        closes('outer', 'end'),
        setsTimer('inactivity', 1_000),
      );
  });

  it('dials five times with pauses of 0, 100, 200, 300 and 400 ms, then fails', () => {
    const refused = closed('outer', 'failed', 'connection_refused');
    const book = started().input(refused).expects(dials);
    for (const pause of [100, 200, 300]) {
      book.input(refused).expects(setsTimer('retry', pause)).elapse(pause).expects(dials);
    }
    book
      .input(refused)
      .expects(setsTimer('retry', 400))
      .elapse(400)
      .expects(
        states('freedom:connection_failed', {
          destination: 'tcp:site.example:80',
          errors: ['connection_refused'],
        }),
        { type: 'close', port: 'inner', how: 'reset', error: 'connection_refused' },
      )
      .ends();
  });

  it('gives up dialling when the inner side is gone', () => {
    started().input(closed('inner', 'reset')).ends();
  });

  it('states a reset by the destination, and ends', () => {
    relaying()
      .input(closed('outer', 'reset'))
      .expects(states('freedom:connection_reset', addresses), cancelsTimer('inactivity'))
      .ends();
  });

  it('slows the inner side while the destination is blocked', () => {
    relaying().input(blocked('outer')).expects(pauses('inner'));
  });

  it('takes in what the rules block, and lets it end after the delay', () => {
    const destination = 'tcp:site.example:80';
    playbook(make([block({ from: 2, to: 2 })]))
      .start()
      .expects(
        draws(2),
        states('freedom:target_blocked', { destination, seconds: 2 }),
        setsTimer('black_hole', 2_000),
      )
      .input(received('inner', ascii('GET / HTTP/1.1\r\n\r\n')))
      .expects()
      .elapse(2_000)
      .expects(states('freedom:black_hole_ended', { destination }))
      .ends();
  });

  it('holds a blocked connection for 30 s to 90 s where the rule does not say', () => {
    const delays = Array.from({ length: 40 }, (_, seed) => {
      const { facts } = playbook(make([block(null)]), { seed }).start();
      return facts[0]?.data.seconds as number;
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...delays)).toBeLessThanOrEqual(90);
    expect(new Set(delays).size).toBeGreaterThan(5);
  });

  it('ends a blocked connection when the client does', () => {
    playbook(make([block(null)]), { ignoring: ['random', 'set_timer'] })
      .start()
      .input(closed('inner', 'end'))
      .ends();
  });
});
