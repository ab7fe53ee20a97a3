import { describe, expect, it } from 'vitest';
import { endsBy, type FoundUnit, isLastPart, Track } from '../../../core/inspect/track.ts';

const unit: FoundUnit = { name: 'tunnelled', length: 9, octets: null, value: null, exchange: null };
const add = (track: Track, start: number, end: number, depth = 0) =>
  track.add({ unit, depth, start, end, offset: 0 });
const within = (track: Track, from: number, to: number) =>
  track.within(from, to).map(({ start, end, depth }) => [start, end, depth]);

describe('Track', () => {
  it('gives the marks that have octets in a range', () => {
    const track = new Track();
    for (const at of [0, 10, 20, 30]) add(track, at, at + 10);
    expect(within(track, 10, 20)).toEqual([[10, 20, 0]]);
    expect(within(track, 19, 21)).toEqual([
      [10, 20, 0],
      [20, 30, 0],
    ]);
    expect(within(track, 40, 50)).toEqual([]);
  });

  it('finds a long mark that begins far before the range', () => {
    const track = new Track();
    add(track, 0, 1000);
    for (let at = 0; at < 1000; at += 10) add(track, at, at + 10, 1);
    expect(within(track, 900, 905)).toEqual([
      [0, 1000, 0],
      [900, 910, 1],
    ]);
  });

  it('keeps the order of start and depth, in whatever order marks come', () => {
    const track = new Track();
    add(track, 10, 20, 1);
    add(track, 0, 5);
    add(track, 10, 30, 0);
    add(track, 10, 12, 2);
    expect(within(track, 0, 30)).toEqual([
      [0, 5, 0],
      [10, 30, 0],
      [10, 20, 1],
      [10, 12, 2],
    ]);
  });
});

describe('a part', () => {
  it('is the last of its unit when it reaches its end', () => {
    const part = (offset: number, length: number) =>
      isLastPart({ unit, depth: 0, start: 50, end: 50 + length, offset });
    expect([part(0, 9), part(4, 5), part(0, 4)]).toEqual([true, true, false]);
  });

  it('ends where one looks only when its last octet is there', () => {
    const mark = { unit, depth: 0, start: 50, end: 59, offset: 0 };
    expect([endsBy(mark, 58), endsBy(mark, 59)]).toEqual([false, true]);
  });
});
