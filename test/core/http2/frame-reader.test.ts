import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { FrameReader } from '../../../core/http2/frame-reader.ts';
import { data, headers, ping, raw, settings } from '../../support/http2-frames.ts';

/** What is read, with neighbouring pieces of data joined. */
function readIn(pieces: readonly Uint8Array[]): string[] {
  const reader = new FrameReader();
  const lines: string[] = [];
  for (const read of pieces.flatMap((piece) => [...reader.read(piece)])) {
    if (read.kind === 'header') lines.push(`header ${read.header.type} ${read.header.length}`);
    else if (read.kind === 'end') lines.push(`end ${toHex(read.octets)}`);
    else if (lines.at(-1)?.startsWith('data')) lines[lines.length - 1] += fromLatin1(read.data);
    else lines.push(`data ${fromLatin1(read.data)}`);
  }
  return lines;
}

const stream = concat([
  settings({ ENABLE_PUSH: 0 }),
  headers(1),
  data(1, 'hello', { padding: 3 }),
  data(1, ''),
  raw(0xbe, 5, Uint8Array.of(1, 2, 3)),
  data(1, 'world', { end: true }),
  data(1, '', { padding: 0 }),
  ping(),
]);

describe('the reader of frames', () => {
  it('tells data without its padding, and other frames whole', () => {
    expect(readIn([data(1, 'abc', { padding: 2 }), ping()])).toEqual([
      'header 0 6',
      'data abc',
      'end ',
      'header 6 8',
      `end ${toHex(ping())}`,
    ]);
  });

  it('passes over frames of unknown types', () => {
    expect(readIn([raw(0xbe, 5, Uint8Array.of(1, 2, 3))])).toEqual(['header 190 3', 'end ']);
  });

  it('reads the same however the octets are cut', () => {
    const whole = readIn([stream]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const pieces = places.map((at, i) => stream.subarray(at, places[i + 1]));
        expect(readIn(pieces)).toEqual(whole);
      }),
    );
    expect(readIn(Array.from(stream, (octet) => Uint8Array.of(octet)))).toEqual(whole);
  });

  it('gives views of what it was given', () => {
    const octets = data(1, 'hello');
    const [, read] = [...new FrameReader().read(octets)];
    expect(read?.kind === 'data' && read.data.buffer).toBe(octets.buffer);
  });

  it('tells a header before the payload has come', () => {
    expect(readIn([ping().subarray(0, 9)])).toEqual(['header 6 8']);
  });

  it.each([
    ['all of the frame', raw(0, 1, Uint8Array.of(1), 8)],
    ['more than the frame', raw(0, 1, Uint8Array.of(9, 1, 2), 8)],
    ['a frame without its length', raw(0, 1, new Uint8Array(), 8)],
  ])('RFC 9113 §6.1: refuses padding that is %s', (_what, octets) => {
    expect(() => readIn([octets])).toThrow(
      expect.objectContaining({ code: 'http2:padding_too_long' }),
    );
  });
});
