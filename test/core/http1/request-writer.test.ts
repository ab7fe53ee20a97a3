import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpPart } from '../../../core/http/message.ts';
import { RequestWriter } from '../../../core/http1/request-writer.ts';
import { ascii } from '../../support/playbook.ts';

const head = (method: string, name?: string, value = ''): HttpPart => ({
  part: 'request_head',
  method,
  target: '/',
  authority: 'h',
  headers: name ? [{ name, value }] : [],
});
const body = (text: string): HttpPart => ({ part: 'body', data: ascii(text) });
const end: HttpPart = { part: 'end' };
/** What each part puts on the wire. */
const written = (...parts: HttpPart[]) => {
  const writer = new RequestWriter();
  return parts.map((part) => writer.write(part).map(fromLatin1));
};

describe('RequestWriter', () => {
  it('sends a GET at once', () => {
    expect(written(head('GET'), end)).toEqual([['GET / HTTP/1.1\r\nHost: h\r\n\r\n'], []]);
  });

  it('sends a head together with the first octets of its body', () => {
    const text = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab';
    expect(written(head('POST', 'Content-Length', '4'), body('ab'), body('cd'), end)).toEqual([
      [],
      [text],
      ['cd'],
      [],
    ]);
  });

  it('RFC 9112 §7.1: chunks a body of which the head says nothing', () => {
    expect(written(head('POST'), body('ab'), end)).toEqual([
      [],
      ['POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'],
      ['0\r\n\r\n'],
    ]);
  });

  it('sends a head that says chunked before there is a body', () => {
    const [first, second] = written(head('POST', 'Transfer-Encoding', 'chunked'), body('a'));
    expect(first).toEqual(['POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n']);
    expect(second).toEqual(['1\r\na\r\n']);
  });

  it('RFC 9110 §8.6: says Content-Length: 0 of a POST without a body', () => {
    expect(written(head('POST'), end)).toEqual([
      [],
      ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n'],
    ]);
    expect(written(head('POST', 'Content-Length', '0'), end)).toEqual([
      ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n'],
      [],
    ]);
  });

  it('is open from a head to its end', () => {
    const writer = new RequestWriter();
    const open = [head('POST'), body('a'), end].map((part) => {
      writer.write(part);
      return writer.isOpen;
    });
    expect(open).toEqual([true, true, false]);
  });

  it.each([
    ['a head before the end of the last one', [head('POST'), head('POST')]],
    ['a body without a head', [body('a')]],
    ['an end without a head', [end]],
    ['a body of a GET', [head('GET'), body('a')]],
    ['a body longer than said', [head('POST', 'Content-Length', '1'), body('ab')]],
    ['a body shorter than said', [head('POST', 'Content-Length', '3'), body('ab'), end]],
    ['no body where one was said', [head('POST', 'Content-Length', '3'), end]],
    ['a response', [{ part: 'response_head', status: 200, headers: [] } as HttpPart]],
  ])('throws for %s', (_what, parts) => {
    expect(() => written(...parts)).toThrow(RangeError);
  });
});
