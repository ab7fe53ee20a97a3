/**
 * The Huffman code of header strings (RFC 7541 §5.2, Appendix B).
 *
 * The code is canonical: codes of one length are consecutive, in the order of their symbols, and follow those of the
 * length before. Its lengths are therefore all that Appendix B holds.
 *
 * A string has one octet a character.
 */
import { DecodeError } from '../../bytes/reader.ts';

/** Length in bits of the code of each octet, and of EOS after them. */
// biome-ignore format: sixteen octets a line
const lengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
] as const;
const eos = 256;
const longest = 30;

/** How many octets a string takes when it is coded. */
export function huffmanOctets(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits += lengths[text.charCodeAt(i)] as number;
  return (bits + 7) >> 3;
}

export function encodeHuffman(text: string): Uint8Array {
  const octets = new Uint8Array(huffmanOctets(text));
  let at = 0;
  let free = 8;
  const put = (code: number, length: number): void => {
    for (let left = length; left > 0; ) {
      const taken = Math.min(free, left);
      const bits = (code >> (left - taken)) & ((1 << taken) - 1);
      octets[at] = (octets[at] as number) | (bits << (free - taken));
      left -= taken;
      free -= taken;
      if (free > 0) continue;
      at++;
      free = 8;
    }
  };
  for (let i = 0; i < text.length; i++) {
    const octet = text.charCodeAt(i);
    put(codes[octet] as number, lengths[octet] as number);
  }
  // "the most significant bits of the code for EOS"
  if (free < 8) put(0xff, free);
  return octets;
}

/**
 * Throws DecodeError. RFC 7541 §5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error. A
 * padding not corresponding to the most significant bits of the code for the EOS symbol MUST be treated as a decoding
 * error. A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error."
 */
export function decodeHuffman(octets: Uint8Array): string {
  const end = octets.length * 8;
  const symbols: number[] = [];
  for (let at = 0; at < end; ) {
    const window = eightBits(octets, at);
    const short = shortCodes[window] as number;
    const length = short >> 8;
    if (short !== 0 && at + length <= end) {
      symbols.push(short & 0xff);
      at += length;
      continue;
    }
    if (end - at < 8) {
      if (window === 0xff) break;
      throw malformed('Padding of a Huffman string is not the beginning of EOS');
    }
    const found = longCode(octets, at, window);
    symbols.push(found.symbol);
    at += found.length;
  }
  let text = '';
  for (let i = 0; i < symbols.length; i += 4096) {
    text += String.fromCharCode(...symbols.slice(i, i + 4096));
  }
  return text;
}

const malformed = (message: string): DecodeError =>
  new DecodeError('hpack:malformed_huffman', message);

/** From bit `at`, with ones where the octets are at their end. */
function eightBits(octets: Uint8Array, at: number): number {
  const i = at >> 3;
  const pair = ((octets[i] as number) << 8) | (octets[i + 1] ?? 0xff);
  return (pair >> (8 - (at & 7))) & 0xff;
}

/** The symbol at bit `at` whose code is longer than the 8 bits of `window`. */
function longCode(
  octets: Uint8Array,
  at: number,
  window: number,
): { readonly symbol: number; readonly length: number } {
  const end = octets.length * 8;
  let code = window;
  for (let length = 9; length <= longest; length++) {
    const bit = at + length - 1;
    if (bit >= end) throw malformed('A Huffman string ends amid a code or in too much padding');
    code = code * 2 + (((octets[bit >> 3] as number) >> (7 - (bit & 7))) & 1);
    const symbol = ofLength[length]?.[code - (firstOf[length] as number)];
    if (symbol === undefined) continue;
    if (symbol === eos) throw malformed('A Huffman string contains EOS');
    return { symbol, length };
  }
  throw malformed('A Huffman string contains EOS');
}

/** Symbols by the length of their codes, in order. */
const ofLength = Array.from({ length: longest + 1 }, (): number[] => []);
/** The first code of each length. */
const firstOf: number[] = [0];
const codes: number[] = [];
/** For every 8 bits that begin with a whole code: its length in the upper octet, its symbol in the lower one; else 0. */
const shortCodes = new Uint16Array(256);

for (const [symbol, length] of lengths.entries()) ofLength[length]?.push(symbol);
for (let length = 1; length <= longest; length++) {
  const shorter = ofLength[length - 1] as readonly number[];
  const first = ((firstOf[length - 1] as number) + shorter.length) * 2;
  firstOf.push(first);
  for (const [i, symbol] of (ofLength[length] as readonly number[]).entries()) {
    codes[symbol] = first + i;
    if (length > 8) continue;
    const spread = 8 - length;
    shortCodes.fill((length << 8) | symbol, (first + i) << spread, (first + i + 1) << spread);
  }
}
