import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../core/bytes/hex.ts';
import {
  decodeHuffman,
  encodeHuffman,
  huffmanOctets,
} from '../../../../core/http2/hpack/huffman.ts';

const latin1 = fc
  .array(fc.nat(255), { maxLength: 80 })
  .map((codes) => String.fromCharCode(...codes));

describe('the Huffman code', () => {
  it.each([
    ['www.example.com', 'f1e3c2e5f23a6ba0ab90f4ff'],
    ['no-cache', 'a8eb10649cbf'],
    ['302', '6402'],
    ['', ''],
  ])('RFC 7541 Appendix C: writes %s as %s', (text, octets) => {
    expect(toHex(encodeHuffman(text))).toBe(octets);
    expect(decodeHuffman(fromHex(octets))).toBe(text);
    expect(huffmanOctets(text)).toBe(octets.length / 2);
  });

  it.each([
    [0, 'ffc7'],
    [10, 'fffffff3'],
    [22, 'fffffffb'],
    [249, 'ffffffef'],
    [255, 'fffffbbf'],
  ])('RFC 7541 Appendix B: has a code for octet %i', (octet, octets) => {
    expect(toHex(encodeHuffman(String.fromCharCode(octet)))).toBe(octets);
  });

  it('gives back any text, in as many octets as it says', () => {
    fc.assert(
      fc.property(latin1, (text) => {
        const octets = encodeHuffman(text);
        expect(octets.length).toBe(huffmanOctets(text));
        expect(decodeHuffman(octets)).toBe(text);
      }),
    );
  });

  it.each([
    ['padding of 8 bits', 'ff'],
    ['padding of 8 bits after a symbol', 'f8ff'],
    ['padding of zeros', '00'],
    ['padding that is not all ones', '1e'],
    ['EOS', 'fffffffc'],
    ['EOS amid a string', '1ffffffff8'],
    ['the beginning of a long code', 'fffe'],
  ])('RFC 7541 §5.2: refuses %s', (_what, octets) => {
    expect(() => decodeHuffman(fromHex(octets))).toThrow(
      expect.objectContaining({ code: 'hpack:malformed_huffman' }),
    );
  });

  it('reads or refuses any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        let text: string;
        try {
          text = decodeHuffman(octets);
        } catch (error) {
          expect(error).toMatchObject({ code: 'hpack:malformed_huffman' });
          return;
        }
        expect(toHex(encodeHuffman(text))).toBe(toHex(octets));
      }),
    );
  });
});
