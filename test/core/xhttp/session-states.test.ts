import { expect, it } from 'vitest';
import { edges } from '../../../core/sansio/transitions.ts';
import { sessionTransitions, sessionTtlMs } from '../../../core/xhttp/session-states.ts';

it('XHTTP (Xray 26.7.28) hub.go: a session lives 30 s, or as long as its GET', () => {
  expect(sessionTtlMs).toBe(30_000);
  expect(edges(sessionTransitions)).toEqual([
    { from: 'UNCONNECTED', message: 'get_arrived', to: 'CONNECTED' },
    { from: 'UNCONNECTED', message: 'ttl_expired', to: 'GONE' },
    { from: 'CONNECTED', message: 'get_ended', to: 'GONE' },
  ]);
});
