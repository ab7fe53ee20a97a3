import { describe, expect, it } from 'vitest';
import {
  findPadding,
  paddingRefusal,
  padRequest,
  responsePadding,
} from '../../../core/xhttp/padding.ts';
import type { Draft } from '../../../core/xhttp/placements.ts';
import type { PaddingPlacement, PaddingSettings } from '../../../core/xhttp/settings.ts';
import { serverSettings } from '../../support/xhttp-settings.ts';

const obfuscated = (
  xPaddingPlacement: PaddingPlacement,
  changes: Partial<PaddingSettings> = {},
): PaddingSettings => ({
  ...serverSettings,
  xPaddingObfsMode: true,
  xPaddingKey: 'key',
  xPaddingHeader: 'x-pad',
  xPaddingPlacement,
  ...changes,
});
const find = (
  headers: Record<string, string>,
  query = '',
  settings: PaddingSettings = serverSettings,
) =>
  findPadding(
    {
      path: '/xh/id',
      prefix: '/xh/',
      query,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    },
    settings,
  );
function padded(settings: PaddingSettings) {
  const draft: Draft = { path: '/xh/', query: 'b=1', fields: new Map([['Cookie', 'a=1']]) };
  padRequest(draft, settings, 'XX', 'http://h.example/xh/');
  return { query: draft.query, fields: Object.fromEntries(draft.fields) };
}

describe('XHTTP (Xray 26.7.28) xpadding.go: the padding that a client puts in', () => {
  it('is in the query of the Referer, which replaces any other query', () => {
    expect(padded(serverSettings)).toEqual({
      query: 'b=1',
      fields: { Cookie: 'a=1', Referer: 'http://h.example/xh/?x_padding=XX' },
    });
  });

  it('is where the settings say when it is obfuscated', () => {
    expect(padded(obfuscated('queryInHeader')).fields).toMatchObject({
      'X-Pad': 'http://h.example/xh/?key=XX',
    });
    expect(padded(obfuscated('header')).fields).toMatchObject({ 'X-Pad': 'XX' });
    expect(padded(obfuscated('cookie')).fields).toEqual({ Cookie: 'a=1; key=XX' });
    expect(padded(obfuscated('query'))).toEqual({ query: 'b=1&key=XX', fields: { Cookie: 'a=1' } });
  });
});

describe('XHTTP (Xray 26.7.28) xpadding.go: the padding of a response', () => {
  it('is in X-Padding', () => {
    expect(responsePadding(serverSettings, 'XX')).toEqual([['X-Padding', 'XX']]);
  });

  it.each([
    ['queryInHeader', [['X-Pad', '?key=XX']]],
    ['header', [['X-Pad', 'XX']]],
    ['cookie', [['Set-Cookie', 'key=XX; Path=/']]],
    ['query', []],
  ] as const)('obfuscated as %s is %j', (placement, fields) => {
    expect(responsePadding(obfuscated(placement), 'XX')).toEqual(fields);
  });
});

describe('XHTTP (Xray 26.7.28) xpadding.go: the padding that a server finds', () => {
  it('is in the query of the Referer', () => {
    expect(find({ referer: 'http://h.example/xh/?x_padding=XXXXX' })).toEqual({
      placement: 'queryInHeader',
      header: 'Referer',
      key: 'x_padding',
      text: 'XXXXX',
    });
  });

  it('is not looked for elsewhere when a Referer has none', () => {
    expect(find({ Referer: 'https://search.example/?q=1' }, 'x_padding=XXX')).toMatchObject({
      placement: 'queryInHeader',
      text: '',
    });
  });

  it('is in the request’s own query when there is no Referer', () => {
    expect(find({}, 'a=1&x_padding=XXX')).toEqual({
      placement: 'query',
      header: null,
      key: 'x_padding',
      text: 'XXX',
    });
  });

  it('is looked for in the places of the obfuscated mode when the Referer is no URL', () => {
    const Referer = 'http://h.example/%zz';
    expect(find({ Referer, Cookie: 'a=b; x_padding="XX"' })).toMatchObject({
      placement: 'cookie',
      text: 'XX',
    });
    expect(find({ Referer, 'X-Padding': '?x_padding=XXX' })).toMatchObject({
      placement: 'queryInHeader',
      header: 'X-Padding',
      text: 'XXX',
    });
    expect(find({ Referer }, 'x_padding=X')).toMatchObject({ placement: 'query', text: 'X' });
    expect(find({ Referer })).toEqual({ placement: null, header: null, key: null, text: '' });
  });

  it('is, obfuscated, in the first place that has any, whichever is configured', () => {
    const everywhere = { Cookie: 'key=C', 'X-Pad': '?key=H' };
    const settings = obfuscated('query');
    expect(find(everywhere, 'key=Q', settings)).toMatchObject({ placement: 'cookie', text: 'C' });
    expect(find({ 'X-Pad': '?key=H' }, 'key=Q', settings)).toMatchObject({ text: 'H' });
    expect(find({}, 'key=Q', settings)).toMatchObject({ placement: 'query', text: 'Q' });
    expect(find({ Referer: 'http://h.example/?x_padding=X' }, '', settings)).toMatchObject({
      text: '',
    });
  });

  it('is the whole of a field only where that is configured', () => {
    const field = { 'X-Pad': 'XXX' };
    expect(find(field, '', obfuscated('header'))).toEqual({
      placement: 'header',
      header: 'x-pad',
      key: null,
      text: 'XXX',
    });
    expect(find(field, '', obfuscated('queryInHeader'))).toMatchObject({
      placement: 'queryInHeader',
      text: '',
    });
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
});
