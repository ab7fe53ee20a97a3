import { describe, expect, it } from 'vitest';
import { edges } from '../../../core/sansio/transitions.ts';
import { awaited, transitions } from '../../../core/socks/states.ts';

describe('the states of a SOCKS handshake', () => {
  it('lead from the methods to the request, with or without credentials between', () => {
    const lines = edges(transitions).map(({ from, message, to }) => `${from} ${message} ${to}`);
    expect(lines).toEqual([
      'WAIT_METHODS method_selection WAIT_CREDENTIALS',
      'WAIT_METHODS method_selection WAIT_REQUEST',
      'WAIT_METHODS method_selection CLOSED',
      'WAIT_METHODS request4 RELAYING',
      'WAIT_METHODS request4 CLOSED',
      'WAIT_CREDENTIALS credentials WAIT_REQUEST',
      'WAIT_CREDENTIALS credentials CLOSED',
      'WAIT_REQUEST request RELAYING',
      'WAIT_REQUEST request CLOSED',
    ]);
  });

  it('each wait for the one message of version 5 that their row has', () => {
    for (const [state, message] of Object.entries(awaited)) {
      const row = Object.keys(transitions[state as keyof typeof awaited]);
      expect(row.filter((type) => type !== 'request4')).toEqual([message]);
    }
  });
});
