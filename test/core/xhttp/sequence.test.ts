import { expect, it } from 'vitest';
import { parseSequence } from '../../../core/xhttp/sequence.ts';

it.each([
  ['0', 0],
  ['007', 7],
  ['18446744073709551615', 2 ** 64],
  ['18446744073709551616', 'range'],
  ['-1', 'syntax'],
  ['+1', 'syntax'],
  ['1a', 'syntax'],
  ['', 'syntax'],
])('XHTTP (Xray 26.7.28) hub.go: the sequence number "%s" is %s', (text, value) => {
  expect(parseSequence(text)).toBe(value);
});
