import { describe, expect, it } from 'vitest';
import { formatAuthority, parseAuthority } from '../../../core/http/authority.ts';

describe('parseAuthority', () => {
  it.each([
    ['h.example', 'h.example', null],
    ['h.example:8080', 'h.example', 8080],
    ['h.example:', 'h.example', null],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['[2001:db8::1]', '2001:db8::1', null],
    ['', '', null],
  ])('reads %j', (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port });
  });

  it.each([
    'user@h.example',
    'h.example/',
    'a b',
    'h:65536',
    'h:80:80',
    '2001:db8::1',
    '[::1',
    'h:x',
  ])('RFC 3986 §3.2: refuses %j', (text) => {
    expect(parseAuthority(text)).toBeNull();
  });
});

describe('formatAuthority', () => {
  it.each([
    ['h.example', 80, 'h.example'],
    ['h.example', 8080, 'h.example:8080'],
    ['h.example', null, 'h.example'],
    ['2001:db8::1', 443, '[2001:db8::1]:443'],
  ])('writes %s and %s', (host, port, text) => {
    expect(formatAuthority(host, port)).toBe(text);
  });
});
