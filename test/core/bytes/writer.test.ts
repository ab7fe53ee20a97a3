import { describe, expect, it } from 'vitest';
import { Writer } from '../../../core/bytes/writer.ts';

describe('Writer', () => {
  it('puts octets one after the other', () => {
    const writer = new Writer();
    writer.put(Uint8Array.of(1));
    writer.put(Uint8Array.of(2, 3));
    expect([...writer.done()]).toEqual([1, 2, 3]);
  });

  it('gives an array of its own even for one part', () => {
    const part = Uint8Array.of(1);
    const writer = new Writer();
    writer.put(part);
    expect(writer.done()).not.toBe(part);
  });

  it('gives nothing when nothing was put', () => {
    expect(new Writer().done()).toHaveLength(0);
  });
});
