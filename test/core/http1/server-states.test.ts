import { describe, expect, it } from 'vitest';
import { serverTransitions } from '../../../core/http1/server-states.ts';
import { edges } from '../../../core/sansio/transitions.ts';

const all = edges(serverTransitions);

describe('the table of server states', () => {
  it('reaches every state from IDLE', () => {
    const reached = new Set(['IDLE']);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.keys(serverTransitions).sort());
  });

  it('ends in CLOSED wherever the peer goes', () => {
    const gone = all.filter(({ message }) => message === 'peer_gone');
    expect(gone.map(({ from }) => from)).toEqual(
      Object.keys(serverTransitions).filter((name) => name !== 'CLOSED'),
    );
    expect(gone.every(({ to }) => to === 'CLOSED')).toBe(true);
  });

  it('RFC 9112 §9.3.2: takes no request before the one before it is answered', () => {
    expect(all.filter(({ message }) => message === 'request_head').map(({ from }) => from)).toEqual(
      ['IDLE', 'IDLE'],
    );
  });
});
