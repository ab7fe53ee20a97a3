import { describe, expect, it } from 'vitest';
import { clientTransitions } from '../../../core/http1/client-states.ts';
import { edges } from '../../../core/sansio/transitions.ts';

const all = edges(clientTransitions);

describe('the table of client states', () => {
  it('reaches every state from CONNECTING', () => {
    const reached = new Set(['CONNECTING']);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.keys(clientTransitions).sort());
  });

  it('leads nowhere from CLOSED', () => {
    expect(all.filter(({ from }) => from === 'CLOSED')).toEqual([]);
  });

  it('RFC 9112 §9.3.2: takes requests whether or not responses are awaited', () => {
    const takes = all.filter(({ message }) => message === 'part').map(({ from }) => from);
    expect(new Set(takes)).toEqual(new Set(['CONNECTING', 'IDLE', 'EXCHANGING']));
  });
});
