import { describe, expect, it } from 'vitest';
import { requestFields, type Sending } from '../../../core/xhttp/request-fields.ts';

const map = (fields: Record<string, string>) => new Map(Object.entries(fields));
const lines = (fields: Record<string, string>, sending: Sending) =>
  requestFields(map(fields), sending).map(({ name, value }) => `${name}: ${value}`);
const stream = (version: '1.1' | '2') =>
  ({ version, method: 'POST', octets: null, isRaw: false }) as const;
const packet = (version: '1.1' | '2', octets = 9) =>
  ({ version, method: 'POST', octets, isRaw: version === '1.1' }) as const;
const mine = { 'X-Key': 'v', Accept: '*/*', 'User-Agent': 'mine' };

describe('net/http: the fields of a request over HTTP/1.1', () => {
  it('are User-Agent, framing, the others by name, and what the client adds', () => {
    expect(lines(mine, stream('1.1'))).toEqual([
      'User-Agent: mine',
      'Transfer-Encoding: chunked',
      'Accept: */*',
      'X-Key: v',
      'Accept-Encoding: gzip',
      'Connection: close',
    ]);
  });

  it('have nothing added on a raw connection', () => {
    expect(lines(mine, packet('1.1'))).toEqual([
      'User-Agent: mine',
      'Content-Length: 9',
      'Accept: */*',
      'X-Key: v',
    ]);
  });

  it('say no length of a GET without a body, and one of a POST without', () => {
    const bare = (method: string) => lines({}, { ...packet('1.1', 0), method });
    expect(bare('GET')).toEqual(['User-Agent: Go-http-client/1.1']);
    expect(bare('DELETE')).toEqual(['User-Agent: Go-http-client/1.1']);
    expect(bare('PUT')).toContain('Content-Length: 0');
  });

  it('leave out a User-Agent that is configured as empty', () => {
    expect(lines({ 'User-Agent': '' }, packet('1.1'))).toEqual(['Content-Length: 9']);
  });

  it('pass over what the library writes by itself, and ask for gzip once', () => {
    const own = { 'Content-Length': '1', Host: 'x', 'Accept-Encoding': 'br' };
    expect(lines(own, { ...stream('1.1'), octets: 0, method: 'GET' })).toEqual([
      'User-Agent: Go-http-client/1.1',
      'Accept-Encoding: br',
      'Connection: close',
    ]);
  });
});

describe('x/net/http2: the fields of a request over HTTP/2', () => {
  it('say nothing of the connection, and no length of a stream', () => {
    expect(lines(mine, stream('2'))).toEqual([
      'Accept: */*',
      'User-Agent: mine',
      'X-Key: v',
      'Accept-Encoding: gzip',
    ]);
  });

  it('say a packet’s length, and go through the library, too', () => {
    expect(lines({}, packet('2'))).toEqual([
      'Content-Length: 9',
      'Accept-Encoding: gzip',
      'User-Agent: Go-http-client/2.0',
    ]);
  });
});
