import { describe, expect, it } from 'vitest';
import { cookieValue, withCookie } from '../../../core/xhttp/cookies.ts';

const fields = (...values: string[]) => values.map((value) => ({ name: 'Cookie', value }));

describe('net/http: cookies of a request', () => {
  it('stand in one field, in the order in which they are added', () => {
    expect(withCookie(withCookie('', 'a', '1'), 'b', '2')).toBe('a=1; b=2');
  });

  it('lose what a cookie cannot hold, and are quoted round a space or a comma', () => {
    expect(withCookie('', 'a', 'x;"\\y')).toBe('a=xy');
    expect(withCookie('', 'a', 'x, y')).toBe('a="x, y"');
  });

  it('are found in any Cookie field, the first of a name', () => {
    expect(cookieValue(fields('a=1; b=2', 'c=3; b=4'), 'b')).toBe('2');
    expect(cookieValue(fields('a=1', 'c=3'), 'c')).toBe('3');
    expect(cookieValue(fields('a=1'), 'b')).toBeNull();
  });

  it.each([
    ['a="quoted"', 'quoted'],
    ['a=b=c', 'b=c'],
    ['a=', ''],
    [' a = 1', ' 1'],
    ['a=x"y; a=ok', 'ok'],
  ])('%s has the value "%s"', (cookies, value) => {
    expect(cookieValue(fields(cookies), 'a')).toBe(value);
  });
});
