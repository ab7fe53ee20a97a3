import { describe, expect, it } from 'vitest';
import { queryValue, withQueryValue } from '../../../core/xhttp/query.ts';

describe('net/url: a query', () => {
  it.each([
    ['a=1&x_padding=XX&x_padding=Y', 'XX'],
    ['x_padding', ''],
    ['x%5Fpadding=a+b%41', 'a bA'],
    ['x_padding=%zz&x_padding=ok', 'ok'],
    ['x_padding=1;2', ''],
    ['', ''],
  ])('"%s" has x_padding "%s"', (query, value) => {
    expect(queryValue(query, 'x_padding')).toBe(value);
  });

  it.each([
    ['', 'x_seq=7'],
    ['b=2&a=1', 'a=1&b=2&x_seq=7'],
    ['x_seq=1&y=ü&y=+', 'x_seq=7&y=%C3%BC&y=+'],
    ['a=1;2&flag', 'flag=&x_seq=7'],
  ])('"%s" with a value is written anew, by key: %s', (query, whole) => {
    expect(withQueryValue(query, 'x_seq', '7')).toBe(whole);
  });
});
