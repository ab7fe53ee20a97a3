import { describe, expect, it } from 'vitest';
import { UploadBuffer } from '../../../core/xhttp/upload-buffer.ts';

const octets = (length: number) => new Uint8Array(length);
function lengths(buffer: UploadBuffer): number[] {
  const all: number[] = [];
  for (let body = buffer.take(); body; body = buffer.take()) all.push(body.length);
  return all;
}

describe('XHTTP (Xray 26.7.28) dialer.go: the upload buffer', () => {
  it('puts writes that came together into one packet', () => {
    const buffer = new UploadBuffer(1_000_000);
    for (const length of [10, 20, 30]) buffer.write(octets(length));
    expect(lengths(buffer)).toEqual([60]);
    expect(buffer.isEmpty).toBe(true);
  });

  it('cuts packets at the borders of pieces of 8,192 octets', () => {
    const buffer = new UploadBuffer(1_000_000);
    buffer.write(octets(1_200_000));
    expect(lengths(buffer)).toEqual([122 * 8192, 1_200_000 - 122 * 8192]);
  });

  it('begins a piece with every write', () => {
    const buffer = new UploadBuffer(20_000);
    buffer.write(octets(8_193));
    buffer.write(octets(8_192));
    buffer.write(octets(8_192));
    expect(lengths(buffer)).toEqual([8_193 + 8_192, 8_192]);
  });

  it('cuts a piece that is longer than a packet', () => {
    const buffer = new UploadBuffer(1_000);
    buffer.write(octets(2_500));
    expect(lengths(buffer)).toEqual([1_000, 1_000, 500]);
  });

  it('takes all that is there at once: later writes wait for the next take', () => {
    const buffer = new UploadBuffer(10_000);
    buffer.write(octets(8_192));
    buffer.write(octets(8_192));
    expect(buffer.take()).toHaveLength(8_192);
    buffer.write(octets(5));
    expect(lengths(buffer)).toEqual([8_192, 5]);
  });

  it('keeps the octets in order', () => {
    const buffer = new UploadBuffer(3);
    buffer.write(Uint8Array.of(1, 2, 3, 4, 5));
    expect([buffer.take(), buffer.take(), buffer.take()]).toEqual([
      Uint8Array.of(1, 2, 3),
      Uint8Array.of(4, 5),
      null,
    ]);
  });

  it('fills a packet with what comes later when the end of a write did not fit into the one before', () => {
    const buffer = new UploadBuffer(1_000_000);
    for (let i = 0; i < 16; i++) buffer.write(octets(65_536));
    expect(buffer.take()).toHaveLength(122 * 8192);
    for (let i = 0; i < 16; i++) buffer.write(octets(65_536));
    expect(buffer.take()).toHaveLength(122 * 8192);
    expect(lengths(buffer)).toEqual([32 * 65_536 - 2 * 122 * 8192]);
  });

  it('is full when there is no room for another piece', () => {
    const buffer = new UploadBuffer(20_000);
    buffer.write(octets(11_808));
    expect(buffer.isFull).toBe(false);
    buffer.write(octets(1));
    expect(buffer.isFull).toBe(true);
    buffer.take();
    expect(buffer.isFull).toBe(false);
  });
});
