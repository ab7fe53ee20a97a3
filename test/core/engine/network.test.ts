import { expect, it } from 'vitest';
import { authority, otherSide } from '../../../core/engine/network.ts';

it('writes an IPv6 address in brackets before the port', () => {
  expect(authority('192.0.2.1', 443)).toBe('192.0.2.1:443');
  expect(authority('cdn.example', 443)).toBe('cdn.example:443');
  expect(authority('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
});

it('names the other side', () => {
  expect(otherSide('dialler')).toBe('acceptor');
  expect(otherSide('acceptor')).toBe('dialler');
});
