import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../core/bytes/reader.ts';
import {
  answerTo,
  codeOf,
  errorCodes,
  errorName,
  http2ErrorCodes,
  refused,
  statuses,
} from '../../../core/http2/errors.ts';

describe('the errors of HTTP/2', () => {
  it('RFC 9113 §7: are numbered', () => {
    expect(Object.values(errorCodes)).toEqual([...Array(14).keys()]);
    expect([errorName(0xb), errorName(99)]).toEqual(['ENHANCE_YOUR_CALM', '99']);
  });

  it('reach as far as the RFC says', () => {
    expect(answerTo('http2:frame_size')).toEqual({ of: 'connection', name: 'FRAME_SIZE_ERROR' });
    expect(answerTo('http2:priority_size')).toEqual({ of: 'stream', name: 'FRAME_SIZE_ERROR' });
    expect(answerTo('hpack:unknown_index')).toEqual({
      of: 'connection',
      name: 'COMPRESSION_ERROR',
    });
  });

  it('are known by their codes', () => {
    expect(codeOf(refused('http2:self_dependency', ''))).toBe('http2:self_dependency');
    expect(codeOf(new DecodeError('hpack:cut_off', ''))).toBe('hpack:cut_off');
    expect(codeOf(new DecodeError('http1:obs_fold', ''))).toBeNull();
    expect(codeOf(new TypeError())).toBeNull();
  });

  it('have each code once', () => {
    expect(new Set(http2ErrorCodes).size).toBe(http2ErrorCodes.length);
    expect(http2ErrorCodes).toEqual(expect.arrayContaining(Object.keys(statuses)));
  });
});
