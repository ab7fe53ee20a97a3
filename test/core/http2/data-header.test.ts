import { describe, expect, it } from 'vitest';
import { decode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { dataHeader } from '../../../core/http2/data-header.ts';

describe('what stands in front of data', () => {
  it('RFC 9113 §6.1: ends with the pad length where the frame has one', () => {
    const octets = fromHex('000006 00 09 00000001 02 616263 0000');
    expect(decode(dataHeader, octets)?.value).toMatchObject({ length: 6, pad_length: 2 });
    expect(spansOf(dataHeader, octets).map(({ path }) => path)).toEqual([
      ...['length', 'type', 'flags', 'stream_identifier', 'pad_length'],
    ]);
  });

  it('is nine octets otherwise', () => {
    for (const octets of ['000003 00 01 00000001 616263', '000000 00 08 00000001 ff']) {
      expect(decode(dataHeader, fromHex(octets))).toMatchObject({
        length: 9,
        value: { pad_length: null },
      });
    }
  });
});
