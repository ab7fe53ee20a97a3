import { describe, expect, it } from 'vitest';
import { cancelTimer, type Doing, setTimer } from '../../../core/sansio/machine.ts';
import {
  edges,
  type StateOf,
  type Transitions,
  to,
  transition,
} from '../../../core/sansio/transitions.ts';

interface States {
  WAIT_NUMBER: { readonly sum: number };
  DONE: Record<never, never>;
}
interface Messages {
  number: number;
  end: null;
}
interface Self {
  readonly limit: number;
}

function* onNumber(
  self: Self,
  state: StateOf<States, 'WAIT_NUMBER'>,
  n: number,
): Doing<StateOf<States>> {
  yield* setTimer('seen', n);
  const sum = state.sum + n;
  return sum < self.limit ? { name: 'WAIT_NUMBER', sum } : { name: 'DONE' };
}
function* onEnd(): Doing<StateOf<States, 'DONE'>> {
  yield* cancelTimer('seen');
  return { name: 'DONE' };
}
const table = {
  WAIT_NUMBER: { number: to(['WAIT_NUMBER', 'DONE'], onNumber), end: to(['DONE'], onEnd) },
  DONE: {},
} satisfies Transitions<Self, States, Messages>;

describe('transition', () => {
  it('runs the handler of the state and the message, and gives the next state', () => {
    const doing = transition<Self, States, Messages, 'number'>(
      table,
      { limit: 10 },
      { name: 'WAIT_NUMBER', sum: 2 },
      'number',
      3,
    );
    expect(doing.next().value).toEqual({ type: 'set_timer', timer: 'seen', delayMs: 3 });
    expect(doing.next()).toEqual({ done: true, value: { name: 'WAIT_NUMBER', sum: 5 } });
  });

  it('calls a pair that the table lacks an unexpected message', () => {
    const doing = transition<Self, States, Messages, 'end'>(
      table,
      { limit: 10 },
      { name: 'DONE' },
      'end',
      null,
    );
    expect(() => doing.next()).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code: 'unexpected_message' }),
    );
  });
});

describe('edges', () => {
  it('reads a diagram from the table', () => {
    expect(edges(table)).toEqual([
      { from: 'WAIT_NUMBER', message: 'number', to: 'WAIT_NUMBER' },
      { from: 'WAIT_NUMBER', message: 'number', to: 'DONE' },
      { from: 'WAIT_NUMBER', message: 'end', to: 'DONE' },
    ]);
  });
});
