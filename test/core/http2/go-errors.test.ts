import { describe, expect, it } from 'vitest';
import { connectionError, endOfConnection, streamError } from '../../../core/http2/go-errors.ts';

describe('errors in the words of Go’s client', () => {
  it('tell why a connection is given up', () => {
    expect(connectionError('http2:closed_stream')).toBe('failed: connection error: STREAM_CLOSED');
    expect(connectionError('http2:frame_too_long')).toBe('failed: http2: frame too large');
    expect(connectionError('http2:http1_answer')).toBe(
      'failed: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header',
    );
    expect(connectionError('http2:ping_timeout')).toBe('failed: http2: client connection lost');
    expect(endOfConnection).toBe('failed: unexpected EOF');
  });

  it('tell who has reset a stream', () => {
    expect(streamError(3, 'CANCEL', true)).toBe(
      'failed: stream error: stream ID 3; CANCEL; received from peer',
    );
    expect(streamError(3, 'PROTOCOL_ERROR', false)).toBe(
      'failed: stream error: stream ID 3; PROTOCOL_ERROR',
    );
  });
});
