import { describe, expect, it } from 'vitest';
import { Closing } from '../../../core/sansio/closing.ts';
import { type Doing, type Input, type Machine, port } from '../../../core/sansio/machine.ts';
import {
  cancelsTimer,
  closed,
  closes,
  playbook,
  received,
  setsTimer,
} from '../../support/playbook.ts';

const [a, b] = [port<Uint8Array>('a'), port<Uint8Array>('b')];

/** A machine that does nothing but end. */
function closingOf(closing: Closing): Machine {
  const machine = {
    state: { name: 'OPEN' },
    *handle(input: Input): Doing {
      if (input.type === 'start') yield* closing.start();
      else yield* closing.handle(input);
      machine.state = { name: closing.done ? 'CLOSED' : 'CLOSING' };
    },
  };
  return machine;
}

describe('Closing', () => {
  it('ends each port and waits until the other sides end or reset', () => {
    playbook(closingOf(new Closing([a, b])))
      .start()
      .expects(closes('a', 'end'), closes('b', 'end'), setsTimer('closing', 10_000))
      .input(closed('a', 'end'))
      .inState('CLOSING')
      .input(closed('b', 'reset'))
      .expects(cancelsTimer('closing'))
      .ends();
  });

  it('drops octets that still come', () => {
    playbook(closingOf(new Closing([a])), { ignoring: ['set_timer'] })
      .start()
      .expects(closes('a', 'end'))
      .input(received('a', '00'))
      .expects()
      .inState('CLOSING');
  });

  it('does not wait for a side that has ended already', () => {
    playbook(closingOf(new Closing([a], new Set(['a']))))
      .start()
      .expects(closes('a', 'end'))
      .ends();
  });

  it('RFC 1928 §6: waits no longer than 10 s', () => {
    playbook(closingOf(new Closing([a])), { ignoring: ['set_timer'] })
      .start()
      .expects(closes('a', 'end'))
      .elapse(9_999)
      .inState('CLOSING')
      .elapse(1)
      .ends();
  });

  it('is done at once without a port', () => {
    expect(new Closing([]).done).toBe(true);
  });
});
