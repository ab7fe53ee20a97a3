import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { FieldEncoder } from '../../../core/http2/hpack/codec.ts';
import { HeaderBlocks } from '../../../core/inspect/header-blocks.ts';
import { Pieces } from '../../../core/inspect/pieces.ts';
import { Track } from '../../../core/inspect/track.ts';

const fields = [
  { name: ':method', value: 'GET' },
  { name: 'user-agent', value: 'curl/8.14.1' },
];

function read(blocks: HeaderBlocks, block: Uint8Array, cut = block.length) {
  const track = new Track();
  const pieces = new Pieces();
  for (let at = 0; at < block.length; at += cut) {
    const octets = block.subarray(at, at + cut);
    pieces.push({ octets, length: octets.length, track, at });
  }
  return { list: blocks.read(pieces, 1), marks: track.within(0, block.length) };
}

describe('header blocks', () => {
  it.each([1, 3, 100])('give each field and mark its octets, in pieces of %d', (cut) => {
    const { list, marks } = read(new HeaderBlocks(), new FieldEncoder().encode(fields), cut);
    expect(list).toEqual(fields);
    expect([...new Set(marks.map(({ unit }) => unit.header))]).toEqual(fields);
    expect(new Set(marks.map(({ unit, depth }) => `${depth} ${unit.name}`))).toEqual(
      new Set(['1 hpack:field']),
    );
  });

  it('rest on what earlier ones have said', () => {
    const [blocks, encoder] = [new HeaderBlocks(), new FieldEncoder()];
    read(blocks, encoder.encode(fields));
    const again = encoder.encode(fields);
    expect(again).toHaveLength(2);
    expect(read(blocks, again).list).toEqual(fields);
  });

  it('may begin with the size of the table', () => {
    const [blocks, encoder] = [new HeaderBlocks(), new FieldEncoder()];
    encoder.resize(0);
    const { list, marks } = read(blocks, encoder.encode(fields));
    expect(list).toEqual(fields);
    expect(marks[0]?.unit.name).toBe('hpack:size_update');
  });

  it('RFC 7541 §4.3: keep no field in a table that was made too small for it', () => {
    const [entered, asked] = [fromHex('40 01 61 01 62'), fromHex('be')];
    const small = new HeaderBlocks();
    expect(read(small, concat([fromHex('20'), entered])).list).toHaveLength(1);
    expect(read(small, asked).list).toBeNull();
    const emptied = new HeaderBlocks();
    read(emptied, entered);
    expect(read(emptied, asked).list).toEqual([{ name: 'a', value: 'b' }]);
    expect(read(emptied, concat([fromHex('20'), asked])).list).toBeNull();
  });

  it('are read no more when one of them is missing, or cannot be', () => {
    const blocks = new HeaderBlocks();
    blocks.lose();
    expect(read(blocks, new FieldEncoder().encode(fields)).list).toBeNull();
    const other = new HeaderBlocks();
    expect(read(other, Uint8Array.of(0xff, 0x00)).list).toBeNull();
    expect(read(other, new FieldEncoder().encode(fields)).list).toBeNull();
  });

  it('RFC 7541 §C.3: are those of the three requests of the example', () => {
    const blocks = new HeaderBlocks();
    const text = (octets: string) =>
      read(blocks, fromHex(octets)).list?.map(({ name, value }) => `${name}: ${value}`);
    const common = (scheme: string, path: string) => [
      ...[':method: GET', `:scheme: ${scheme}`, `:path: ${path}`, ':authority: www.example.com'],
    ];
    expect(text('8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d')).toEqual(common('http', '/'));
    expect(text('8286 84be 5808 6e6f 2d63 6163 6865')).toEqual([
      ...[...common('http', '/'), 'cache-control: no-cache'],
    ]);
    expect(
      text('8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65'),
    ).toEqual([...common('https', '/index.html'), 'custom-key: custom-value']);
  });

  it('cannot be read from where a field is not whole or stands in no table', () => {
    const whole = fromHex('82 86 84');
    for (const bad of ['41 0f 77', 'be', '7e 01 61']) {
      const blocks = new HeaderBlocks();
      const { list, marks } = read(blocks, concat([whole, fromHex(bad)]));
      expect(list).toBeNull();
      expect(marks.slice(0, 3).map(({ unit }) => unit.header?.name)).toEqual([
        ...[':method', ':scheme', ':path'],
      ]);
      expect(read(blocks, whole).list, `after ${bad}`).toBeNull();
    }
  });

  it('of literals that are not entered leave the table as it is', () => {
    const blocks = new HeaderBlocks();
    // §6.2.2 without indexing, §6.2.3 never indexed, then index 62, the first of the dynamic table
    expect(read(blocks, fromHex('00 01 61 01 62 10 01 63 01 64')).list).toEqual([
      ...[
        { name: 'a', value: 'b' },
        { name: 'c', value: 'd' },
      ],
    ]);
    expect(read(blocks, fromHex('be')).list).toBeNull();
  });
});
