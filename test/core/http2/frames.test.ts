import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { frame, frameHeader } from '../../../core/http2/frames.ts';
import { ascii } from '../../support/playbook.ts';

const read = (octets: string) => decode(frame, fromHex(octets))?.value;
const paths = (octets: string) => spansOf(frame, fromHex(octets)).map(({ path }) => path);

describe('a frame', () => {
  it('RFC 9113 §4.1: begins with nine octets', () => {
    const octets = fromHex('000004 08 00 00000001'.replaceAll(' ', ''));
    expect(decode(frameHeader, octets)?.value).toEqual({
      length: 4,
      type: 8,
      flags: 0,
      stream_identifier: 1,
    });
  });

  it('RFC 9113 §4.1: ignores the reserved bit', () => {
    expect(read('000000 00 01 80000003')).toMatchObject({ stream_identifier: 3 });
    expect(read('000004 08 00 00000000 80000001')).toMatchObject({ window_size_increment: 1 });
  });

  it('RFC 9113 §6.1: holds data between pad length and padding', () => {
    expect(read('000006 00 09 00000001 02 616263 0000')).toEqual({
      type: 'DATA',
      stream_identifier: 1,
      end_stream: true,
      data: ascii('abc'),
      pad_length: 2,
    });
    expect(paths('000006 00 09 00000001 02 616263 0000')).toEqual([
      ...['length', 'type', 'flags', 'stream_identifier', 'pad_length', 'data', 'padding'],
    ]);
  });

  it('RFC 9113 §6.2: holds a priority before its field block', () => {
    expect(paths('000009 01 2d 00000001 01 80000003 10 8286 00')).toEqual([
      ...['length', 'type', 'flags', 'stream_identifier', 'pad_length'],
      ...['stream_dependency', 'weight', 'field_block_fragment', 'padding'],
    ]);
    expect(read('000009 01 2d 00000001 01 80000003 10 8286 00')).toMatchObject({
      type: 'HEADERS',
      end_stream: true,
      end_headers: true,
      priority: { exclusive: true, stream_dependency: 3, weight: 16 },
    });
  });

  it('RFC 9113 §6.5.1: names each setting', () => {
    expect(paths('00000c 04 00 00000000 0002 00000000 0004 00400000').slice(4)).toEqual([
      ...['settings.0.identifier', 'settings.0.value'],
      ...['settings.1.identifier', 'settings.1.value'],
    ]);
  });

  it.each([
    ['RST_STREAM', '000004 03 00 00000001 00000008', { error_code: 8 }],
    ['PING', '000008 06 01 00000000 3031323334353637', { ack: true }],
    ['GOAWAY', '00000a 07 00 00000000 00000005 0000000b 6869', { last_stream_id: 5 }],
    ['PUSH_PROMISE', '000006 05 04 00000001 00000002 8286', { promised_stream_id: 2 }],
    ['CONTINUATION', '000001 09 04 00000001 82', { end_headers: true }],
    ['PRIORITY', '000005 02 00 00000001 00000000 0f', { stream_identifier: 1 }],
    ['UNKNOWN', '000002 0a 07 00000001 0102', { code: 10, flags: 7 }],
  ])('RFC 9113 §6: may be %s', (type, octets, fields) => {
    const value = read(octets);
    expect(value).toMatchObject({ type, ...fields });
    if (value) expect(toHex(encode(frame, value))).toBe(octets.replaceAll(' ', ''));
  });

  it.each([
    ['§6.4: RST_STREAM', '000003 03 00 00000001 000000', 'http2:frame_size'],
    ['§6.5: SETTINGS', '000003 04 00 00000000 000000', 'http2:frame_size'],
    ['§6.7: PING', '000006 06 00 00000000 000000000000', 'http2:frame_size'],
    ['§6.8: GOAWAY', '000004 07 00 00000000 00000000', 'http2:frame_size'],
    ['§6.9: WINDOW_UPDATE', '000003 08 00 00000000 000000', 'http2:frame_size'],
    ['§6.3: PRIORITY', '000004 02 00 00000001 00000000', 'http2:priority_size'],
    ['§6.2: HEADERS with a priority', '000003 01 20 00000001 000000', 'http2:frame_size'],
  ])('RFC 9113 %s of another size is refused', (_what, octets, code) => {
    expect(() => read(octets)).toThrow(expect.objectContaining({ code }));
  });

  it.each(['00', '01', '05'])(
    'RFC 9113 §6.1: is refused when padding fills it, type %s',
    (type) => {
      expect(() => read(`000001 ${type} 08 00000001 01`)).toThrow(
        expect.objectContaining({ code: 'http2:padding_too_long' }),
      );
    },
  );

  it('is waited for until all of it is there', () => {
    expect(read('000004 08 00 00000001 000000')).toBeUndefined();
  });
});
