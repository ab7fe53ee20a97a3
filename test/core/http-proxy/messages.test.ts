import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { isInformational, requestFor, responseFor } from '../../../core/http-proxy/messages.ts';
import { proxyRequest } from '../../../core/http-proxy/request.ts';
import { requestHead, responseHead } from '../../../core/http1/head.ts';
import { ascii } from '../../support/playbook.ts';

const linesOf = (octets: Uint8Array) => fromLatin1(octets).split('\r\n').slice(0, -2);

function request(...lines: readonly string[]) {
  const head = decode(requestHead, ascii(`${lines.join('\r\n')}\r\n\r\n`));
  if (!head) throw new Error('The head is not complete');
  return linesOf(requestFor(proxyRequest(head.value)).octets);
}
function response(method: string, ...lines: readonly string[]) {
  const head = decode(responseHead, ascii(`${lines.join('\r\n')}\r\n\r\n`));
  if (!head) throw new Error('The head is not complete');
  const { octets, persists } = responseFor(head.value, method);
  return { lines: linesOf(octets), persists };
}
const kept = ['Connection: keep-alive', 'Keep-Alive: timeout=60', 'Proxy-Connection: keep-alive'];

describe('a request for the destination', () => {
  it('is in origin form, in Go’s order, and asks to close', () => {
    const lines = request(
      ...['GET http://h/a?b HTTP/1.1', 'Host: x', 'X-B: 1', 'Accept: */*', 'User-Agent: curl/8'],
      'Proxy-Connection: keep-alive',
    );
    expect(lines).toEqual([
      ...['GET /a?b HTTP/1.1', 'Host: h', 'User-Agent: curl/8', 'Accept: */*'],
      ...['Connection: close', 'X-B: 1'],
    ]);
  });

  it('says how long its body is', () => {
    const first = 'POST http://h/ HTTP/1.1';
    expect(request(first, 'Content-Length: 3')).toContain('Content-Length: 3');
    expect(request(first)).toContain('Content-Length: 0');
    expect(request(first, 'Transfer-Encoding: chunked')).toContain('Transfer-Encoding: chunked');
    expect(request('GET http://h/ HTTP/1.1', 'Content-Length: 0')).toHaveLength(3);
  });
});

describe('a response for the client', () => {
  it('keeps the connection where it has a length', () => {
    const { lines, persists } = response(
      ...(['GET', 'HTTP/1.1 200 Fine', 'X: 1', 'Content-Length: 3', 'Connection: close'] as const),
    );
    expect(lines).toEqual(['HTTP/1.1 200 Fine', 'Content-Length: 3', ...kept, 'X: 1']);
    expect(persists).toBe(true);
  });

  it('says that it is empty after its other fields, but before them to who has sent a body', () => {
    const empty = ['HTTP/1.1 200 OK', 'Content-Length: 0'] as const;
    expect(response('GET', ...empty).lines).toEqual([empty[0], ...kept, empty[1]]);
    expect(response('PUT', ...empty).lines).toEqual([...empty, ...kept]);
  });

  it.each(['204 No Content', '304 Not Modified'])('says nothing of a body with %s', (status) => {
    const { lines, persists } = response('GET', `HTTP/1.1 ${status}`, 'Content-Length: 9');
    expect(lines).toEqual([`HTTP/1.1 ${status}`, ...kept]);
    expect(persists).toBe(true);
  });

  it('ends the connection where it has no length', () => {
    const { lines, persists } = response('GET', 'HTTP/1.0 200 OK', 'Connection: keep-alive');
    expect(lines).toEqual(['HTTP/1.0 200 OK', 'Connection: close']);
    expect(persists).toBe(false);
  });

  it('ends the connection after chunks', () => {
    const { lines, persists } = response('GET', 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked');
    expect(lines).toEqual(['HTTP/1.1 200 OK', 'Connection: close', 'Transfer-Encoding: chunked']);
    expect(persists).toBe(false);
  });

  it('to HEAD tells the length of what is not sent', () => {
    const head = response('HEAD', 'HTTP/1.1 200 OK', 'Content-Length: 9');
    expect(head.lines).toEqual(['HTTP/1.1 200 OK', 'Content-Length: 9', ...kept]);
    expect(response('HEAD', 'HTTP/1.1 200 OK').persists).toBe(false);
  });
});

describe('an informational response', () => {
  it('is any below 200 but 101', () => {
    const of = (status_code: number) =>
      isInformational({ http_version: 'HTTP/1.1', status_code, reason_phrase: '' });
    expect([100, 103, 101, 200].map(of)).toEqual([true, true, false, false]);
  });
});
