/**
 * sessionIDTable: the characters of XHTTP session ids, by name or as they are, and whether they give enough ids.
 *
 * roomSize in infra/conf/transport_method.go and PredefinedTable in transport/internet/splithttp/config.go of Xray
 * (v26.7.28).
 */
import { placeOf } from './decode.ts';
import { fault } from './errors.ts';
import type { IntRange } from './scalars.ts';
import type { XhttpSection } from './stream-schema.ts';

const namedTables: Readonly<Record<string, string>> = {
  ALPHABET: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  alphabet: 'abcdefghijklmnopqrstuvwxyz',
  BASE36: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  base36: '0123456789abcdefghijklmnopqrstuvwxyz',
  Base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  HEX: '0123456789ABCDEF',
  hex: '0123456789abcdef',
  number: '0123456789',
};

/** The characters; empty when ids are UUIDs. Throws Fault. */
export function sessionTable(section: XhttpSection): string {
  const name = section.sessionIDTable;
  const table = Object.hasOwn(namedTables, name) ? (namedTables[name] as string) : name;
  if (table === '') return '';
  if (!hasRoom(utf8Length(table), section.sessionIDLength)) {
    throw fault(placeOf(section, 'sessionIDLength'), 'config:xhttp_session_room');
  }
  if (section.sessionIDLength.from <= 0) {
    throw fault(placeOf(section, 'sessionIDLength'), 'config:xhttp_session_length');
  }
  if (/[^\0-\x7f]/.test(table)) {
    throw fault(placeOf(section, 'sessionIDTable'), 'config:xhttp_session_table');
  }
  return table;
}

/** Whether there are 2^31 ids or more: the sum of size^k over the lengths k, where a length below 1 counts as one id. */
function hasRoom(size: number, { from, to }: IntRange): boolean {
  const enough = 2 ** 31;
  const belowOne = Math.max(0, Math.min(to, 0) - from + 1);
  if (size === 1) return to - from + 1 >= enough;
  let room = belowOne;
  // size is 2 or more, so that the sum is enough after 31 steps
  for (let k = Math.max(from, 1); k <= to && room < enough; k++) room += size ** k;
  return room >= enough;
}

const utf8Length = (text: string): number =>
  [...text].reduce(
    (sum, c) => sum + (c < '\x80' ? 1 : c < '\u0800' ? 2 : c.length === 2 ? 4 : 3),
    0,
  );
