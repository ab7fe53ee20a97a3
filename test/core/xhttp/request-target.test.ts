import { describe, expect, it } from 'vitest';
import {
  escapePath,
  metaOf,
  normalizedPath,
  normalizedQuery,
  parseTarget,
  pathWithMeta,
  queryValue,
  targetOf,
} from '../../../core/xhttp/request-target.ts';

describe('XHTTP (Xray 26.7.28) config.go: the path', () => {
  it.each([
    ['/sh', '/sh/'],
    ['sh', '/sh/'],
    ['/?world', '/'],
    ['', '/'],
    ['/stream/', '/stream/'],
    ['/a?ed=2048', '/a/'],
  ])('"%s" is normalised to "%s"', (configured, path) => {
    expect(normalizedPath(configured)).toBe(path);
  });

  it('gives its query as it is written', () => {
    expect(normalizedQuery('/a?ed=2048&x=%20?y')).toBe('ed=2048&x=%20?y');
    expect(normalizedQuery('/a')).toBe('');
  });

  it('takes id and sequence number as segments, without a slash behind', () => {
    expect(pathWithMeta('/xh/', 'id')).toBe('/xh/id');
    expect(pathWithMeta('/xh/', 'id', '7')).toBe('/xh/id/7');
    expect(pathWithMeta('/a/file.ext', 'id', '7')).toBe('/a/file.ext/id/7');
  });

  it('is decoded text: a percent sign goes out as %25', () => {
    expect(escapePath('/a%2Fb/ü c;,:@$&+=!')).toBe('/a%252Fb/%C3%BC%20c;,:@$&+=%21');
    expect(targetOf('/a b/', 'q=1')).toBe('/a%20b/?q=1');
    expect(targetOf('/a/', '')).toBe('/a/');
  });
});

describe('XHTTP (Xray 26.7.28) config.go: a request target', () => {
  it.each([
    ['/xh/id', 'id', ''],
    ['/xh/id/', 'id', ''],
    ['/xh/id/5', 'id', '5'],
    ['/xh/id/5/more', 'id', '5'],
    ['/xh//5', '', '5'],
    ['/xh/', '', ''],
  ])('%s carries id "%s" and seq "%s"', (path, sessionId, seq) => {
    expect(metaOf(path, '/xh/')).toEqual({ sessionId, seq });
  });

  it('is split into a decoded path and a query that is left alone', () => {
    expect(parseTarget('/x%68/%C3%BC?a=%20')).toEqual({ path: '/xh/ü', query: 'a=%20' });
    expect(parseTarget('/xh/')).toEqual({ path: '/xh/', query: '' });
  });

  it('with a broken escape is none', () => {
    expect(parseTarget('/x%6/')).toBeNull();
    expect(parseTarget('/x%zz')).toBeNull();
  });
});

describe('a query', () => {
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
});
