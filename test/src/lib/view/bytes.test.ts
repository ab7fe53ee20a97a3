import { describe, expect, it } from 'vitest';
import { asciiOf, hexOf, hexRows } from '../../../../src/lib/view/bytes.ts';

const octets = (length: number) => Uint8Array.from({ length }, (_, i) => i);

describe('a hex view', () => {
  it('cuts rows where fields begin, and fields where rows end', () => {
    const rows = hexRows(
      octets(10),
      [
        { start: 0, end: 2 },
        { start: 2, end: 9 },
      ],
      4,
    );
    expect(rows.map(({ offset, cells }) => [offset, cells.map((c) => [c.field, c.hex])])).toEqual([
      [
        0,
        [
          [0, '00 01'],
          [1, '02 03'],
        ],
      ],
      [4, [[1, '04 05 06 07']]],
      [
        8,
        [
          [1, '08'],
          [-1, '09'],
        ],
      ],
    ]);
  });

  it('shows every octet once, in order', () => {
    const rows = hexRows(
      octets(100),
      [
        { start: 3, end: 50 },
        { start: 60, end: 61 },
      ],
      16,
    );
    const text = rows.flatMap(({ cells }) => cells.map((cell) => cell.hex)).join(' ');
    expect(text).toBe(hexOf(octets(100)));
  });

  it('leaves octets without a field unnamed', () => {
    expect(hexRows(octets(2), [], 16)[0]?.cells).toMatchObject([{ field: -1, hex: '00 01' }]);
    expect(hexRows(octets(0), [], 16)).toEqual([]);
  });
});

it('shows printable ASCII and a dot for the rest', () => {
  expect(asciiOf(Uint8Array.of(0x47, 0x45, 0x54, 0x0d, 0x0a, 0xe4))).toBe('GET···');
});
