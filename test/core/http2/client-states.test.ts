import { describe, expect, it } from 'vitest';
import { clientTransitions } from '../../../core/http2/client-states.ts';
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

  it('RFC 9113 §6.8: drains after GOAWAY, and does not open again', () => {
    const into = (name: string) => all.filter(({ to }) => to === name).map(({ from }) => from);
    expect(all).toContainEqual({ from: 'OPEN', message: 'peer_leaves', to: 'DRAINING' });
    expect(into('OPEN')).toEqual(['CONNECTING']);
  });
});
