import { describe, expect, it } from 'vitest';
import type { Note } from '../../../core/http2/facts.ts';
import { Streams } from '../../../core/http2/streams.ts';

function fresh() {
  const notes: Note[] = [];
  const closed: number[] = [];
  return { notes, closed, streams: new Streams(notes, ({ id }) => closed.push(id)) };
}

describe('the streams of a connection', () => {
  it('state what becomes of each, as one step where several messages come together', () => {
    const { notes, closed, streams } = fresh();
    const stream = streams.begin(1, 0, 0);
    streams.advance(stream, 'recv_headers', 'recv_end_stream');
    streams.advance(stream, 'send_end_stream');
    expect(notes.map(({ data }) => data)).toEqual([
      { stream_id: 1, old: 'idle', new: 'half-closed (remote)' },
      { stream_id: 1, old: 'half-closed (remote)', new: 'closed' },
    ]);
    expect([streams.size, closed]).toEqual([0, [1]]);
  });

  it('RFC 9113 §5.1: know how a closed stream has ended', () => {
    const { streams } = fresh();
    for (const [id, message] of [
      [1, 'send_rst_stream'],
      [3, 'recv_rst_stream'],
    ] as const) {
      const stream = streams.begin(id, 0, 0);
      streams.advance(stream, 'recv_headers');
      streams.advance(stream, message);
    }
    streams.refuse(5);
    expect([1, 3, 5, 7].map((id) => streams.endingOf(id))).toEqual([
      ...['reset_here', 'reset_there', 'reset_here', undefined],
    ]);
  });

  it('RFC 9113 §5.1.1: are idle beyond the newest, and where servers would begin them', () => {
    const { streams } = fresh();
    streams.begin(5, 0, 0);
    expect([3, 4, 5, 7].map((id) => streams.isIdle(id))).toEqual([false, true, false, true]);
  });

  it('refuse what a state forbids', () => {
    const { streams } = fresh();
    const stream = streams.begin(1, 0, 0);
    expect(() => streams.advance(stream, 'recv_end_stream')).toThrow(
      expect.objectContaining({ code: 'http2:stream_not_open' }),
    );
  });

  it('remember the last 1,000 that are closed', () => {
    const { streams } = fresh();
    for (let i = 0; i < 1_500; i++) streams.refuse(2 * i + 1);
    expect(streams.endingOf(1)).toBeUndefined();
    expect(streams.endingOf(2_999)).toBe('reset_here');
    expect(streams.endingOf(1_001)).toBe('reset_here');
  });

  it('forget one of which the peer has not heard', () => {
    const { closed, notes, streams } = fresh();
    streams.forget(streams.begin(1, 0, 0));
    expect([streams.size, closed, notes]).toEqual([0, [1], []]);
  });
});
