import { describe, expect, it } from 'vitest';
import { greasedBrands, requestHeaders } from '../../../core/xhttp/browser-headers.ts';

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

  it('knows six words for a User-Agent', () => {
    const ofWord = (word: string) => headersOf({ 'User-Agent': word });
    expect(ofWord('chrome')).toHaveProperty('Sec-Fetch-Mode', 'cors');
    expect(ofWord('golang')).toEqual({});
    expect(ofWord('curl')).toEqual({ 'User-Agent': 'curl/8.20.0' });
    expect(ofWord('Chrome')).toEqual({ 'User-Agent': 'Chrome' });
  });

  it('of Edge has no space before its own version', () => {
    expect(headersOf({ 'User-Agent': 'edge' })).toMatchObject({
      'User-Agent': expect.stringMatching(
        / Chrome\/149\.0\.0\.0 Safari\/537\.36Edg\/149\.0\.0\.0$/,
      ),
      'Sec-CH-UA': expect.stringContaining('"Microsoft Edge";v="149"'),
      Priority: 'u=1, i',
    });
  });

  it('of Firefox and of Safari has no client hints', () => {
    const shared = {
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Dest': 'empty',
      'Sec-Fetch-Site': 'same-origin',
      'Cache-Control': 'no-cache',
      Pragma: 'no-cache',
      Accept: '*/*',
    };
    expect(headersOf({ 'User-Agent': 'firefox' })).toEqual({
      ...shared,
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:152.0) Gecko/20100101 Firefox/152.0',
      DNT: '1',
      'Accept-Language': 'en-US,en;q=0.5',
      Priority: 'u=4',
    });
    expect(headersOf({ 'User-Agent': 'safari' })).toEqual({
      ...shared,
      'User-Agent':
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.6 Safari/605.1.15',
      'Accept-Language': 'en-US,en;q=0.9',
      Priority: 'u=3, i',
    });
  });
});

it('greases the brand list as Chromium does', () => {
  expect(greasedBrands(131, 'Google Chrome')).toBe(
    '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
  );
  expect(greasedBrands(120, 'Google Chrome')).toBe(
    '"Not_A Brand";v="8", "Chromium";v="120", "Google Chrome";v="120"',
  );
  // as an Xray of that version sent it
  expect(greasedBrands(151, 'Microsoft Edge')).toBe(
    '"Not=A?Brand";v="99", "Microsoft Edge";v="151", "Chromium";v="151"',
  );
});
