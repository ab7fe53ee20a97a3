import { describe, expect, it } from 'vitest';
import { serverTransitions } from '../../../core/http2/server-states.ts';
import { edges } from '../../../core/sansio/transitions.ts';

const all = edges(serverTransitions);

describe('the table of server states', () => {
  it('reaches every state from GREETING', () => {
    const reached = new Set(['GREETING']);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.keys(serverTransitions).sort());
  });

  it('leads nowhere from CLOSED', () => {
    expect(all.filter(({ from }) => from === 'CLOSED')).toEqual([]);
  });

  it('RFC 9113 §5.4.1: lingers after an error of the connection, whatever its state', () => {
    const failed = all.filter(({ message }) => message === 'failed');
    expect(failed.map(({ from, to }) => `${from} ${to}`)).toEqual([
      ...['GREETING CLOSING', 'OPEN CLOSING', 'DRAINING CLOSING'],
    ]);
  });
});
