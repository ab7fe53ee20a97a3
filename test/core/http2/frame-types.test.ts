import { describe, expect, it } from 'vitest';
import { flags, frameTypes } from '../../../core/http2/frame-types.ts';

describe('frame types and flags', () => {
  it('RFC 9113 §6: are numbered in the order of their clauses', () => {
    expect(Object.keys(frameTypes)).toEqual([
      ...['DATA', 'HEADERS', 'PRIORITY', 'RST_STREAM', 'SETTINGS', 'PUSH_PROMISE', 'PING'],
      ...['GOAWAY', 'WINDOW_UPDATE', 'CONTINUATION'],
    ]);
    expect(Object.values(frameTypes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('RFC 9113 §6.2: are single bits', () => {
    expect(flags).toEqual({ END_STREAM: 1, ACK: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 });
  });
});
