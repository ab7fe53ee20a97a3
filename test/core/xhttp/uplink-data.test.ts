import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../core/xhttp/placements.ts';
import type { DataPlacement } from '../../../core/xhttp/settings.ts';
import { dataOf, type OutsideBody, placeData, takesBody } from '../../../core/xhttp/uplink-data.ts';
import { runDoing } from '../../support/doing.ts';
import { ascii } from '../../support/playbook.ts';

const octets = Uint8Array.from({ length: 100 }, (_, i) => i);
const settings = (uplinkDataPlacement: DataPlacement, to = 65) => ({
  uplinkDataPlacement,
  uplinkDataKey: 'x-data',
  uplinkChunkSize: { from: 64, to },
});
function fieldsWith(placement: OutsideBody, to?: number) {
  const draft: Draft = { path: '/', query: '', fields: new Map([['A', 'b']]) };
  runDoing(placeData(draft, placement, settings(placement, to), octets));
  return draft.fields;
}
const headersOf = (fields: Map<string, string>) =>
  [...fields].map(([name, value]) => ({ name, value }));

describe('XHTTP (Xray 26.7.28) config.go: octets outside the body', () => {
  it('stand in numbered header fields, cut by characters of base64', () => {
    const fields = fieldsWith('header');
    expect([...fields.keys()]).toEqual(['A', 'X-Data-0', 'X-Data-1', 'X-Data-2']);
    expect([...fields.values()].map(({ length }) => length)).toEqual([1, 64, 64, 6]);
  });

  it('or in numbered cookies', () => {
    expect(fieldsWith('cookie').get('Cookie')).toMatch(
      /^x-data_0=.{64}; x-data_1=.{64}; x-data_2=.{6}$/,
    );
  });

  it('have pieces of a length that is drawn for each', () => {
    const lengths = [...fieldsWith('header', 90).values()].slice(1, -1).map(({ length }) => length);
    expect(lengths.every((length) => length >= 64 && length < 90)).toBe(true);
  });

  it('make no field when there are none', () => {
    const draft: Draft = { path: '/', query: '', fields: new Map() };
    runDoing(placeData(draft, 'header', settings('header'), new Uint8Array()));
    expect(draft.fields.size).toBe(0);
  });
});

describe('XHTTP (Xray 26.7.28) hub.go: octets outside the body', () => {
  it.each(['header', 'cookie'] as const)('are put together again from each %s', (placement) => {
    const headers = headersOf(fieldsWith(placement));
    expect(dataOf(headers, settings(placement))).toEqual({ outcome: 'octets', octets });
  });

  it('are looked for everywhere with auto, fields before cookies', () => {
    const headers = [
      { name: 'Cookie', value: 'x-data_0=Yg' },
      { name: 'X-Data-0', value: 'YQ' },
    ];
    expect(dataOf(headers, settings('auto'))).toEqual({ outcome: 'octets', octets: ascii('ab') });
    expect(dataOf(headers, settings('cookie'))).toEqual({ outcome: 'octets', octets: ascii('b') });
    expect(dataOf(headers, settings('body'))).toMatchObject({ octets: new Uint8Array() });
  });

  it('end at the first piece that is missing; an empty field is missing, an empty cookie is not', () => {
    const headers = [
      { name: 'X-Data-0', value: 'YQ' },
      { name: 'X-Data-1', value: '' },
      { name: 'X-Data-2', value: 'YQ' },
      { name: 'Cookie', value: 'x-data_0=; x-data_1=Yg' },
    ];
    expect(dataOf(headers, settings('header'))).toMatchObject({ octets: ascii('a') });
    expect(dataOf(headers, settings('cookie'))).toMatchObject({ octets: ascii('b') });
  });

  it('that are no base64 are told by place', () => {
    expect(dataOf([{ name: 'X-Data-0', value: 'ab*c' }], settings('auto'))).toEqual({
      outcome: 'malformed',
      placement: 'header',
      at: 2,
    });
    expect(dataOf([{ name: 'Cookie', value: 'x-data_0=a' }], settings('auto'))).toEqual({
      outcome: 'malformed',
      placement: 'cookie',
      at: 0,
    });
  });

  it('and a body: only two placements look at it', () => {
    const looked = (['auto', 'body', 'header', 'cookie'] as const).map((placement) =>
      takesBody(settings(placement)),
    );
    expect(looked).toEqual([true, true, false, false]);
  });
});
