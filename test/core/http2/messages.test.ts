import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../../core/http/message.ts';
import {
  checkTrailers,
  requestFields,
  requestHead,
  responseFields,
  responseHead,
  statedLength,
} from '../../../core/http2/messages.ts';

const listOf = (...fields: (readonly [string, string])[]) =>
  fields.map(([name, value]) => ({ name, value }));
const request = (...headers: (readonly [string, string])[]): RequestHead => ({
  ...{ part: 'request_head', method: 'POST', target: '/a?b', authority: 'h:1' },
  headers: listOf(...headers),
});
const get = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':path', '/'],
  [':authority', 'h'],
] as const;
const pairs = (fields: readonly { name: string; value: string }[]) =>
  fields.map(({ name, value }) => `${name}=${value}`);

describe('the fields of a request', () => {
  it('RFC 9113 §8.3.1: begin with pseudo-header fields, in Go’s order', () => {
    expect(pairs(requestFields(request(['User-Agent', 'u'], ['X', 'y'])))).toEqual([
      ...[':authority=h:1', ':method=POST', ':path=/a?b', ':scheme=https', 'user-agent=u', 'x=y'],
    ]);
  });

  it('RFC 9113 §8.2.2: are without those of one connection', () => {
    const given = request(
      ['Host', 'other'],
      ['Connection', 'close'],
      ['Transfer-Encoding', 'chunked'],
      ['TE', 'gzip'],
      ['te', 'trailers'],
      ['Upgrade', 'x'],
    );
    expect(pairs(requestFields({ ...given, scheme: 'http' })).slice(3)).toEqual([
      ...[':scheme=http', 'te=trailers'],
    ]);
  });

  it('RFC 9113 §8.2.3: have a Cookie field for each pair', () => {
    expect(pairs(requestFields(request(['Cookie', 'a=1; b=2;c=3']))).slice(4)).toEqual([
      ...['cookie=a=1', 'cookie=b=2', 'cookie=c=3'],
    ]);
  });

  it('say that there is no body where one would be expected', () => {
    expect(pairs(requestFields(request(), true)).at(-1)).toBe('content-length=0');
    expect(pairs(requestFields({ ...request(), method: 'GET' }, true))).toHaveLength(4);
    expect(pairs(requestFields(request(['Content-Length', '5']), true)).at(-1)).toBe(
      'content-length=5',
    );
  });

  it('have no :authority where there is none', () => {
    expect(pairs(requestFields({ ...request(), authority: '' }))[0]).toBe(':method=POST');
  });
});

describe('the head of a request', () => {
  it('RFC 9113 §8.3.1: is put together from its pseudo-header fields', () => {
    expect(requestHead(listOf(...get, ['a', 'b'], ['host', 'ignored']))).toEqual({
      part: 'request_head',
      version: '2',
      method: 'GET',
      target: '/',
      authority: 'h',
      scheme: 'https',
      headers: [{ name: 'a', value: 'b' }],
    });
  });

  it('takes Host for a missing :authority', () => {
    expect(requestHead(listOf(...get.slice(0, 3), ['host', 'h2'])).authority).toBe('h2');
  });

  it('takes an asterisk for a target of OPTIONS alone', () => {
    const options = listOf([':method', 'OPTIONS'], [':scheme', 'https'], [':path', '*']);
    expect(requestHead(options).target).toBe('*');
    expect(() => requestHead(listOf(...get.slice(0, 2), [':path', '*']))).toThrow();
  });

  it('tells a CONNECT, which has no target', () => {
    const head = requestHead(listOf([':method', 'CONNECT'], [':authority', 'h:443']));
    expect(head).toMatchObject({ method: 'CONNECT', authority: 'h:443', target: '' });
  });

  it.each([
    ['§8.3: a regular field before a pseudo-header field', [['a', 'b'], ...get]],
    ['§8.3: a pseudo-header field twice', [...get, [':path', '/2']]],
    ['§8.3: an unknown pseudo-header field', [...get, [':x', 'y']]],
    ['§8.3: that of a response', [...get, [':status', '200']]],
    ['§8.3.1: no :method', get.slice(1)],
    ['§8.3.1: no :scheme', [get[0], get[2], get[3]]],
    ['§8.3.1: no :path', [get[0], get[1], get[3]]],
    ['§8.3.1: an empty :path', [get[0], get[1], [':path', '']]],
    ['§8.3.1: a :path that is relative', [get[0], get[1], [':path', 'a']]],
    ['a space in :path', [get[0], get[1], [':path', '/a b']]],
    ['another :scheme', [get[0], [':scheme', 'ftp'], get[2]]],
    ['a method that is no token', [[':method', 'G T'], get[1], get[2]]],
    ['§8.3.1: user information in :authority', [...get.slice(0, 3), [':authority', 'u@h']]],
    ['§8.5: CONNECT with :path', [[':method', 'CONNECT'], get[2], get[3]]],
  ] as const)('RFC 9113 is refused for %s', (_what, fields) => {
    const list = listOf(...(fields as readonly (readonly [string, string])[]));
    expect(() => requestHead(list)).toThrow(
      expect.objectContaining({ code: 'http2:malformed_pseudo_field' }),
    );
  });

  it.each([
    ['§8.2.1: capitals in a name', ['Name', 'v'], 'http2:malformed_field'],
    ['§8.2.1: an empty name', ['', 'v'], 'http2:malformed_field'],
    ['§8.2.1: a space in a name', ['a b', 'v'], 'http2:malformed_field'],
    ['§8.2.1: a line feed in a value', ['a', 'v\n'], 'http2:malformed_field'],
    ['§8.2.1: NUL in a value', ['a', 'v\0w'], 'http2:malformed_field'],
    ['§8.2.1: a space before a value', ['a', ' v'], 'http2:malformed_field'],
    ['§8.2.1: a tab after a value', ['a', 'v\t'], 'http2:malformed_field'],
    ['§8.2.2: connection', ['connection', 'close'], 'http2:connection_specific_field'],
    ['§8.2.2: transfer-encoding', ['transfer-encoding', 'x'], 'http2:connection_specific_field'],
    ['§8.2.2: te', ['te', 'gzip'], 'http2:connection_specific_field'],
  ] as const)('RFC 9113 is refused for %s', (_what, field, code) => {
    expect(() => requestHead(listOf(...get, field))).toThrow(expect.objectContaining({ code }));
  });
});

describe('the fields of a response', () => {
  it('are in the order of Go’s server', () => {
    const headers = listOf(['Content-Length', '5'], ['X-A', 'b'], ['Connection', 'close']);
    const head = { part: 'response_head', status: 200, headers } as const;
    expect(pairs(responseFields(head, 'now'))).toEqual([
      ...[':status=200', 'x-a=b', 'content-length=5', 'date=now'],
    ]);
    expect(pairs(responseFields(head, null))).toHaveLength(3);
  });

  it('keep a date that is given', () => {
    const headers = listOf(['Date', 'then']);
    expect(pairs(responseFields({ part: 'response_head', status: 204, headers }, 'now'))).toEqual([
      ...[':status=204', 'date=then'],
    ]);
  });
});

describe('the head of a response', () => {
  it('RFC 9113 §8.3.2: has a status', () => {
    expect(responseHead(listOf([':status', '404'], ['a', 'b']))).toEqual({
      part: 'response_head',
      status: 404,
      headers: [{ name: 'a', value: 'b' }],
    });
  });

  it.each(['', '20', '2000', 'abc', '600', '101'])('is refused for the status "%s"', (status) => {
    expect(() => responseHead(listOf([':status', status]))).toThrow(
      expect.objectContaining({ code: 'http2:malformed_pseudo_field' }),
    );
  });
});

describe('the length that a head says', () => {
  it.each([
    [[], null],
    [['0'], 0],
    [['12', '12'], 12],
  ])('is read from %j', (values, length) => {
    expect(statedLength(values.map((value) => ({ name: 'content-length', value })))).toBe(length);
  });

  it.each([[['a']], [['-1']], [['1', '2']], [['1,1']]])('is refused in %j', (values) => {
    expect(() => statedLength(values.map((value) => ({ name: 'content-length', value })))).toThrow(
      expect.objectContaining({ code: 'http2:malformed_content_length' }),
    );
  });
});

describe('trailers', () => {
  it('RFC 9113 §8.1: have no pseudo-header fields', () => {
    checkTrailers(listOf(['a', 'b']));
    expect(() => checkTrailers(listOf([':path', '/']))).toThrow(
      expect.objectContaining({ code: 'http2:malformed_pseudo_field' }),
    );
  });
});
