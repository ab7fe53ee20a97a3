import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { HeadReader } from '../../../core/http-proxy/head-reader.ts';
import { requestHead, requestLine } from '../../../core/http1/head.ts';
import { ascii } from '../../support/playbook.ts';

const reader = () => new HeadReader(requestLine, requestHead);
const crlf = 'GET /a HTTP/1.1\r\nHost: h\r\nX: 1\r\n\r\n';

describe('a head', () => {
  it.each([
    ['CRLF', crlf],
    ['a lone LF', crlf.replaceAll('\r', '')],
    ['now one, now the other', 'GET /a HTTP/1.1\nHost: h\r\nX: 1\n\r\n'],
  ])('has lines that end in %s', (_what, text) => {
    const head = reader().read(ascii(`${text}rest`));
    expect(head?.value.request_target).toBe('/a');
    expect(head?.value.headers.map(({ name }) => name)).toEqual(['Host', 'X']);
    expect(fromLatin1(head?.rest ?? new Uint8Array())).toBe('rest');
    expect(fromLatin1(head?.octets ?? new Uint8Array())).toBe(text);
  });

  it('comes in any pieces, one after the other', () => {
    const one = reader();
    expect(one.isEmpty).toBe(true);
    for (let round = 0; round < 2; round++) {
      for (const octet of crlf.slice(0, -1)) expect(one.read(ascii(octet))).toBeNull();
      expect(one.isEmpty).toBe(false);
      expect(one.read(ascii('\n'))?.rest).toHaveLength(0);
      expect(one.isEmpty).toBe(true);
    }
  });

  it('is refused when its first line is complete', () => {
    const one = reader();
    expect(() => one.read(ascii('hello\nyou'))).toThrow();
    expect(one.firstLine).toBe('hello');
    expect(() => reader().read(ascii('\r\n'))).toThrow();
    expect(reader().read(ascii('hello'))).toBeNull();
  });

  it('has at most 65,536 octets', () => {
    const long = `GET / HTTP/1.1\r\nX: ${'x'.repeat(65_536)}`;
    const code = expect.objectContaining({ code: 'http1:head_too_long' });
    expect(() => reader().read(ascii(long))).toThrow(code);
    expect(() => reader().read(ascii(`${long}\r\n\r\n`))).toThrow(code);
  });
});
