import { describe, expect, it } from 'vitest';
import { Incomplete, Reader } from '../../../core/bytes/reader.ts';
import {
  countOf,
  digitClass,
  isToken,
  takeLineEnd,
  takeTextOf,
  textClass,
  tokenClass,
  visibleClass,
} from '../../../core/http1/text.ts';
import { ascii } from '../../support/playbook.ts';

const reader = (text: string) => new Reader(ascii(text));
const membersOf = (of: Uint8Array) => [...of.keys()].filter((octet) => of[octet] === 1);

describe('classes of octets', () => {
  it('RFC 9110 §5.6.2: a token has no separators, controls or octets above 0x7e', () => {
    expect(membersOf(tokenClass)).toHaveLength(77);
    expect(isToken('Sec-CH-UA')).toBe(true);
    for (const text of ['', 'a b', 'a:b', 'a/b', 'é', '中', '(a)'])
      expect(isToken(text)).toBe(false);
  });

  it('RFC 9110 §5.5: a field value has no control but HTAB', () => {
    expect(membersOf(textClass)).toHaveLength(1 + 95 + 128);
    for (const octet of [0, 10, 13, 127]) expect(textClass[octet]).toBe(0);
  });

  it('RFC 9112 §3.2: a request target is visible ASCII', () => {
    expect(membersOf(visibleClass)).toHaveLength(94);
  });
});

describe('countOf', () => {
  it('counts octets of a class', () => {
    expect(countOf(reader('123a'), digitClass)).toBe(3);
  });

  it('throws Incomplete when more of them may come', () => {
    expect(() => countOf(reader('123'), digitClass)).toThrow(Incomplete);
  });

  it('counts no further than one more than asked', () => {
    expect(countOf(reader('123456'), digitClass, 3)).toBe(4);
    expect(() => countOf(reader('123'), digitClass, 3)).toThrow(Incomplete);
  });
});

describe('takeLineEnd', () => {
  const at = (text: string) => () =>
    takeLineEnd(reader(text), 'crlf', 'http1:malformed_field_value');

  it('RFC 9112 §2.2: takes CRLF and neither half of it', () => {
    expect(at('\r\n')).not.toThrow();
    expect(at('\n')).toThrow(expect.objectContaining({ code: 'http1:bare_lf' }));
    expect(at('\ra')).toThrow(expect.objectContaining({ code: 'http1:bare_cr' }));
    expect(at('\r')).toThrow(Incomplete);
    expect(at('a')).toThrow(expect.objectContaining({ code: 'http1:malformed_field_value' }));
  });
});

describe('takeTextOf', () => {
  it('takes what is of the class and leaves the rest', () => {
    const from = reader('GET /');
    expect(takeTextOf(from, tokenClass)).toBe('GET');
    expect(from.remaining).toBe(2);
  });
});
