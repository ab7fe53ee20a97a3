import { describe, expect, it } from 'vitest';
import {
  normalizedPath,
  normalizedQuery,
  parseTarget,
  queryOfUrl,
  targetOf,
  withSegment,
} from '../../../core/xhttp/request-target.ts';
import type { MetaPlacement } from '../../../core/xhttp/settings.ts';

const normalized = (
  path: string,
  sessionIDPlacement: MetaPlacement = 'path',
  seqPlacement: MetaPlacement = 'path',
) => normalizedPath({ path, sessionIDPlacement, seqPlacement });

describe('XHTTP (Xray 26.7.28) config.go: the path', () => {
  it.each([
    ['/sh', '/sh/'],
    ['sh', '/sh/'],
    ['/?world', '/'],
    ['', '/'],
    ['/stream/', '/stream/'],
    ['/a?ed=2048', '/a/'],
  ])('"%s" is normalised to "%s"', (configured, path) => {
    expect(normalized(configured)).toBe(path);
  });

  it.each([
    ['/stream', '/stream'],
    ['/stream/', '/stream/'],
    ['a/file.ext?q', '/a/file.ext'],
  ])('"%s" stays "%s" where nothing follows in it', (configured, path) => {
    expect(normalized(configured, 'header', 'query')).toBe(path);
  });

  it('takes a slash where one of the two follows', () => {
    expect(normalized('/stream', 'cookie', 'path')).toBe('/stream/');
    expect(normalized('/stream', 'path', 'cookie')).toBe('/stream/');
  });

  it('gives its query as it is written', () => {
    expect(normalizedQuery('/a?ed=2048&x=%20?y')).toBe('ed=2048&x=%20?y');
    expect(normalizedQuery('/a')).toBe('');
  });

  it('takes segments, without a slash behind', () => {
    expect(withSegment('/xh/', 'id')).toBe('/xh/id');
    expect(withSegment('/xh/id', '7')).toBe('/xh/id/7');
  });

  it('is escaped in a target', () => {
    expect(targetOf('/a b/', 'q=1')).toBe('/a%20b/?q=1');
    expect(targetOf('/a/', '')).toBe('/a/');
  });
});

describe('XHTTP (Xray 26.7.28) config.go: a request target', () => {
  it('is split into a decoded path and a query that is left alone', () => {
    expect(parseTarget('/x%68/%C3%BC?a=%20')).toEqual({ path: '/xh/ü', query: 'a=%20' });
    expect(parseTarget('/xh/')).toEqual({ path: '/xh/', query: '' });
  });

  it('with a broken escape is none', () => {
    expect(parseTarget('/x%6/')).toBeNull();
    expect(parseTarget('/x%zz')).toBeNull();
  });
});

describe('net/url: the query of a URL', () => {
  it.each([
    ['https://h.example/xh/?x_padding=XX#part', 'x_padding=XX'],
    ['?x_padding=XX', 'x_padding=XX'],
    ['https://h.example', ''],
    ['http://h.example/%zz?a', null],
    ['http://h.example/\x01?a', null],
    [':no', null],
  ])('%j: %j', (url, query) => {
    expect(queryOfUrl(url)).toBe(query);
  });
});
