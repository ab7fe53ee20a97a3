import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { requestHead, requestLine } from '../../../core/http1/head.ts';
import { HeadReader } from '../../../core/http1/head-reader.ts';
import { ascii } from '../../support/playbook.ts';

const reader = (maxOctets = 100) => new HeadReader(requestLine, requestHead, maxOctets);
const head = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

describe('HeadReader', () => {
  it('gives a head and what follows it', () => {
    const unit = reader().read(ascii(`${head}body`));
    expect(unit?.value).toMatchObject({ method: 'GET', headers: [{ name: 'Host', value: 'h' }] });
    expect([unit?.length, fromLatin1(unit?.rest ?? new Uint8Array())]).toEqual([27, 'body']);
  });

  it('collects a head that comes in pieces, and begins anew after it', () => {
    const heads = reader();
    for (const turn of ['first', 'second']) {
      for (const octet of head.slice(0, -1)) expect(heads.read(ascii(octet)), turn).toBeNull();
      expect(heads.isEmpty).toBe(false);
      expect(heads.read(ascii('\n'))?.value.method).toBe('GET');
      expect(heads.isEmpty).toBe(true);
    }
  });

  it('RFC 9112 §2.2: passes over empty lines before a head', () => {
    expect(reader().read(ascii(`\r\n\r\n${head}`))?.value.method).toBe('GET');
    const heads = reader();
    expect(heads.read(ascii('\r'))).toBeNull();
    expect(heads.read(ascii(`\n${head}`))?.value.method).toBe('GET');
  });

  it('tells of a malformed start line as soon as it is complete', () => {
    expect(() => reader().read(ascii('GET /\r\n'))).toThrow(
      expect.objectContaining({ code: 'http1:malformed_request_line' }),
    );
  });

  it('RFC 9112 §2.2: tells of a line that ends in a lone LF without waiting for more', () => {
    expect(() => reader().read(ascii('GET / HTTP/1.1\r\nHost: h\n'))).toThrow(
      expect.objectContaining({ code: 'http1:bare_lf' }),
    );
  });

  it('takes a head of the greatest length, and none of an octet more', () => {
    expect(reader(27).read(ascii(head))).not.toBeNull();
    expect(() => reader(26).read(ascii(head))).toThrow(
      expect.objectContaining({ code: 'http1:head_too_long' }),
    );
  });

  it('tells of a head that is too long without its end', () => {
    const heads = reader(26);
    expect(heads.read(ascii(`GET /${'x'.repeat(21)}`))).toBeNull();
    expect(() => heads.read(ascii('x'))).toThrow(
      expect.objectContaining({ code: 'http1:head_too_long' }),
    );
  });
});
