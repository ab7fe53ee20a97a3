import { expect, it } from 'vitest';
import { edges } from '../../../core/sansio/transitions.ts';
import { downlinkTransitions } from '../../../core/xhttp/downlink-states.ts';

it('XHTTP (Xray 26.7.28) client.go: the request is dialled, sent, streamed, ended', () => {
  expect(edges(downlinkTransitions)).toEqual([
    { from: 'DIALLING', message: 'connected', to: 'REQUESTED' },
    { from: 'DIALLING', message: 'unreachable', to: 'CLOSED' },
    { from: 'DIALLING', message: 'given_up', to: 'CLOSED' },
    { from: 'REQUESTED', message: 'response_head', to: 'STREAMING' },
    { from: 'REQUESTED', message: 'response_head', to: 'CLOSED' },
    { from: 'REQUESTED', message: 'lost', to: 'CLOSED' },
    { from: 'REQUESTED', message: 'given_up', to: 'CLOSED' },
    { from: 'STREAMING', message: 'body', to: 'STREAMING' },
    { from: 'STREAMING', message: 'end', to: 'ENDED' },
    { from: 'STREAMING', message: 'lost', to: 'CLOSED' },
    { from: 'STREAMING', message: 'given_up', to: 'CLOSED' },
  ]);
});
