import { describe, expect, it } from 'vitest';
import { type Draft, metaOf, placeMeta } from '../../../core/xhttp/placements.ts';
import type { MetaSettings } from '../../../core/xhttp/settings.ts';

const settings = (changes: Partial<MetaSettings> = {}): MetaSettings => ({
  sessionIDPlacement: 'path',
  sessionIDKey: '',
  seqPlacement: 'path',
  seqKey: '',
  ...changes,
});
const draft = (): Draft => ({ path: '/xh/', query: 'b=1&a=2', fields: new Map() });
function placed(changes: Partial<MetaSettings>, seq = '7') {
  const made = draft();
  placeMeta(made, settings(changes), { sessionId: 'id', seq });
  return { ...made, fields: Object.fromEntries(made.fields) };
}

describe('XHTTP (Xray 26.7.28) config.go: ApplyMetaToRequest', () => {
  it('puts both into the path, the id first, and leaves the query alone', () => {
    expect(placed({})).toEqual({ path: '/xh/id/7', query: 'b=1&a=2', fields: {} });
  });

  it('puts no sequence number into a stream', () => {
    expect(placed({}, '').path).toBe('/xh/id');
  });

  it('puts nothing into stream-one', () => {
    const made = draft();
    placeMeta(made, settings(), { sessionId: '', seq: '' });
    expect(made).toEqual(draft());
  });

  it('mixes places: a header field in canonical form, a query that is written anew', () => {
    const places = {
      sessionIDPlacement: 'header',
      sessionIDKey: 'x-session',
      seqPlacement: 'query',
      seqKey: 'x_seq',
    } as const;
    expect(placed(places)).toEqual({
      path: '/xh/',
      query: 'a=2&b=1&x_seq=7',
      fields: { 'X-Session': 'id' },
    });
  });

  it('puts cookies into one field', () => {
    const places = {
      sessionIDPlacement: 'cookie',
      sessionIDKey: 'x_session',
      seqPlacement: 'cookie',
      seqKey: 'x_seq',
    } as const;
    expect(placed(places).fields).toEqual({ Cookie: 'x_session=id; x_seq=7' });
  });
});

describe('XHTTP (Xray 26.7.28) config.go: ExtractMetaFromRequest', () => {
  const of = (path: string, changes: Partial<MetaSettings> = {}, more = {}) =>
    metaOf({ path, prefix: '/xh/', query: '', headers: [], ...more }, settings(changes));

  it.each([
    ['/xh/id', 'id', ''],
    ['/xh/id/', 'id', ''],
    ['/xh/id/5', 'id', '5'],
    ['/xh/id/5/more', 'id', '5'],
    ['/xh//5', '', '5'],
    ['/xh/', '', ''],
  ])('%s carries id "%s" and seq "%s"', (path, sessionId, seq) => {
    expect(of(path)).toEqual({ sessionId, seq });
  });

  it('takes the first segment for the sequence number where the id is elsewhere', () => {
    const headers = [{ name: 'x-session', value: 'id' }];
    const places = { sessionIDPlacement: 'header', sessionIDKey: 'X-Session' } as const;
    expect(of('/xh/5', places, { headers })).toEqual({ sessionId: 'id', seq: '5' });
  });

  it('looks into query and cookies', () => {
    const places = {
      sessionIDPlacement: 'query',
      sessionIDKey: 's',
      seqPlacement: 'cookie',
      seqKey: 'q',
    } as const;
    const headers = [{ name: 'Cookie', value: 'a=1; q=3' }];
    expect(of('/xh/x', places, { query: 's=id', headers })).toEqual({ sessionId: 'id', seq: '3' });
    expect(of('/xh/x', places)).toEqual({ sessionId: '', seq: '' });
  });
});
