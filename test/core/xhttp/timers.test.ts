import { describe, expect, it } from 'vitest';
import type { Command, Doing } from '../../../core/sansio/machine.ts';
import { Timers } from '../../../core/xhttp/timers.ts';
import { runDoing } from '../../support/doing.ts';
import { cancelsTimer, setsTimer } from '../../support/playbook.ts';

describe('the timers of a machine that serves many', () => {
  function setUp() {
    const timers = new Timers();
    const commands: Command[] = [];
    const fired: number[] = [];
    function* note(now: number): Doing {
      fired.push(now);
    }
    return { timers, commands, fired, note, run: (doing: Doing) => runDoing(doing, commands) };
  }

  it('do when they fire what was said when they were set, once', () => {
    const { timers, commands, fired, note, run } = setUp();
    run(timers.set('a', 5, note));
    run(timers.fired('b', 4));
    run(timers.fired('a', 5));
    run(timers.fired('a', 6));
    expect(fired).toEqual([5]);
    expect(commands).toEqual([setsTimer('a', 5)]);
  });

  it('are cancelled only while they run', () => {
    const { timers, commands, fired, note, run } = setUp();
    run(timers.cancel('a'));
    run(timers.set('a', 5, note));
    run(timers.cancel('a'));
    run(timers.fired('a', 5));
    expect(fired).toEqual([]);
    expect(commands).toEqual([setsTimer('a', 5), cancelsTimer('a')]);
  });
});
