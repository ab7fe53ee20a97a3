import { describe, expect, it } from 'vitest';
import {
  mayReceive,
  maySend,
  type StreamState,
  stateAfter,
  streamTransitions,
} from '../../../core/http2/stream-states.ts';
import { edges } from '../../../core/sansio/transitions.ts';

const all = edges(streamTransitions);

describe('the table of stream states', () => {
  it('reaches every state from idle', () => {
    const reached = new Set(['idle']);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of all) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.keys(streamTransitions).sort());
  });

  it('leads nowhere from closed', () => {
    expect(all.filter(({ from }) => from === 'closed')).toEqual([]);
  });

  it('RFC 9113 §5.1: closes every state but idle by a reset from either end', () => {
    const closing = all.filter(
      ({ message, to }) => message.endsWith('rst_stream') && to === 'closed',
    );
    expect(closing).toHaveLength(6);
    expect(closing.some(({ from }) => from === 'idle')).toBe(false);
  });

  it('RFC 9113 §5.1: half-closes on the side whose message is complete', () => {
    expect(stateAfter('open', 'send_end_stream')).toBe('half-closed (local)');
    expect(stateAfter('open', 'recv_end_stream')).toBe('half-closed (remote)');
    expect(stateAfter('half-closed (local)', 'recv_end_stream')).toBe('closed');
    expect(stateAfter('half-closed (remote)', 'recv_end_stream')).toBeNull();
  });

  it('lets each end send until its own message is complete', () => {
    const states = Object.keys(streamTransitions) as StreamState[];
    expect(states.filter(maySend)).toEqual(['open', 'half-closed (remote)']);
    expect(states.filter(mayReceive)).toEqual(['open', 'half-closed (local)']);
  });
});
