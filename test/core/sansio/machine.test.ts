import { describe, expect, it } from 'vitest';
import {
  cancelTimer,
  close,
  type Doing,
  facts,
  from,
  type Input,
  offer,
  open,
  pauseReading,
  port,
  random,
  ready,
  resumeReading,
  send,
  setTimer,
} from '../../../core/sansio/machine.ts';

const outer = port<Uint8Array>('outer');
const commandsOf = (doing: Doing<unknown>) => [...doing];

describe('the helpers of handlers', () => {
  it.each([
    [
      'send',
      send(outer, Uint8Array.of(1)),
      { type: 'send', port: 'outer', value: Uint8Array.of(1) },
    ],
    ['close', close(outer), { type: 'close', port: 'outer', how: 'end' }],
    ['setTimer', setTimer('t', 5), { type: 'set_timer', timer: 't', delayMs: 5 }],
    ['cancelTimer', cancelTimer('t'), { type: 'cancel_timer', timer: 't' }],
    ['pauseReading', pauseReading(outer), { type: 'pause_reading', port: 'outer' }],
    ['resumeReading', resumeReading(outer), { type: 'resume_reading', port: 'outer' }],
    ['ready', ready(outer, null), { type: 'ready', port: 'outer', addresses: null }],
  ])('%s yields one command', (_name, doing, command) => {
    expect(commandsOf(doing)).toEqual([command]);
  });

  it('open and offer name a scope only when one is given', () => {
    const target = { to: 'transport' } as const;
    const what = { kind: 'stream', remote: '192.0.2.2:1' } as const;
    expect(commandsOf(open(outer, target))).toEqual([{ type: 'open', port: 'outer', target }]);
    expect(commandsOf(open(outer, target, null))).toEqual([
      { type: 'open', port: 'outer', target, scope: null },
    ]);
    expect(commandsOf(offer(outer, what, 7))).toEqual([
      { type: 'offer', port: 'outer', offer: what, scope: 7 },
    ]);
  });

  it('random gives the octets that answer it', () => {
    const doing = random(2);
    expect(doing.next().value).toEqual({ type: 'random', length: 2 });
    expect(doing.next(Uint8Array.of(1, 2))).toEqual({ done: true, value: Uint8Array.of(1, 2) });
  });

  it('facts are stated under their name', () => {
    const fact = facts<{ 'test:decided': { readonly result: string } }>();
    expect(commandsOf(fact('test:decided', { result: 'yes' }, 3))).toEqual([
      { type: 'fact', name: 'test:decided', data: { result: 'yes' }, scope: 3 },
    ]);
  });
});

describe('from', () => {
  it('picks what came in on one port', () => {
    const input: Input = { type: 'received', port: 'outer', value: Uint8Array.of(1), now: 0 };
    expect(from(input, outer)).toBe(true);
    expect(from(input, port('inner'))).toBe(false);
    expect(from({ type: 'closed', port: 'outer', how: 'end', now: 0 }, outer)).toBe(false);
  });
});
