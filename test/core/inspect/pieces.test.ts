import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { markAll, markData, Pieces, slice } from '../../../core/inspect/pieces.ts';
import { Track } from '../../../core/inspect/track.ts';

const track = new Track();
const piece = (at: number, ...octets: number[]) => ({
  octets: Uint8Array.from(octets),
  length: octets.length,
  track,
  at,
});
const gap = (at: number, length: number) => ({ octets: null, length, track, at });
const filled = (...list: Parameters<Pieces['push']>[0][]) => {
  const pieces = new Pieces();
  for (const item of list) pieces.push(item);
  return pieces;
};

describe('Pieces', () => {
  it('give the octets at their front up to what was not recorded', () => {
    const pieces = filled(piece(0, 1, 2), piece(10, 3), gap(11, 5), piece(16, 4));
    expect(toHex(pieces.front())).toBe('010203');
    expect(toHex(pieces.front(2))).toBe('0102');
  });

  it('are taken off by number, cut where it falls', () => {
    const pieces = filled(piece(0, 1, 2), piece(10, 3, 4));
    expect(pieces.take(3).map(({ at, length }) => [at, length])).toEqual([
      [0, 2],
      [10, 1],
    ]);
    expect(pieces.length).toBe(1);
    expect(pieces.drain()).toMatchObject([{ at: 11, length: 1 }]);
    expect([pieces.isEmpty, pieces.length]).toEqual([true, 0]);
  });

  it('can be sliced, and stay as they are', () => {
    const list = [piece(0, 1, 2), piece(10, 3, 4)];
    expect(slice(list, 1, 3).map(({ at, length }) => [at, length])).toEqual([
      [1, 1],
      [10, 1],
    ]);
    expect(list.map(({ length }) => length)).toEqual([2, 2]);
  });

  it('give a unit when it is whole', () => {
    const pieces = filled(piece(0, 5));
    expect(pieces.takeUnit('socks:method_reply', 0)).toBe('incomplete');
    pieces.push(piece(7, 0, 9));
    expect(pieces.takeUnit('socks:method_reply', 0)).toMatchObject({
      value: { method: 0 },
      unit: { name: 'socks:method_reply', length: 2 },
      pieces: [{ at: 0 }, { at: 7, length: 1 }],
    });
    expect(toHex(pieces.front())).toBe('09');
  });

  it('are lost when a unit is malformed or was not recorded', () => {
    expect(filled(piece(0, 4, 0)).takeUnit('socks:method_reply', 0)).toBe('lost');
    expect(filled(piece(0, 5), gap(1, 1)).takeUnit('socks:method_reply', 0)).toBe('lost');
  });

  it('hold the end of a chunk also where it was not recorded', () => {
    const pieces = filled(gap(0, 2));
    expect(pieces.takeUnit('http1:chunk_end', 0)).toMatchObject({ value: null });
    expect(pieces.isEmpty).toBe(true);
  });
});

describe('marks', () => {
  it('of one unit in several pieces say where in the unit each begins', () => {
    const own = new Track();
    const parts = [piece(0, 1, 2), piece(8, 3)].map((part) => ({ ...part, track: own }));
    const unit = {
      name: 'tunnelled',
      length: 3,
      octets: null,
      value: null,
      exchange: null,
    } as const;
    markAll(parts, unit, 1);
    expect(own.within(0, 9)).toEqual([
      { unit, depth: 1, start: 0, end: 2, offset: 0 },
      { unit, depth: 1, start: 8, end: 9, offset: 2 },
    ]);
  });

  it('of octets without form are units of their own', () => {
    const own = new Track();
    markData({ ...piece(4, 1), track: own }, 'http1:body', 0);
    expect(own.within(0, 9)).toMatchObject([{ unit: { name: 'http1:body' }, start: 4, end: 5 }]);
  });
});
