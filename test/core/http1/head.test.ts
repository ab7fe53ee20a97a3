import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { requestHead, requestLine, responseHead, statusLine } from '../../../core/http1/head.ts';
import { ascii } from '../../support/playbook.ts';

describe('a request head', () => {
  const text = 'GET /xh/ HTTP/1.1\r\nHost: h.example\r\n\r\n';

  it('RFC 9112 §3: is read and written', () => {
    const value = {
      method: 'GET',
      request_target: '/xh/',
      http_version: 'HTTP/1.1',
      headers: [{ name: 'Host', value: 'h.example' }],
    };
    expect(decode(requestHead, ascii(text))?.value).toEqual(value);
    expect(fromLatin1(encode(requestHead, value))).toBe(text);
  });

  it('names every octet', () => {
    const spans = spansOf(requestHead, ascii(text));
    expect(spans.map(({ path, value }) => (path.startsWith('h') ? path : [path, value]))).toEqual([
      ['method', 'GET'],
      ['sp', undefined],
      ['request_target', '/xh/'],
      ['sp', undefined],
      'http_version',
      ['crlf', undefined],
      'headers.0.name',
      'headers.0.colon',
      'headers.0.ows',
      'headers.0.value',
      'headers.0.crlf',
      ['empty_line', undefined],
    ]);
  });

  it.each([
    ['two spaces', 'GET  / HTTP/1.1\r\n'],
    ['a tab', 'GET\t/ HTTP/1.1\r\n'],
    ['white space before the method', ' GET / HTTP/1.1\r\n'],
    ['white space after the version', 'GET / HTTP/1.1 \r\n'],
    ['a space in the target', 'GET /a b HTTP/1.1\r\n'],
    ['no target', 'GET  HTTP/1.1\r\n'],
    ['no version (HTTP/0.9)', 'GET /\r\n'],
    ['another protocol', 'GET / HTTPS/1.1\r\n'],
    ['a version in lower case', 'GET / http/1.1\r\n'],
    ['a version of two digits', 'GET / HTTP/1.10\r\n'],
    ['an octet above 0x7e in the target', 'GET /\xe9 HTTP/1.1\r\n'],
    ['a TLS record', '\x16\x03\x01\x02\x00\x01\n'],
  ])('RFC 9112 §3: %s is refused', (_what, line) => {
    expect(() => decode(requestLine, ascii(line))).toThrow(
      expect.objectContaining({ code: 'http1:malformed_request_line' }),
    );
  });

  it.each([
    { method: 'GET /', request_target: '/' },
    { method: 'GET', request_target: '/ HTTP/1.1\r\nX: y' },
    { method: 'GET', request_target: '' },
  ])('is not written with $method and $request_target', (line) => {
    expect(() => encode(requestLine, { ...line, http_version: 'HTTP/1.1' })).toThrow(RangeError);
  });
});

describe('a response head', () => {
  it('RFC 9112 §4: is read and written', () => {
    const text = 'HTTP/1.1 200 OK\r\nX: \xe9\r\n\r\n';
    const value = {
      http_version: 'HTTP/1.1',
      status_code: 200,
      reason_phrase: 'OK',
      headers: [{ name: 'X', value: '\xe9' }],
    };
    expect(decode(responseHead, ascii(text))?.value).toEqual(value);
    expect(fromLatin1(encode(responseHead, value))).toBe(text);
  });

  it('RFC 9112 §4: needs no reason phrase, but the space before it', () => {
    expect(decode(statusLine, ascii('HTTP/1.1 204 \r\n'))?.value.reason_phrase).toBe('');
  });

  it.each([
    'HTTP/1.1 20 OK\r\n',
    'HTTP/1.1 2000 OK\r\n',
    'HTTP/1.1 099 OK\r\n',
    'HTTP/1.1 600 OK\r\n',
    'HTTP/1.1 +20 OK\r\n',
    'HTTP/1.1  200 OK\r\n',
    'HTTP/1.1 204\r\n',
    'ICY 200 OK\r\n',
  ])('RFC 9112 §4: %j is refused', (line) => {
    expect(() => decode(statusLine, ascii(line))).toThrow(
      expect.objectContaining({ code: 'http1:malformed_status_line' }),
    );
  });
});
