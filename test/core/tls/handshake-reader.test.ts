import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { HandshakeReader } from '../../../core/tls/handshake-reader.ts';

const message = (type: number, length: number): Uint8Array =>
  Uint8Array.from([type, 0, length >> 8, length & 255, ...new Uint8Array(length)]);
const header = (type: number, length: number): Uint8Array =>
  Uint8Array.of(type, length >> 16, (length >> 8) & 255, length & 255);

describe('HandshakeReader', () => {
  it.each([1, 2, 3, 4, 5, 10, 1000])('gives messages from fragments of %d octets', (size) => {
    const all = concat([message(8, 2), message(11, 300), message(20, 0)]);
    const reader = new HandshakeReader();
    const seen: [number, number][] = [];
    for (let at = 0; at < all.length; at += size) {
      reader.push(all.subarray(at, at + size));
      for (let next = reader.next(); next; next = reader.next()) {
        seen.push([next.type, next.octets.length]);
      }
    }
    expect(seen).toEqual([
      [8, 6],
      [11, 304],
      [20, 4],
    ]);
    expect(reader.isEmpty).toBe(true);
  });

  it('says whether a message has begun', () => {
    const reader = new HandshakeReader();
    reader.push(message(20, 3).subarray(0, 5));
    expect([reader.next(), reader.isEmpty]).toEqual([null, false]);
  });

  it('refuses a message that is too long, by its header', () => {
    const reader = new HandshakeReader();
    reader.push(header(8, 65_537));
    expect(() => reader.next()).toThrow(
      'tls: handshake message of length 65537 bytes exceeds maximum of 65536 bytes',
    );
  });

  it('lets certificates be longer', () => {
    const reader = new HandshakeReader();
    reader.push(header(11, 262_144));
    expect(reader.next()).toBeNull();
    const other = new HandshakeReader();
    other.push(header(11, 262_145));
    expect(() => other.next()).toThrow('exceeds maximum of 262144 bytes');
  });
});
