import { describe, expect, it } from 'vitest';
import { Incomplete, Reader, type Span } from '../../../core/bytes/reader.ts';

const of = (...octets: number[]) => Uint8Array.from(octets);

describe('Reader', () => {
  it('gives views of the octets, and counts them', () => {
    const octets = of(1, 2, 3);
    const reader = new Reader(octets);
    const taken = reader.take(2);
    expect(taken.buffer).toBe(octets.buffer);
    expect([...taken]).toEqual([1, 2]);
    expect([reader.offset, reader.remaining]).toEqual([2, 1]);
  });

  it('throws Incomplete for more than there is, and stays where it is', () => {
    const reader = new Reader(of(1));
    expect(() => reader.take(2)).toThrow(Incomplete);
    expect(reader.offset).toBe(0);
  });

  it('records the innermost fields only, by their whole path', () => {
    const spans: Span[] = [];
    const reader = new Reader(of(1, 2, 3), spans);
    reader.field('a', (r) => {
      r.field('b', (inner) => inner.take(1));
      r.field('c', (inner) => inner.take(2));
    });
    expect(spans.map(({ path, start, end }) => [path, start, end])).toEqual([
      ['a.b', 0, 1],
      ['a.c', 1, 3],
    ]);
  });

  it('records no field that has no octets', () => {
    const spans: Span[] = [];
    new Reader(of(1), spans).field('empty', (r) => r.take(0));
    expect(spans).toEqual([]);
  });

  it('reads a part that ends where it is told to, and goes on behind it', () => {
    const reader = new Reader(of(1, 2, 3, 4));
    const part = reader.within(2, 'test:bad', (r) => [r.remaining, ...r.take(2), r.remaining]);
    expect(part).toEqual([2, 1, 2, 0]);
    expect(reader.remaining).toBe(2);
    expect(() => reader.within(3, 'test:bad', (r) => r.take(3))).toThrow(Incomplete);
  });

  it('refuses a part that ends early or late, with the code it is given', () => {
    const reader = new Reader(of(1, 2, 3, 4));
    const early = () => reader.field('a', () => reader.within(2, 'test:bad', (r) => r.take(1)));
    expect(early).toThrow('1 octets are left after the last field');
    const late = () => new Reader(of(1, 2, 3)).within(2, 'test:bad', (r) => r.take(3));
    expect(late).toThrow('A field goes beyond the end of what holds it');
  });

  it('says in an error where it stands', () => {
    const reader = new Reader(of(1, 2));
    const error = reader.field('a', (r) =>
      r.field('b', (inner) => {
        inner.take(1);
        return inner.malformed('test:bad', 'Bad');
      }),
    );
    expect(error).toMatchObject({ code: 'test:bad', message: 'Bad', path: 'a.b', offset: 1 });
  });
});
