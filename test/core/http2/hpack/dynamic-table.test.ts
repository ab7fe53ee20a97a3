import { describe, expect, it } from 'vitest';
import { DynamicTable, entrySize } from '../../../../core/http2/hpack/dynamic-table.ts';

const field = (name: string, value = '') => ({ name, value });

describe('a dynamic table', () => {
  it('RFC 7541 §4.1: counts 32 octets more than a field has', () => {
    expect(entrySize(field('custom-key', 'custom-header'))).toBe(55);
  });

  it('RFC 7541 §2.3.2: has the newest entry first', () => {
    const table = new DynamicTable(200);
    for (const name of ['a', 'b', 'c']) table.insert(field(name));
    expect([1, 2, 3, 4].map((index) => table.at(index)?.name)).toEqual(['c', 'b', 'a', undefined]);
    expect([table.length, table.size, table.inserted]).toEqual([3, 99, 3]);
  });

  it('RFC 7541 §4.4: evicts the oldest for a new one', () => {
    const table = new DynamicTable(70);
    for (const name of ['a', 'b', 'c']) table.insert(field(name));
    expect([table.at(1)?.name, table.at(2)?.name, table.length]).toEqual(['c', 'b', 2]);
  });

  it('RFC 7541 §4.4: is empty after a field that is larger than itself', () => {
    const table = new DynamicTable(70);
    table.insert(field('a'));
    table.insert(field('b', 'b'.repeat(40)));
    expect([table.length, table.size, table.inserted]).toEqual([0, 0, 1]);
  });

  it('RFC 7541 §4.3: evicts when it is made smaller', () => {
    const table = new DynamicTable(200);
    for (const name of ['a', 'b', 'c']) table.insert(field(name));
    table.resize(40);
    expect([table.at(1)?.name, table.length, table.maxSize]).toEqual(['c', 1, 40]);
    table.resize(0);
    expect(table.length).toBe(0);
  });

  it('numbers entries on when thousands have gone', () => {
    const table = new DynamicTable(100);
    for (let i = 0; i < 5_000; i++) table.insert(field(`n${i}`));
    expect([table.at(1)?.name, table.at(2)?.name]).toEqual(['n4999', 'n4998']);
    expect([table.length, table.inserted]).toEqual([2, 5_000]);
  });
});
