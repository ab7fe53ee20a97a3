/**
 * String literals (RFC 7541 §5.2): a length, then octets as they are or in the Huffman code, as its first bit H says.
 *
 * A string has one octet a character. The shorter form is written; as it is where both are as long.
 */
import type { Codec } from '../../bytes/codec.ts';
import { fromLatin1, toLatin1 } from '../../bytes/utf8.ts';
import { decodeHuffman, encodeHuffman, huffmanOctets } from './huffman.ts';
import { readInteger, writeInteger } from './integer.ts';

const huffman = 0x80;

/** Writing throws RangeError for a character past U+00FF. */
export const stringLiteral: Codec<string> = {
  read(reader) {
    const isCoded = ((reader.octets[reader.offset] ?? 0) & huffman) !== 0;
    const length = reader.field('string_length', (r) => readInteger(r, 7));
    return reader.field('string_data', (r) => {
      const octets = r.take(length);
      return isCoded ? decodeHuffman(octets) : fromLatin1(octets);
    });
  },
  write(writer, text) {
    const octets = toLatin1(text);
    if (huffmanOctets(text) < octets.length) {
      const coded = encodeHuffman(text);
      writeInteger(writer, huffman, 7, coded.length);
      writer.put(coded);
    } else {
      writeInteger(writer, 0, 7, octets.length);
      writer.put(octets);
    }
  },
};
