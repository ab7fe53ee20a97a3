import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/sansio/machine.ts';
import { Session } from '../../../core/xhttp/session.ts';
import { Timers } from '../../../core/xhttp/timers.ts';
import { runDoing } from '../../support/doing.ts';
import { blocked, setsTimer, writable } from '../../support/playbook.ts';
import { get, post, talkToHub } from '../../support/xhttp-parts.ts';

const large = new Uint8Array(200_000);

describe('a session', () => {
  it('names its timers by its number', () => {
    const commands: Command[] = [];
    const session = new Session({
      id: 'id',
      number: 4,
      maxBufferedPosts: 30,
      timers: new Timers(),
      onGone: () => {},
    });
    runDoing(session.begin('GET'), commands);
    expect(commands.at(-1)).toEqual(setsTimer('session_ttl:4', 30_000));
    expect(session.state).toEqual({ name: 'UNCONNECTED' });
  });

  it('hands on a share of what waits, then lets a reader say that he has had enough', () => {
    const book = talkToHub().input(
      ...[0, 1, 2, 3, 4].flatMap((seq) => post(`p${seq}`, 'id', seq, large)),
      ...get('get', 'id'),
    );
    expect(book.valuesOn('session:1')).toHaveLength(2);
    book.input(blocked('session:1')).elapse(0);
    expect(book.valuesOn('session:1')).toHaveLength(2);
    book.input(writable('session:1'));
    expect(book.valuesOn('session:1')).toHaveLength(4);
    book.elapse(0);
    expect(book.valuesOn('session:1')).toHaveLength(5);
  });
});
