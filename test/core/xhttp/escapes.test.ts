import { expect, it } from 'vitest';
import { escapePath, escapeQuery, percentDecoded } from '../../../core/xhttp/escapes.ts';

it('net/url: a path is decoded text: a percent sign goes out as %25', () => {
  expect(escapePath('/a%2Fb/ü c;,:@$&+=!')).toBe('/a%252Fb/%C3%BC%20c;,:@$&+=%21');
});

it('net/url: in a query a space is a plus, and all but letters, digits and four signs is escaped', () => {
  expect(escapeQuery('a b+c/ü-_.~=&')).toBe('a+b%2Bc%2F%C3%BC-_.~%3D%26');
});

it.each([
  ['/x%68/%C3%BC', '/xh/ü'],
  ['plain', 'plain'],
  ['%6', null],
  ['%zz', null],
])('%s decodes to %s', (text, decoded) => {
  expect(percentDecoded(text)).toBe(decoded);
});
