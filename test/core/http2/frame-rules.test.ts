import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { checkHeader } from '../../../core/http2/frame-rules.ts';
import type { FrameHeader } from '../../../core/http2/frame-types.ts';
import { frameHeader } from '../../../core/http2/frames.ts';
import { ascii } from '../../support/playbook.ts';

const header = (type: number, stream_identifier: number, length = 0): FrameHeader => ({
  ...{ type, stream_identifier, length, flags: 0 },
});
const http1 = decode(frameHeader, ascii('HTTP/1.1 '))?.value as FrameHeader;

describe('the rules for a frame’s header', () => {
  it.each([
    ['§4.2: is too long', header(0, 1, 16_385), 'http2:frame_too_long'],
    ['§4.2: is HTTP/1.1', http1, 'http2:http1_answer'],
    ['§6.1: is DATA on stream 0', header(0, 0), 'http2:stream_identifier'],
    ['§6.10: is CONTINUATION on stream 0', header(9, 0), 'http2:stream_identifier'],
    ['§6.5: is SETTINGS on a stream', header(4, 1), 'http2:stream_identifier'],
    ['§6.7: is PING on a stream', header(6, 3), 'http2:stream_identifier'],
    ['§10.5: has 101 settings', header(4, 0, 606), 'http2:too_many_settings'],
  ])('RFC 9113 %s', (_what, of, code) => {
    expect(() => checkHeader(of, 16_384)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['DATA on a stream', header(0, 1, 16_384)],
    ['WINDOW_UPDATE of the connection', header(8, 0, 4)],
    ['WINDOW_UPDATE of a stream', header(8, 5, 4)],
    ['an unknown type on stream 0', header(190, 0)],
    ['100 settings', header(4, 0, 600)],
  ])('let %s pass', (_what, of) => {
    expect(() => checkHeader(of, 16_384)).not.toThrow();
  });
});
