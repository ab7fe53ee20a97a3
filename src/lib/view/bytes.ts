/**
 * Octets as rows of hexadecimal text, each row cut where a field begins.
 *
 * The octets of one field in one row are one cell, so that a long field costs one node a row and the text can be
 * selected and read aloud.
 */

/** A named run of octets, [start, end); the fields of a packet follow each other without a gap. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Cell {
  /** Index of the field, or -1 for octets that nothing names. */
  readonly field: number;
  readonly start: number;
  /** Two digits an octet, a space between. */
  readonly hex: string;
  /** Printable ASCII, `·` for the rest. */
  readonly text: string;
}

export interface HexRow {
  readonly offset: number;
  readonly cells: readonly Cell[];
}

export function hexRows(octets: Uint8Array, fields: readonly Range[], perRow: number): HexRow[] {
  const rows: HexRow[] = [];
  let field = 0;
  for (let offset = 0; offset < octets.length; offset += perRow) {
    const end = Math.min(offset + perRow, octets.length);
    const cells: Cell[] = [];
    for (let at = offset; at < end; ) {
      while (field < fields.length && (fields[field] as Range).end <= at) field++;
      const here = fields[field];
      const inside = here !== undefined && here.start <= at;
      const stop = Math.min(end, inside ? here.end : (here?.start ?? end));
      const slice = octets.subarray(at, stop);
      cells.push({
        field: inside ? field : -1,
        start: at,
        hex: hexOf(slice),
        text: asciiOf(slice),
      });
      at = stop;
    }
    rows.push({ offset, cells });
  }
  return rows;
}

export const hexOf = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(' ');

export const asciiOf = (octets: Uint8Array): string =>
  Array.from(octets, (octet) =>
    octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·',
  ).join('');
