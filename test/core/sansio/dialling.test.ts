import { describe, expect, it } from 'vitest';
import { type Dialled, Dialling } from '../../../core/sansio/dialling.ts';
import { type Machine, port } from '../../../core/sansio/machine.ts';
import {
  closed,
  opened,
  opens,
  pauses,
  playbook,
  received,
  setsTimer,
} from '../../support/playbook.ts';

/** A machine that is nothing but a dial. */
function dialling() {
  const dial = new Dialling(
    port<Uint8Array>('inner'),
    port<Uint8Array>('outer'),
    { to: 'transport' },
    100,
  );
  const told: Dialled[] = [];
  const machine: Machine = {
    state: { name: 'DIALLING' },
    *handle(input) {
      if (input.type === 'start') yield* dial.start();
      else told.push(yield* dial.handle(input));
    },
  };
  const book = playbook(machine)
    .start()
    .expects(pauses('inner'), opens('outer', { to: 'transport' }));
  return { dial, told, book };
}

describe('Dialling', () => {
  it('keeps what the inner side says, and hands it over once', () => {
    const { dial, told, book } = dialling();
    const addresses = { local: 'a', remote: 'b' };
    book
      .input(received('inner', '01'), received('inner', '02 03'), opened('outer', addresses))
      .expects();
    expect(told).toEqual(['waiting', 'waiting', 'opened']);
    expect(dial.addresses).toEqual(addresses);
    expect(dial.takeEarly()).toEqual([Uint8Array.of(1), Uint8Array.of(2, 3)]);
    expect(dial.takeEarly()).toEqual([]);
  });

  it('dials again after a failure, and tells the errors after five', () => {
    const { dial, told, book } = dialling();
    const refused = closed('outer', 'failed', 'connection_refused');
    book.input(refused).expects(opens('outer', { to: 'transport' }));
    for (const pauseMs of [100, 200, 300]) {
      book.input(refused).expects(setsTimer('retry', pauseMs));
      book.elapse(pauseMs).expects(opens('outer', { to: 'transport' }));
    }
    book.input(refused).expects(setsTimer('retry', 400)).elapse(400).expects();
    expect(told.at(-1)).toBe('failed');
    expect(dial.errors).toEqual(['connection_refused']);
  });

  it('remembers that the inner side has ended, and is abandoned when that is reset', () => {
    const { dial, told, book } = dialling();
    book.input(closed('inner', 'end'));
    expect([dial.innerEnded, told.at(-1)]).toEqual([true, 'waiting']);
    book.input(closed('inner', 'reset')).expects();
    expect(told.at(-1)).toBe('abandoned');
  });
});
