import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import type { HttpPart } from '../../../core/http/message.ts';
import { ResponseReader } from '../../../core/http1/response-reader.ts';
import { ascii } from '../../support/playbook.ts';

/** Parts in one word each. */
const show = (part: HttpPart): string => {
  if (part.part === 'response_head') return String(part.status);
  return part.part === 'body' ? fromLatin1(part.data) : part.part;
};
function awaiting(...methods: string[]): ResponseReader {
  const reader = new ResponseReader();
  for (const method of methods) reader.expect(method, true);
  return reader;
}
const read = (reader: ResponseReader, text: string) => [...reader.read(ascii(text))].map(show);
const ok = 'HTTP/1.1 200 OK\r\n';

describe('ResponseReader', () => {
  it('RFC 9112 §9.3.2: reads responses in the order of their requests', () => {
    const reader = awaiting('GET', 'HEAD', 'POST');
    const text = `${ok}Content-Length: 2\r\n\r\nab${ok}Content-Length: 9\r\n\r\n${ok}Content-Length: 0\r\n\r\n`;
    expect(read(reader, text)).toEqual(['200', 'ab', 'end', '200', 'end', '200', 'end']);
    expect(reader.outstanding).toBe(0);
  });

  it('RFC 9110 §15.2: passes over informational responses', () => {
    const reader = awaiting('POST');
    const text = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n`;
    expect(read(reader, text)).toEqual([]);
    expect(read(reader, `${ok}Content-Length: 0\r\n\r\n`)).toEqual(['200', 'end']);
  });

  it('RFC 9112 §6.3 (8): a response without a length ends with the connection', () => {
    const reader = awaiting('GET');
    expect(read(reader, `${ok}\r\nab`)).toEqual(['200', 'ab']);
    const ending = reader.end();
    expect(ending.next().value).toEqual({ part: 'end' });
    expect(ending.next()).toEqual({ done: true, value: true });
  });

  it.each([
    ['before the head', ''],
    ['in the head', ok],
    ['in a body of known length', `${ok}Content-Length: 2\r\n\r\na`],
    ['in chunks', `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`],
  ])('RFC 9112 §8: tells of a connection that ends %s', (_where, text) => {
    const reader = awaiting('GET');
    read(reader, text);
    expect(reader.end().next()).toEqual({ done: true, value: false });
  });

  it.each([
    ['the response says close', `${ok}Connection: close\r\nContent-Length: 0\r\n\r\n`, true],
    ['the response is HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', true],
    ['the request said close', `${ok}Content-Length: 0\r\n\r\n`, false],
  ])('RFC 9112 §9.3: a connection does not go on when %s', (_when, text, requestPersists) => {
    const reader = new ResponseReader();
    reader.expect('GET', requestPersists);
    expect(read(reader, `${text}what nobody asked for`)).toEqual(['200', 'end']);
    expect(reader.persists).toBe(false);
  });

  it.each([
    ['octets that answer nothing', '', ok, 'http1:unexpected_response'],
    ['an upgrade', 'GET', 'HTTP/1.1 101 Go\r\n\r\n', 'http1:unexpected_upgrade'],
    ['HTTP/2', 'GET', 'HTTP/2.0 200 OK\r\n\r\n', 'http1:unsupported_version'],
    ['a head longer than 64 KiB', 'GET', `${ok}A: ${'a'.repeat(65_536)}`, 'http1:head_too_long'],
    [
      'both framings',
      'GET',
      `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      'http1:conflicting_framing',
    ],
  ])('refuses %s', (_what, method, text, code) => {
    const reader = method ? awaiting(method) : awaiting();
    expect(() => read(reader, text)).toThrow(expect.objectContaining({ code }));
  });

  it('gives what came before an error', () => {
    const parts = awaiting('GET').read(ascii(`${ok}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\nx`));
    expect([show(parts.next().value as HttpPart), show(parts.next().value as HttpPart)]).toEqual([
      '200',
      'a',
    ]);
    expect(() => parts.next()).toThrow(
      expect.objectContaining({ code: 'http1:malformed_chunk_size' }),
    );
  });
});
