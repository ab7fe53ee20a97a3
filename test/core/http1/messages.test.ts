import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HeaderField } from '../../../core/http/message.ts';
import {
  encodeRequestHead,
  encodeResponseHead,
  persists,
  requestPart,
  responsePart,
  versionOf,
} from '../../../core/http1/messages.ts';

const host = (...values: string[]) => values.map((value) => ({ name: 'Host', value }));
const request = (
  request_target: string,
  headers: readonly HeaderField[] = host('h.example'),
  method = 'GET',
  http_version = 'HTTP/1.1',
) => requestPart({ method, request_target, http_version, headers });

describe('requestPart', () => {
  it('takes Host out of the fields', () => {
    const headers = [...host('h.example:8080'), { name: 'Accept', value: '*/*' }];
    expect(request('/a?b', headers)).toEqual({
      part: 'request_head',
      method: 'GET',
      target: '/a?b',
      authority: 'h.example:8080',
      headers: [{ name: 'Accept', value: '*/*' }],
      version: '1.1',
    });
  });

  it.each([
    ['RFC 9112 §3.2: no Host', [], 'http1:missing_host'],
    ['RFC 9112 §3.2: two Hosts', host('a.example', 'b.example'), 'http1:malformed_host'],
    ['RFC 9112 §3.2: one Host twice', host('a.example', 'a.example'), 'http1:malformed_host'],
    ['RFC 9112 §3.2: a Host that is no authority', host('a/b'), 'http1:malformed_host'],
  ])('%s is refused', (_what, headers, code) => {
    expect(() => request('/', headers)).toThrow(expect.objectContaining({ code }));
  });

  it('RFC 9112 §3.2: an HTTP/1.0 request may have no Host', () => {
    expect(request('/', [], 'GET', 'HTTP/1.0')).toMatchObject({ authority: '', version: '1.0' });
  });

  it.each([
    ['http://o.example:81/a?b', '/a?b', 'o.example:81'],
    ['HTTP://o.example', '/', 'o.example'],
    ['http://o.example?b', '/?b', 'o.example'],
  ])('RFC 9112 §3.2.2: of %s the authority takes the place of Host', (text, target, authority) => {
    expect(request(text)).toMatchObject({ target, authority });
  });

  it('RFC 9112 §3.2.4: takes an asterisk for OPTIONS only', () => {
    expect(request('*', host('h.example'), 'OPTIONS').target).toBe('*');
    expect(() => request('*')).toThrow(
      expect.objectContaining({ code: 'http1:malformed_request_target' }),
    );
  });

  it.each(['a/b', 'h.example:443', 'ftp://h/', 'http:///a', 'http://u@h/'])(
    'RFC 9112 §3.2: the target %s is refused',
    (target) => {
      expect(() => request(target)).toThrow(
        expect.objectContaining({ code: 'http1:malformed_request_target' }),
      );
    },
  );

  it('refuses CONNECT', () => {
    expect(() => request('h.example:443', host('h.example'), 'CONNECT')).toThrow(
      expect.objectContaining({ code: 'http1:unsupported_method' }),
    );
  });
});

describe('versionOf', () => {
  it('RFC 9110 §2.5: takes a later minor version for the one it knows', () => {
    expect([versionOf('HTTP/1.0'), versionOf('HTTP/1.1'), versionOf('HTTP/1.2')]).toEqual([
      '1.0',
      '1.1',
      '1.1',
    ]);
  });

  it.each(['HTTP/2.0', 'HTTP/0.9', 'HTTP/3.0'])('RFC 9110 §2.5: refuses %s', (version) => {
    expect(() => versionOf(version)).toThrow(
      expect.objectContaining({ code: 'http1:unsupported_version' }),
    );
  });
});

describe('persists', () => {
  const connection = (value: string) => [{ name: 'Connection', value }];

  it('RFC 9112 §9.3: a connection goes on unless a message says close or is HTTP/1.0', () => {
    expect(persists([], '1.1')).toBe(true);
    expect(persists(connection('keep-alive'), '1.1')).toBe(true);
    expect(persists(connection('x, Close'), '1.1')).toBe(false);
    expect(persists([], '1.0')).toBe(false);
  });
});

describe('heads on the wire', () => {
  it('RFC 9110 §7.2: a request has Host first', () => {
    const octets = encodeRequestHead({
      part: 'request_head',
      method: 'GET',
      target: '/a',
      authority: 'h.example',
      headers: [{ name: 'Accept', value: '*/*' }],
    });
    expect(fromLatin1(octets)).toBe('GET /a HTTP/1.1\r\nHost: h.example\r\nAccept: */*\r\n\r\n');
  });

  it('a response has the reason phrase of its status', () => {
    expect(fromLatin1(encodeResponseHead(404, []))).toBe('HTTP/1.1 404 Not Found\r\n\r\n');
    expect(fromLatin1(encodeResponseHead(299, []))).toBe('HTTP/1.1 299 \r\n\r\n');
  });

  it('a response is read without its phrase', () => {
    const head = { http_version: 'HTTP/1.1', status_code: 200, reason_phrase: 'Fine', headers: [] };
    expect(responsePart(head)).toEqual({ part: 'response_head', status: 200, headers: [] });
  });
});
