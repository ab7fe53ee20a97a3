import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { FieldBlocks } from '../../../core/http2/field-blocks.ts';

const start = { stream: 1, endStream: true, isSelfDependent: false };
const header = (type: number, stream_identifier = 1, length = 3) => ({
  ...{ type, stream_identifier, length, flags: 0 },
});
const octets = Uint8Array.of(1, 2, 3);

describe('field blocks', () => {
  it('RFC 9113 §4.3: come in HEADERS and CONTINUATION', () => {
    const blocks = new FieldBlocks(100);
    blocks.admit(header(1));
    blocks.begin(start);
    expect(blocks.add(octets, false)).toBeNull();
    blocks.admit(header(9));
    const block = blocks.add(octets, true);
    expect(block && { ...block, octets: toHex(block.octets) }).toEqual({
      ...start,
      octets: '010203010203',
    });
  });

  it.each([
    ['a frame of another type', header(0)],
    ['HEADERS', header(1)],
    ['a frame of an unknown type', header(190)],
    ['a CONTINUATION of another stream', header(9, 3)],
  ])('RFC 9113 §6.10: are not interrupted by %s', (_what, other) => {
    const blocks = new FieldBlocks(100);
    blocks.begin(start);
    blocks.add(octets, false);
    expect(() => blocks.admit(other)).toThrow(
      expect.objectContaining({ code: 'http2:interrupted_field_block' }),
    );
  });

  it('RFC 9113 §6.10: do not begin with CONTINUATION', () => {
    expect(() => new FieldBlocks(100).admit(header(9))).toThrow(
      expect.objectContaining({ code: 'http2:unexpected_frame' }),
    );
  });

  it('have at most twice the octets of their list, before they have come', () => {
    const blocks = new FieldBlocks(100);
    blocks.admit(header(1, 1, 200));
    expect(() => blocks.admit(header(1, 1, 201))).toThrow(
      expect.objectContaining({ code: 'http2:field_block_too_long' }),
    );
    blocks.begin(start);
    blocks.add(new Uint8Array(150), false);
    expect(() => blocks.admit(header(9, 1, 51))).toThrow(
      expect.objectContaining({ code: 'http2:field_block_too_long' }),
    );
  });
});
