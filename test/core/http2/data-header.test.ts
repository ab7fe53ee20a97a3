import { describe, expect, it } from 'vitest';
import { decode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { dataHeader } from '../../../core/http2/data-header.ts';

describe('the front of a DATA frame', () => {
  it('RFC 9113 §6.1: has a length of padding when a flag says so', () => {
    const padded = fromHex('000007 00 09 00000001 03');
    expect(decode(dataHeader, padded)?.value).toEqual({
      ...{ length: 7, type: 0, flags: 9, stream_identifier: 1, pad_length: 3 },
    });
    expect(spansOf(dataHeader, padded).map(({ path }) => path)).toEqual([
      ...['length', 'type', 'flags', 'stream_identifier', 'pad_length'],
    ]);
  });

  it('has none without, nor in a frame without octets', () => {
    for (const octets of ['000007 00 01 00000001', '000000 00 08 00000001']) {
      expect(decode(dataHeader, fromHex(octets))?.value.pad_length).toBeNull();
    }
  });
});
