import { describe, expect, it } from 'vitest';
import type { XhttpServerSettings } from '../../../core/xhttp/settings.ts';
import { ascii, attached, received, sent, states } from '../../support/playbook.ts';
import {
  answered,
  body,
  exchange,
  get,
  request,
  requestHead,
  talkToHub,
} from '../../support/xhttp-parts.ts';

const fields = { 'X-Data-0': 'YQ', Cookie: 'X-Data_0=Yg' };
const packet = (headers: Record<string, string>) => [
  attached('p', exchange()),
  received('p', requestHead('POST', '/xh/id/0', headers)),
];
/** A session whose GET is there, and what its inner side gets. */
function talk(settings: Partial<XhttpServerSettings>) {
  const book = talkToHub({ uplinkDataKey: 'X-Data', ...settings }).input(...get('get', 'id'));
  return { book, octets: () => book.octetsOn('session:1') };
}

describe('XHTTP (Xray 26.7.28) hub.go: where the octets of a packet are', () => {
  it('with auto is everywhere: fields, cookies, body', () => {
    const { book, octets } = talk({ uplinkDataPlacement: 'auto' });
    book.input(...request('p', requestHead('POST', '/xh/id/0', fields), ascii('c')));
    expect(octets()).toEqual(ascii('abc'));
  });

  it.each([
    ['header', 'a'],
    ['cookie', 'b'],
  ] as const)('with %s is there alone; the answer does not wait for a body', (placement, text) => {
    const { book, octets } = talk({ uplinkDataPlacement: placement });
    book.input(...packet(fields));
    expect(octets()).toEqual(ascii(text));
    expect(book.valuesOn('p')[0]).toMatchObject({
      status: 200,
      headers: expect.arrayContaining([{ name: 'Cache-Control', value: 'no-store' }]),
    });
    const before = book.commands.length;
    book.input(received('p', body(ascii('c'))));
    expect(book.commands).toHaveLength(before);
  });

  it('with body is the body alone', () => {
    const { book, octets } = talk({ uplinkDataPlacement: 'body' });
    book.input(...request('p', requestHead('POST', '/xh/id/0', fields), ascii('c')));
    expect(octets()).toEqual(ascii('c'));
  });

  it('may be found broken: 400, before the body is looked at', () => {
    talkToHub()
      .input(...packet({ 'X-Data-0': 'a*', 'Content-Length': '99999999' }))
      .expects(
        states('xhttp:session_created', { session_id: 'id', method: 'POST' }),
        states('xhttp:request_refused', {
          status: 400,
          code: 'xhttp:malformed_base64',
          placement: 'header',
          at: 1,
        }),
        ...answered('p', 400),
      );
  });

  it('counts in all towards the limit', () => {
    const { book } = talk({ scMaxEachPostBytes: { from: 2, to: 2 } });
    book.input(...request('p', requestHead('POST', '/xh/id/0', fields), ascii('c')));
    expect(book.valuesOn('p')[0]).toMatchObject({ status: 413 });
  });

  it('with fields alone leaves a stated length alone', () => {
    const { book } = talk({ uplinkDataPlacement: 'header' });
    book.input(...packet({ ...fields, 'Content-Length': '99999999' }));
    expect(book.valuesOn('p')[0]).toMatchObject({ status: 200 });
  });
});

it('XHTTP (Xray 26.7.28) hub.go: a packet is found by query, field and cookie, too', () => {
  const { book } = talk({
    sessionIDPlacement: 'query',
    sessionIDKey: 's',
    seqPlacement: 'cookie',
    seqKey: 'q',
  });
  const head = (method: string, headers = {}) => requestHead(method, '/xh?s=x', headers);
  book.input(
    ...request('g', head('GET')),
    ...request('p', head('POST', { Cookie: 'q=0' }), ascii('a')),
  );
  expect(book.commands.at(-1)).toEqual(sent('session:2', ascii('a')));
});
