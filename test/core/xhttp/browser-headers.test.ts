import { describe, expect, it } from 'vitest';
import { chromeMajor, greasedBrands, requestHeaders } from '../../../core/xhttp/browser-headers.ts';

const epochMs = Date.UTC(2026, 7, 19);
const headersOf = (configured: Record<string, string>) =>
  Object.fromEntries(requestHeaders(new Map(Object.entries(configured)), epochMs));

describe('XHTTP (Xray 26.7.28) browser.go: the header set', () => {
  it('is a fetch of Chrome on Windows', () => {
    expect(headersOf({})).toEqual({
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36',
      'Sec-CH-UA': '"Google Chrome";v="149", "Chromium";v="149", "Not)A;Brand";v="24"',
      'Sec-CH-UA-Mobile': '?0',
      'Sec-CH-UA-Platform': '"Windows"',
      DNT: '1',
      'Accept-Language': 'en-US,en;q=0.9',
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Dest': 'empty',
      'Sec-Fetch-Site': 'same-origin',
      Priority: 'u=1, i',
      'Cache-Control': 'no-cache',
      Pragma: 'no-cache',
      Accept: '*/*',
    });
  });

  it('leaves what the user has set of Priority, Cache-Control, Pragma and Accept', () => {
    expect(headersOf({ priority: 'u=4', accept: 'text/html' })).toMatchObject({
      Priority: 'u=4',
      Accept: 'text/html',
      Pragma: 'no-cache',
    });
  });

  it('vanishes with a User-Agent of the user’s own', () => {
    expect(headersOf({ 'user-agent': 'mine', 'x-one': '1' })).toEqual({
      'User-Agent': 'mine',
      'X-One': '1',
    });
  });

  it('knows the words chrome and golang', () => {
    expect(headersOf({ 'User-Agent': 'chrome' })).toHaveProperty('Sec-Fetch-Mode', 'cors');
    expect(headersOf({ 'User-Agent': 'golang' })).toEqual({ 'User-Agent': 'Go-http-client/1.1' });
  });
});

describe('the version of Chrome', () => {
  it.each([
    [Date.UTC(2025, 0, 1), 144],
    [Date.UTC(2026, 1, 17), 144],
    [Date.UTC(2026, 2, 23), 144],
    [Date.UTC(2026, 2, 24), 145],
  ])('at %d is %d', (at, major) => {
    expect(chromeMajor(at)).toBe(major);
  });
});

it('greases the brand list as Chromium does', () => {
  expect(greasedBrands(131)).toBe(
    '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
  );
  expect(greasedBrands(120)).toBe(
    '"Not_A Brand";v="8", "Chromium";v="120", "Google Chrome";v="120"',
  );
});
