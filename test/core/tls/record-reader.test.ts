import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { RecordReader } from '../../../core/tls/record-reader.ts';

const record = (length: number, type = 22): Uint8Array =>
  Uint8Array.from([type, 3, 3, length >> 8, length & 255, ...new Uint8Array(length).fill(length)]);
const three = [record(3), record(0, 23), record(300)];
const all = concat(three);

function lengthsOf(reader: RecordReader): number[] {
  const lengths: number[] = [];
  for (let next = reader.next(); next; next = reader.next()) lengths.push(next.fragment.length);
  return lengths;
}

describe('RecordReader', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 100, 1000])('gives records from pieces of %d octets', (size) => {
    const reader = new RecordReader();
    const seen: number[] = [];
    for (let at = 0; at < all.length; at += size) {
      reader.push(all.subarray(at, at + size));
      seen.push(...lengthsOf(reader));
    }
    expect(seen).toEqual([3, 0, 300]);
    expect(reader.isEmpty).toBe(true);
  });

  it('gives what lies whole in a piece as a view of it', () => {
    const reader = new RecordReader();
    reader.push(all);
    const first = reader.next();
    expect(first?.fragment.buffer).toBe(all.buffer);
    expect(first?.header).toEqual(Uint8Array.of(22, 3, 3, 0, 3));
    expect(first?.type).toBe(22);
    expect(reader.isEmpty).toBe(false);
  });

  it('takes pieces that nobody has read yet', () => {
    const reader = new RecordReader();
    reader.push(all.subarray(0, 9));
    reader.push(all.subarray(9));
    expect(lengthsOf(reader)).toEqual([3, 0, 300]);
  });

  it('says whether it stands between two records', () => {
    const reader = new RecordReader();
    reader.push(record(3).subarray(0, 6));
    expect([reader.next(), reader.isEmpty]).toEqual([null, false]);
    reader.push(record(3).subarray(6));
    expect([reader.next()?.fragment.length, reader.isEmpty]).toEqual([3, true]);
  });

  it.each([
    ['HTTP', Uint8Array.from('GET / HTTP/1.1', (c) => c.charCodeAt(0))],
    ['application data', record(3, 23)],
    ['a version that is none', Uint8Array.of(22, 16, 0, 0, 1, 0)],
  ])('refuses %s as the first record, by its header', (_what, octets) => {
    const reader = new RecordReader();
    reader.push(octets.subarray(0, 5));
    expect(() => reader.next()).toThrow('first record does not look like a TLS handshake');
  });

  it('RFC 8446 §5.2: refuses more than 2^14 + 256 octets, by the header', () => {
    const reader = new RecordReader();
    reader.push(Uint8Array.of(22, 3, 3, 0x41, 0x00));
    expect(reader.next()).toBeNull();
    const other = new RecordReader();
    other.push(Uint8Array.of(22, 3, 3, 0x41, 0x01));
    expect(() => other.next()).toThrow('oversized record received with length 16641');
  });
});
