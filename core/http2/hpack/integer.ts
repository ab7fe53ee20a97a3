/**
 * Integers that begin in the low bits of an octet (RFC 7541 §5.1).
 *
 *       0   1   2   3   4   5   6   7
 *     +---+---+---+---+---+---+---+---+
 *     |  pattern  |  prefix (here 5)  |   all ones: 7 bits an octet follow, least significant first
 *     +---+---+---+-------------------+
 */
import type { Reader } from '../../bytes/reader.ts';
import type { Writer } from '../../bytes/writer.ts';

/** After the prefix; enough for any number of 32 bits. */
const maxOctets = 5;

/**
 * The number in the low `prefix` bits (1..8) of the next octet and in what follows them. Throws DecodeError. §5.1: "Integer
 * encodings that exceed implementation limits -- in value or octet length -- MUST be treated as decoding errors."
 */
export function readInteger(reader: Reader, prefix: number): number {
  const most = 2 ** prefix - 1;
  let value = (reader.take(1)[0] as number) & most;
  if (value < most) return value;
  for (let i = 0; i < maxOctets; i++) {
    const octet = reader.take(1)[0] as number;
    value += (octet & 127) * 2 ** (7 * i);
    if (octet < 128) return value;
  }
  throw reader.malformed(
    'hpack:integer_too_long',
    `An integer takes more than ${maxOctets} octets`,
  );
}

/** `pattern` has the bits above the prefix. */
export function writeInteger(writer: Writer, pattern: number, prefix: number, value: number): void {
  const most = 2 ** prefix - 1;
  if (value < most) return writer.put(Uint8Array.of(pattern | value));
  const octets = [pattern | most];
  let left = value - most;
  for (; left >= 128; left = Math.floor(left / 128)) octets.push(128 | (left & 127));
  octets.push(left);
  writer.put(Uint8Array.from(octets));
}
