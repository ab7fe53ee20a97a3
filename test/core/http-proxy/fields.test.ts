import { describe, expect, it } from 'vitest';
import type { HeaderField } from '../../../core/http/message.ts';
import { canonicalName, ordered, passedOn } from '../../../core/http-proxy/fields.ts';

const fields = (...lines: readonly string[]): HeaderField[] =>
  lines.map((line) => {
    const [name = '', value = ''] = line.split(': ');
    return { name, value };
  });

describe('what is passed on', () => {
  it('is without the fields of one connection, and those that Connection names', () => {
    const all = fields(
      ...['Accept: */*', 'Connection: close, X-One', 'X-One: 1', 'Keep-Alive: timeout=5'],
      ...['Proxy-Authorization: Basic eA==', 'Proxy-Connection: keep-alive', 'TE: trailers'],
      ...['Transfer-Encoding: chunked', 'Trailers: x', 'Upgrade: websocket'],
    );
    expect(passedOn(all)).toEqual(fields('Accept: */*', 'Keep-Alive: timeout=5'));
  });
  it('goes by the first Connection field alone, as Xray does', () => {
    const all = fields('Connection: a', 'Connection: b', 'A: 1', 'B: 2');
    expect(passedOn(all)).toEqual(fields('B: 2'));
  });
  it('says in HTTP/1.1 what Pragma says in HTTP/1.0', () => {
    expect(passedOn(fields('Pragma: no-cache'))).toEqual(
      fields('Pragma: no-cache', 'Cache-Control: no-cache'),
    );
    const both = fields('Pragma: no-cache', 'Cache-Control: max-age=1');
    expect(passedOn(both)).toEqual(both);
  });
});

describe('fields in Go’s order', () => {
  it('are sorted by name, those of one name as they came', () => {
    const given = fields('x-b: 1', 'ACCEPT: a', 'X-B: 2', 'Accept-Encoding: gzip');
    expect(ordered(given)).toEqual(
      fields('Accept: a', 'Accept-Encoding: gzip', 'X-B: 1', 'X-B: 2'),
    );
  });
  it('are without those that stand apart', () => {
    const given = fields(
      ...['Host: h', 'User-Agent: u', 'content-length: 1', 'Transfer-Encoding: chunked'],
      ...['Trailer: x', 'Date: d'],
    );
    expect(ordered(given)).toEqual(fields('Date: d'));
  });
  it('have each word of their names begin with a capital letter', () => {
    expect(canonicalName('x-forwarded-FOR')).toBe('X-Forwarded-For');
    expect(canonicalName('eTag')).toBe('Etag');
    expect(canonicalName('x-1a_b')).toBe('X-1a_b');
  });
});
