import { describe, expect, it } from 'vitest';
import {
  findPadding,
  isAccepted,
  padding,
  paddingRefusal,
  refererOf,
} from '../../../core/xhttp/padding.ts';

const settings = { xPaddingKey: 'x_padding', xPaddingHeader: 'X-Padding' };
const find = (headers: Record<string, string>, query = '') =>
  findPadding(
    Object.entries(headers).map(([name, value]) => ({ name, value })),
    query,
    settings,
  );

describe('XHTTP (Xray 26.7.28) xpadding.go: the padding of a request', () => {
  it('is in the query of the Referer, which replaces any other query', () => {
    const referer = refererOf('http://h.example/xh/', 5);
    expect(referer).toBe('http://h.example/xh/?x_padding=XXXXX');
    expect(find({ referer })).toEqual({
      placement: 'queryInHeader',
      header: 'Referer',
      key: 'x_padding',
      length: 5,
    });
  });

  it('is not looked for elsewhere when a Referer has none', () => {
    expect(find({ Referer: 'https://search.example/?q=1' }, 'x_padding=XXX')).toMatchObject({
      placement: 'queryInHeader',
      length: 0,
    });
  });

  it('is in the request’s own query when there is no Referer', () => {
    expect(find({}, 'a=1&x_padding=XXX')).toEqual({
      placement: 'query',
      header: null,
      key: 'x_padding',
      length: 3,
    });
  });

  it('is looked for in the places of the obfuscated mode when the Referer is no URL', () => {
    const Referer = 'http://h.example/%zz';
    expect(find({ Referer, Cookie: 'a=b; x_padding="XX"' })).toMatchObject({
      placement: 'cookie',
      length: 2,
    });
    expect(find({ Referer, 'X-Padding': '?x_padding=XXX' })).toMatchObject({
      placement: 'queryInHeader',
      header: 'X-Padding',
      length: 3,
    });
    expect(find({ Referer }, 'x_padding=X')).toMatchObject({ placement: 'query', length: 1 });
    expect(find({ Referer })).toEqual({ placement: null, header: null, key: null, length: 0 });
  });

  it('is refused with what was found', () => {
    expect(paddingRefusal(find({ Referer: 'http://a/?x_padding=XX' }))).toEqual({
      code: 'xhttp:invalid_padding',
      placement: 'queryInHeader',
      header: 'Referer',
      key: 'x_padding',
      length: 2,
    });
  });

  it.each([
    [0, false],
    [99, false],
    [100, true],
    [1000, true],
    [1001, false],
  ])('of %d octets is accepted: %s, as both ends belong to the range', (length, accepted) => {
    expect(isAccepted(length, { from: 100, to: 1000 })).toBe(accepted);
  });

  it('is a run of X', () => {
    expect(padding(3)).toBe('XXX');
  });
});
