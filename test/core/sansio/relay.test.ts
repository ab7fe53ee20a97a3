import { describe, it } from 'vitest';
import { type Machine, port } from '../../../core/sansio/machine.ts';
import { defaultTimeouts, Relay, type RelayTimeouts } from '../../../core/sansio/relay.ts';
import {
  ascii,
  blocked,
  cancelsTimer,
  closed,
  closes,
  pauses,
  playbook,
  received,
  resumes,
  sent,
  setsTimer,
  writable,
} from '../../support/playbook.ts';

/** A machine that is nothing but a relay. */
function relaying(timeouts: RelayTimeouts = defaultTimeouts): Machine {
  const relay = new Relay(port<Uint8Array>('outer'), port<Uint8Array>('inner'), timeouts);
  return {
    get state() {
      return { name: relay.done ? 'CLOSED' : 'RELAYING' };
    },
    *handle(input) {
      if (input.type === 'start') yield* relay.start();
      else yield* relay.handle(input);
    },
  };
}
const started = (timeouts?: RelayTimeouts) =>
  playbook(relaying(timeouts))
    .start()
    .expects(setsTimer('inactivity', timeouts?.idleMs ?? 300_000));

describe('Relay', () => {
  it('passes octets on, both ways', () => {
    started()
      .input(received('outer', '01'), received('inner', '02'))
      .expects(sent('inner', '01'), sent('outer', '02'));
  });

  it('slows the side that feeds a blocked port', () => {
    started()
      .input(blocked('inner'))
      .expects(pauses('outer'))
      .input(writable('inner'))
      .expects(resumes('outer'));
  });

  it('passes a half-close on and goes on with the other direction', () => {
    started()
      .input(closed('outer', 'end'))
      .expects(closes('inner', 'end'), setsTimer('inactivity', 1_000))
      .input(received('inner', ascii('late')))
      .expects(sent('outer', ascii('late')))
      .inState('RELAYING')
      .input(closed('inner', 'end'))
      .expects(closes('outer', 'end'), cancelsTimer('inactivity'))
      .ends();
  });

  it('is done when one side is reset: the machine closes the other', () => {
    started().input(closed('inner', 'reset')).expects(cancelsTimer('inactivity')).ends();
  });

  it('ends a connection that was silent for a whole period', () => {
    started({ idleMs: 100, halfClosedMs: 10 })
      .elapse(50)
      .input(received('outer', '01'))
      .expects(sent('inner', '01'))
      .elapse(50)
      .expects(setsTimer('inactivity', 100))
      .elapse(100)
      .expects(cancelsTimer('inactivity'))
      .ends();
  });

  it('ends a half-closed connection that stays silent', () => {
    started({ idleMs: 100, halfClosedMs: 10 })
      .input(closed('outer', 'end'))
      .expects(closes('inner', 'end'), setsTimer('inactivity', 10))
      .elapse(10)
      .expects(cancelsTimer('inactivity'))
      .ends();
  });

  it('leaves ports and timers of others alone', () => {
    started()
      .input(received('elsewhere', '01'), closed('elsewhere', 'reset'))
      .input({ type: 'timer_fired', timer: 'another' })
      .expects();
  });
});
