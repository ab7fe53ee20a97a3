import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import {
  ChunkedReader,
  chunkEnd,
  chunkHeader,
  encodeChunk,
  lastChunk,
} from '../../../core/http1/chunked.ts';
import { ascii } from '../../support/playbook.ts';

const header = (text: string) => decode(chunkHeader, ascii(text));

/** Reads octets in one go; gives the data's texts and the rest, which is null for a body that goes on. */
function readAll(reader: ChunkedReader, octets: Uint8Array) {
  const data: Uint8Array[] = [];
  const reading = reader.read(octets);
  let read = reading.next();
  for (; !read.done; read = reading.next()) data.push(read.value);
  return { data, rest: read.value };
}
const textsOf = (text: string) => {
  const { data, rest } = readAll(new ChunkedReader(), ascii(text));
  return [data.map(fromLatin1), rest && fromLatin1(rest)];
};

describe('a chunk header', () => {
  it.each([
    ['5\r\n', 5, ''],
    ['00fF\r\n', 255, ''],
    ['fffffffffffff\r\n', 2 ** 52 - 1, ''],
    ['5;a=b;c="d"\r\n', 5, ';a=b;c="d"'],
    ['5 ;a\r\n', 5, ' ;a'],
  ])('RFC 9112 §7.1: %j is read', (text, chunk_size, chunk_ext) => {
    expect(header(text)?.value).toEqual({ chunk_size, chunk_ext });
  });

  it.each([
    ['no digits', '\r\n', 'http1:malformed_chunk_size'],
    ['a sign', '+5\r\n', 'http1:malformed_chunk_size'],
    ['a prefix', '0x5\r\n', 'http1:malformed_chunk_size'],
    ['a space before the size', ' 5\r\n', 'http1:malformed_chunk_size'],
    ['a space after the size', '5 \r\n', 'http1:malformed_chunk_size'],
    ['an underscore', '1_0\r\n', 'http1:malformed_chunk_size'],
    ['more digits than a size may have', '00000000000005', 'http1:malformed_chunk_size'],
    ['a lone LF', '5\n', 'http1:bare_lf'],
    ['a lone LF after an extension', '5;a\nhello', 'http1:bare_lf'],
    ['a lone CR', '5\rx', 'http1:bare_cr'],
    ['an extension without end', `5;${'a'.repeat(4_096)}`, 'http1:chunk_extension_too_long'],
  ])('RFC 9112 §7.1: %s is refused', (_what, text, code) => {
    expect(() => header(text)).toThrow(expect.objectContaining({ name: 'DecodeError', code }));
  });

  it('names every octet', () => {
    const paths = spansOf(chunkHeader, ascii('5;a\r\n')).map(({ path }) => path);
    expect(paths).toEqual(['chunk_size', 'chunk_ext', 'crlf']);
    expect(spansOf(chunkEnd, ascii('\r\n'))[0]?.path).toBe('crlf');
  });

  it('is not written with an extension that is none', () => {
    expect(() => encode(chunkHeader, { chunk_size: 1, chunk_ext: '\r\nx' })).toThrow(RangeError);
  });
});

describe('ChunkedReader', () => {
  it('RFC 9112 §7.1: gives data, and what follows the last chunk', () => {
    expect(textsOf('5\r\nhello\r\n1\r\n!\r\n0\r\n\r\nGET')).toEqual([['hello', '!'], 'GET']);
  });

  it('RFC 9112 §7.1.2: reads trailers and drops them', () => {
    expect(textsOf('0\r\nA: b\r\nC: d\r\n\r\n')).toEqual([[], '']);
  });

  it('has nothing left to give while the body goes on', () => {
    expect(textsOf('5\r\nhe')).toEqual([['he'], null]);
    expect(textsOf('5\r\nhello\r\n0\r\n')).toEqual([['hello'], null]);
  });

  it('gives views of what came', () => {
    const octets = ascii('5\r\nhello\r\n');
    const [data] = readAll(new ChunkedReader(), octets).data;
    expect(data?.buffer).toBe(octets.buffer);
  });

  it('reads a mebibyte in the pieces in which it came', () => {
    const reader = new ChunkedReader();
    readAll(reader, ascii('100000\r\n'));
    const piece = new Uint8Array(65_536);
    const pieces = Array.from({ length: 16 }, () => readAll(reader, piece).data);
    expect(pieces.every(([only, ...others]) => only?.length === 65_536 && !others.length)).toBe(
      true,
    );
  });

  it.each([
    ['data longer than its size', '2\r\nabc\r\n', 'http1:malformed_chunk_end'],
    ['a lone LF after data', '2\r\nab\n', 'http1:bare_lf'],
    ['a bad header in a trailer', '0\r\nA : b\r\n\r\n', 'http1:space_before_colon'],
    ['trailers without end', `0\r\n${'A: b\r\n'.repeat(1_366)}`, 'http1:trailers_too_long'],
  ])('RFC 9112 §7.1: %s is refused', (_what, text, code) => {
    expect(() => textsOf(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('encodeChunk', () => {
  it('frames data in one array', () => {
    expect(fromLatin1(encodeChunk(ascii('hello, chunked world')))).toBe(
      '14\r\nhello, chunked world\r\n',
    );
  });

  it('gives nothing for no data, which would end the body', () => {
    expect(encodeChunk(new Uint8Array())).toHaveLength(0);
    expect(fromLatin1(lastChunk)).toBe('0\r\n\r\n');
  });
});
