import { describe, expect, it } from 'vitest';
import {
  endToEnd,
  fieldValue,
  fieldValues,
  hasMember,
  listMembers,
  withoutFields,
} from '../../../core/http/headers.ts';

const headers = [
  { name: 'Accept', value: 'a, b' },
  { name: 'ACCEPT', value: ' c ,, ' },
  { name: 'Host', value: 'h.example' },
];

describe('looking up a field', () => {
  it('RFC 9110 §5.1: takes no notice of case', () => {
    expect(fieldValue(headers, 'host')).toBe('h.example');
    expect(fieldValues(headers, 'accept')).toEqual(['a, b', ' c ,, ']);
  });

  it('gives null for a field that is not there', () => {
    expect(fieldValue(headers, 'Cookie')).toBeNull();
    expect(fieldValues(headers, 'Cookie')).toEqual([]);
  });

  it('RFC 9110 §5.6.1.2: reads lists of several lines as one, without empty members', () => {
    expect(listMembers(headers, 'Accept')).toEqual(['a', 'b', 'c']);
    expect(hasMember(headers, 'Accept', 'C')).toBe(true);
    expect(hasMember(headers, 'Accept', 'a, b')).toBe(false);
  });
});

describe('leaving fields out', () => {
  it('keeps the others in order', () => {
    expect(withoutFields(headers, ['accept']).map(({ name }) => name)).toEqual(['Host']);
  });

  it('RFC 9110 §7.6.1: takes out what is between two neighbours, and what Connection names', () => {
    const received = [
      { name: 'Connection', value: 'close, X-Own' },
      { name: 'x-own', value: '1' },
      { name: 'Keep-Alive', value: 'timeout=5' },
      { name: 'TE', value: 'trailers' },
      { name: 'Transfer-Encoding', value: 'chunked' },
      { name: 'Upgrade', value: 'h2c' },
      { name: 'Content-Type', value: 'text/plain' },
    ];
    expect(endToEnd(received)).toEqual([{ name: 'Content-Type', value: 'text/plain' }]);
  });
});
