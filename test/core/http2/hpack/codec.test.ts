import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spansOf } from '../../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../../core/bytes/hex.ts';
import {
  FieldDecoder,
  FieldEncoder,
  fieldAt,
  representation,
} from '../../../../core/http2/hpack/codec.ts';
import { DynamicTable } from '../../../../core/http2/hpack/dynamic-table.ts';
import vectors from '../../../vectors/rfc7541-appendix-c/vectors.json' with { type: 'json' };

const anyLength = Number.POSITIVE_INFINITY;
const listOf = (fields: readonly (readonly string[])[]) =>
  fields.map(([name = '', value = '']) => ({ name, value }));
const decoded = (octets: string) => new FieldDecoder(4_096).decode(fromHex(octets), anyLength);

const name = fc.constantFrom('a', 'b', ':path', 'cookie', 'x-long-name', 'content-type');
const value = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\xff'), maxLength: 30 });
const lists = fc.array(fc.array(fc.record({ name, value }), { maxLength: 8 }), { maxLength: 12 });

describe('a field block', () => {
  it.each(vectors.sequences)('RFC 7541 §$clause: is read', ({ maxTableSize, blocks }) => {
    const decoder = new FieldDecoder(maxTableSize);
    for (const { octets, fields, tableSize } of blocks) {
      const list = decoder.decode(fromHex(octets), anyLength);
      expect(list).toEqual({ fields: listOf(fields), isTooLong: false });
      expect(decoder.table.size).toBe(tableSize);
    }
  });

  // of C.6 one string is as long without the Huffman code, and the encoder leaves it as it is
  it('RFC 7541 §C.4: is written', () => {
    const encoder = new FieldEncoder();
    const blocks = vectors.sequences.find(({ clause }) => clause === 'C.4')?.blocks ?? [];
    for (const { octets, fields, tableSize } of blocks) {
      expect(toHex(encoder.encode(listOf(fields)))).toBe(octets);
      expect(encoder.table.size).toBe(tableSize);
    }
    expect(blocks).toHaveLength(3);
  });

  it('comes back, whatever its fields, and leaves both tables the same', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.nat(300), { maxLength: 12 }), (blocks, sizes) => {
        const encoder = new FieldEncoder();
        const decoder = new FieldDecoder(4_096);
        for (const [i, fields] of blocks.entries()) {
          const size = sizes[i];
          if (size !== undefined) encoder.resize(size);
          const { fields: read } = decoder.decode(encoder.encode(fields), anyLength);
          expect(read).toEqual(fields);
          if (fields.length > 0) expect(decoder.table.size).toBe(encoder.table.size);
        }
      }),
    );
  });

  it('says a field that both ends know in one octet', () => {
    const encoder = new FieldEncoder();
    const fields = listOf([['x-custom', 'value']]);
    encoder.encode(fields);
    expect(toHex(encoder.encode(fields))).toBe('be');
  });

  it('RFC 7541 §6.1: refuses index 0', () => {
    expect(() => decoded('80')).toThrow(expect.objectContaining({ code: 'hpack:unknown_index' }));
  });

  it.each([
    ['an index of nothing', 'c6', 'hpack:unknown_index'],
    ['the name of nothing', '7f0700', 'hpack:unknown_index'],
    ['an end amid a string', '400a63', 'hpack:cut_off'],
    ['an end amid an integer', 'ff', 'hpack:cut_off'],
    ['RFC 7541 §4.2: a size update after a field', '8220', 'hpack:late_size_update'],
    ['RFC 7541 §6.3: a size beyond the setting', '3fe21f', 'hpack:size_update_too_large'],
    ['EOS in a name', '0085f2b24a84ff874951fffffffa7f', 'hpack:malformed_huffman'],
  ])('refuses %s', (_what, octets, code) => {
    expect(() => decoded(octets)).toThrow(expect.objectContaining({ code }));
  });

  it('RFC 7541 §4.2: takes size updates before its first field', () => {
    expect(decoded('203fe11f82').fields).toEqual([{ name: ':method', value: 'GET' }]);
  });

  it('RFC 7541 §4.2: begins with the smallest and the last of the sizes that the peer has told', () => {
    const encoder = new FieldEncoder();
    encoder.encode(listOf([['a', 'b']]));
    encoder.resize(0);
    encoder.resize(100);
    expect(toHex(encoder.encode(listOf([[':method', 'GET']])))).toBe('203f4582');
    expect(toHex(encoder.encode(listOf([[':method', 'GET']])))).toBe('82');
  });

  it('has a table no larger than its own limit, whatever the peer allows', () => {
    const encoder = new FieldEncoder();
    encoder.resize(65_536);
    expect(toHex(encoder.encode(listOf([[':method', 'GET']])))).toBe('82');
  });

  it('RFC 9113 §6.5.2: tells a list that is longer than allowed, and keeps its table right', () => {
    const encoder = new FieldEncoder();
    const decoder = new FieldDecoder(4_096);
    const fields = listOf([
      ['a', 'b'.repeat(100)],
      ['c', 'd'],
    ]);
    const list = decoder.decode(encoder.encode(fields), 150);
    expect([list.isTooLong, list.fields.length]).toEqual([true, 1]);
    expect(decoder.decode(encoder.encode(fields), 1_000).fields).toEqual(fields);
  });

  it('keeps little of many references to a large entry', () => {
    const encoder = new FieldEncoder();
    const decoder = new FieldDecoder(4_096);
    const [large] = listOf([['a', 'b'.repeat(3_000)]]);
    if (!large) throw new Error('No field');
    decoder.decode(encoder.encode([large]), anyLength);
    const bomb = new Uint8Array(10_000).fill(0xbe);
    expect(decoder.decode(bomb, 8_512)).toMatchObject({ isTooLong: true, fields: [large, large] });
  });

  it('forgets what its table has evicted', () => {
    const encoder = new FieldEncoder();
    const decoder = new FieldDecoder(4_096);
    encoder.resize(100);
    for (let i = 0; i < 1_000; i++) {
      const fields = listOf([[`name-${i % 150}`, `${i}`]]);
      expect(decoder.decode(encoder.encode(fields), anyLength).fields).toEqual(fields);
    }
  });
});

describe('a representation', () => {
  it('names its octets', () => {
    const literal = fromHex('400a637573746f6d2d6b65790d637573746f6d2d686561646572');
    expect(spansOf(representation, literal).map(({ path }) => path)).toEqual([
      ...['index', 'name.string_length', 'name.string_data'],
      ...['value.string_length', 'value.string_data'],
    ]);
    expect(spansOf(representation, fromHex('82'))).toMatchObject([{ path: 'index', value: 2 }]);
    expect(spansOf(representation, fromHex('3fe11f'))).toMatchObject([
      { path: 'max_size', value: 4_096 },
    ]);
  });
});

describe('the index space', () => {
  it('RFC 7541 §2.3.3: has the dynamic table after the static one', () => {
    const table = new DynamicTable(100);
    table.insert({ name: 'a', value: 'b' });
    expect(fieldAt(61, table)?.name).toBe('www-authenticate');
    expect(fieldAt(62, table)).toEqual({ name: 'a', value: 'b' });
    expect([fieldAt(0, table), fieldAt(63, table)]).toEqual([undefined, undefined]);
  });
});
