import { expect, it } from 'vitest';
import { canonicalName, sortedFields } from '../../../core/xhttp/header-fields.ts';

it.each([
  ['user-agent', 'User-Agent'],
  ['X-DATA-id', 'X-Data-Id'],
  ['DNT', 'Dnt'],
  ['not a token', 'not a token'],
])('the canonical form of %s is %s, as in Go', (name, canonical) => {
  expect(canonicalName(name)).toBe(canonical);
});

it('sorts by the octets of the names, as Go writes a header map', () => {
  const names = sortedFields(
    ['Sec-Fetch-Mode', 'Referer', 'Sec-CH-UA', 'DNT', 'Cache-Control'].map((name) => [name, '']),
  ).map(({ name }) => name);
  expect(names).toEqual(['Cache-Control', 'DNT', 'Referer', 'Sec-CH-UA', 'Sec-Fetch-Mode']);
});
