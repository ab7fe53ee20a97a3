import { describe, expect, it } from 'vitest';
import { Stream } from '../../../core/http2/stream.ts';

describe('a stream', () => {
  it('takes any body where its head says no length', () => {
    const stream = new Stream(1, 100, 100);
    stream.begin(null);
    expect(stream.admit(1_000_000)).toBe(1_000_000);
    stream.complete();
    expect(stream.phase).toBe('done');
  });

  it('RFC 9113 §8.1.1: takes as much body as its head says', () => {
    const stream = new Stream(1, 100, 100);
    stream.begin(10);
    expect([stream.admit(6), stream.admit(6)]).toEqual([6, 4]);
    stream.complete();
  });

  it('RFC 9113 §8.1.1: is not complete with less', () => {
    const stream = new Stream(1, 100, 100);
    stream.begin(10);
    stream.admit(9);
    expect(() => stream.complete()).toThrow(
      expect.objectContaining({ code: 'http2:content_length_mismatch' }),
    );
  });
});
