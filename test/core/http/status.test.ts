import { STATUS_CODES } from 'node:http';
import { expect, it } from 'vitest';
import { reasonPhrase } from '../../../core/http/status.ts';

it('RFC 9110 §15: gives the phrase of a status', () => {
  expect(reasonPhrase(200)).toBe('OK');
  expect(reasonPhrase(431)).toBe('Request Header Fields Too Large');
});

it('gives nothing for a status that has none', () => {
  expect(reasonPhrase(299)).toBe('');
});

it('agrees with Node where RFC 9110 has not renamed a phrase', () => {
  const renamed = [413, 422];
  const codes = Object.keys(STATUS_CODES).map(Number);
  const known = codes.filter((code) => reasonPhrase(code) !== '' && !renamed.includes(code));
  expect(known.length).toBeGreaterThan(40);
  expect(known.map(reasonPhrase)).toEqual(known.map((code) => STATUS_CODES[code]));
});
