import { describe, expect, it } from 'vitest';
import { BlackholeOutbound } from '../../../core/blackhole/outbound.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import {
  ascii,
  closed,
  pauses,
  playbook,
  received,
  sent,
  setsTimer,
} from '../../support/playbook.ts';

describe('BlackholeOutbound', () => {
  it('lets go at once where it has no answer', () => {
    playbook(new BlackholeOutbound({ response: 'none' }))
      .start()
      .ends();
  });

  it('answers 403 in Xray’s own octets, and lets go a second later', () => {
    const book = playbook(new BlackholeOutbound({ response: 'http' }))
      .start()
      .expects(pauses('inner'), sent('inner', expect.anything()), setsTimer('pause', 1_000))
      .input(received('inner', ascii('nobody reads this')), closed('inner', 'end'))
      .elapse(999)
      .expects()
      .inState('ANSWERING')
      .elapse(1)
      .ends();
    expect(fromLatin1(book.octetsOn('inner'))).toBe(
      'HTTP/1.1 403 Forbidden\nConnection: close\nCache-Control: max-age=3600, public\n' +
        'Content-Length: 0\n\n\n',
    );
  });

  it('lets go of a client that has gone', () => {
    playbook(new BlackholeOutbound({ response: 'http' }), {
      ignoring: ['pause_reading', 'send', 'set_timer'],
    })
      .start()
      .input(closed('inner', 'reset'))
      .ends();
  });
});
