import { describe, expect, it } from 'vitest';
import type { RequestHead } from '../../../core/http/message.ts';
import { packetRequest, requestUrl, streamRequest } from '../../../core/xhttp/requests.ts';
import { routeOf } from '../../../core/xhttp/route.ts';
import type { XhttpClientSettings } from '../../../core/xhttp/settings.ts';
import { runDoing } from '../../support/doing.ts';
import { ascii } from '../../support/playbook.ts';
import { plain } from '../../support/xhttp-parts.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const epochMs = Date.UTC(2026, 7, 19);
const id = '3f0c0000-0000-4000-8000-000000000000';
const security = { type: 'tls', serverName: '', alpn: [] } as const;
const route = (changes: Partial<XhttpClientSettings> = {}, version: '1.1' | '2' = '1.1') =>
  routeOf({
    settings: {
      ...clientSettings,
      host: 'h.example',
      path: '/xh?a=b',
      xPaddingBytes: { from: 3, to: 3 },
      ...changes,
    },
    security: version === '2' ? security : plain,
    address: '198.51.100.7',
    port: 443,
  });
const get = (...of: Parameters<typeof route>) =>
  runDoing(streamRequest(route(...of), { sessionId: id, hasBody: false }, epochMs));
const streamOne = (...of: Parameters<typeof route>) =>
  runDoing(streamRequest(route(...of), { sessionId: '', hasBody: true }, epochMs));
const packet = (...of: Parameters<typeof route>) =>
  runDoing(
    packetRequest(route(...of), { sessionId: id, seq: 3, octets: ascii('octets') }, epochMs),
  );
const names = ({ headers }: RequestHead) => headers.map(({ name }) => name);
const fieldOf = ({ headers }: RequestHead, name: string) =>
  headers.find((field) => field.name === name)?.value;
const mine = { headers: new Map([['User-Agent', 'mine']]) };

describe('XHTTP (Xray 26.7.28) config.go: the GET', () => {
  it('has the id in the path and the configured query behind it', () => {
    expect(get()).toMatchObject({
      part: 'request_head',
      method: 'GET',
      target: `/xh/${id}?a=b`,
      authority: 'h.example',
    });
  });

  it('has the fields in the order in which Go writes them', () => {
    expect(names(get())).toEqual([
      'User-Agent',
      'Accept',
      'Accept-Language',
      'Cache-Control',
      'DNT',
      'Pragma',
      'Priority',
      'Referer',
      'Sec-CH-UA',
      'Sec-CH-UA-Mobile',
      'Sec-CH-UA-Platform',
      'Sec-Fetch-Dest',
      'Sec-Fetch-Mode',
      'Sec-Fetch-Site',
      'Accept-Encoding',
      'Connection',
    ]);
  });

  it('has a Referer with padding, without id and without the configured query', () => {
    expect(fieldOf(get(), 'Referer')).toBe('http://h.example/xh/?x_padding=XXX');
    expect(fieldOf(get({}, '2'), 'Referer')).toBe('https://h.example/xh/?x_padding=XXX');
  });

  it('says its scheme over HTTP/2, where it is a field', () => {
    expect(get({}, '2').scheme).toBe('https');
    expect(get()).not.toHaveProperty('scheme');
  });
});

describe('XHTTP (Xray 26.7.28) config.go: a stream up', () => {
  it('is chunked gRPC by its fields, at the path itself in stream-one', () => {
    const head = streamOne(mine);
    expect(head).toMatchObject({ method: 'POST', target: '/xh/?a=b' });
    expect(head.headers).toEqual([
      { name: 'User-Agent', value: 'mine' },
      { name: 'Transfer-Encoding', value: 'chunked' },
      { name: 'Content-Type', value: 'application/grpc' },
      { name: 'Referer', value: 'http://h.example/xh/?x_padding=XXX' },
      { name: 'Accept-Encoding', value: 'gzip' },
      { name: 'Connection', value: 'close' },
    ]);
  });

  it('has no type where the settings say so, and the configured method', () => {
    const head = streamOne({ noGRPCHeader: true, uplinkHTTPMethod: 'PUT' });
    expect(head.method).toBe('PUT');
    expect(names(head)).not.toContain('Content-Type');
  });

  it('has no length over HTTP/2', () => {
    expect(names(streamOne(mine, '2'))).toEqual([
      'Content-Type',
      'Referer',
      'User-Agent',
      'Accept-Encoding',
    ]);
  });
});

describe('XHTTP (Xray 26.7.28) config.go: a packet', () => {
  it('has id and sequence number in the path, its length, and no type', () => {
    const { head, body } = packet(mine);
    expect(head).toMatchObject({ method: 'POST', target: `/xh/${id}/3?a=b` });
    expect(names(head)).toEqual(['User-Agent', 'Content-Length', 'Referer']);
    expect(fieldOf(head, 'Content-Length')).toBe('6');
    expect(body).toEqual(ascii('octets'));
  });

  it('over HTTP/2 asks for gzip as everything does that goes through Go’s client', () => {
    const { head } = packet(mine, '2');
    expect(names(head)).toEqual(['Referer', 'User-Agent', 'Content-Length', 'Accept-Encoding']);
  });

  // as a real Xray with these settings sent it
  it('in cookies has these first, then padding', () => {
    const { head, body } = packet({
      headers: new Map([
        ['User-Agent', 'mine'],
        ['cookie', 'own=1'],
      ]),
      uplinkDataPlacement: 'cookie',
      uplinkDataKey: 'x_data',
      xPaddingObfsMode: true,
      xPaddingPlacement: 'cookie',
      sessionIDPlacement: 'query',
      sessionIDKey: 'x_session',
      seqPlacement: 'header',
      seqKey: 'X-Seq',
    });
    expect(head.target).toBe(`/xh?a=b&x_session=${id}`);
    expect(head.headers).toEqual([
      { name: 'User-Agent', value: 'mine' },
      { name: 'Content-Length', value: '0' },
      { name: 'Cookie', value: 'own=1; x_data_0=b2N0ZXRz; x_padding=XXX' },
      { name: 'X-Seq', value: '3' },
    ]);
    expect(body).toHaveLength(0);
  });

  it('in fields, as a GET, says no length', () => {
    const { head } = packet({
      ...mine,
      uplinkHTTPMethod: 'GET',
      uplinkDataPlacement: 'header',
      xPaddingObfsMode: true,
      xPaddingPlacement: 'query',
      sessionIDPlacement: 'cookie',
      sessionIDKey: 'x_session',
      seqPlacement: 'query',
      seqKey: 'x_seq',
    });
    expect(head).toMatchObject({ method: 'GET', target: '/xh?a=b&x_padding=XXX&x_seq=3' });
    expect(names(head)).toEqual(['User-Agent', 'Cookie', 'X-Data-0']);
  });

  it('as a GET with a body has a length', () => {
    const { head, body } = packet({ ...mine, uplinkHTTPMethod: 'GET' });
    expect(fieldOf(head, 'Content-Length')).toBe('6');
    expect(body).toHaveLength(6);
  });
});

it('sends the user’s headers with every request, and no browser’s beside a User-Agent of his', () => {
  const headers = new Map([
    ['User-Agent', 'mine'],
    ['x-key', 'v'],
    ['content-length', '9'],
  ]);
  expect(packet({ headers }).head.headers).toEqual([
    { name: 'User-Agent', value: 'mine' },
    { name: 'Content-Length', value: '6' },
    { name: 'Referer', value: 'http://h.example/xh/?x_padding=XXX' },
    { name: 'X-Key', value: 'v' },
  ]);
});

it('names a request by its URL without padding', () => {
  expect(requestUrl(route({}, '2'), { sessionId: id, seq: '4' })).toBe(
    `https://h.example/xh/${id}/4?a=b`,
  );
  expect(requestUrl(route(), { sessionId: '', seq: '' })).toBe('http://h.example/xh/?a=b');
});
