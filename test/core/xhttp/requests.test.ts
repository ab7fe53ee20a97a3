import { describe, expect, it } from 'vitest';
import {
  downlinkRequest,
  downlinkUrl,
  packetRequest,
  routeOf,
} from '../../../core/xhttp/requests.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const epochMs = Date.UTC(2026, 7, 19);
const id = '3f0c0000-0000-4000-8000-000000000000';
const route = routeOf(
  { ...clientSettings, host: 'h.example', path: '/xh?a=b' },
  '198.51.100.7',
  443,
);
const packet = { sessionId: id, seq: 3, octets: 611 };

describe('XHTTP (Xray 26.7.28) dialer.go: a route', () => {
  it('dials the address, whatever the host is', () => {
    expect(route).toMatchObject({
      destination: 'tcp:198.51.100.7:443',
      host: 'h.example',
      path: '/xh/',
    });
  });

  it('takes the address for host when none is configured, without a port', () => {
    expect(routeOf(clientSettings, 'cdn.example', 8443).host).toBe('cdn.example');
    expect(routeOf(clientSettings, '2001:db8::1', 443)).toMatchObject({
      destination: 'tcp:[2001:db8::1]:443',
      host: '[2001:db8::1]',
    });
  });

  it('keeps a port that the user wrote into host', () => {
    const withPort = { ...clientSettings, host: 'a.example:8443' };
    expect(routeOf(withPort, '198.51.100.7', 443).host).toBe('a.example:8443');
  });
});

describe('XHTTP (Xray 26.7.28) config.go: the GET', () => {
  const head = downlinkRequest(route, id, 100, epochMs);

  it('has the id in the path and the configured query behind it', () => {
    expect(head).toMatchObject({
      method: 'GET',
      target: `/xh/${id}?a=b`,
      authority: 'h.example',
    });
    expect(downlinkUrl(route, id)).toBe(`http://h.example/xh/${id}?a=b`);
  });

  it('has the fields in the order in which Go writes them', () => {
    expect(head.headers.map(({ name }) => name)).toEqual([
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
    expect(head.headers.at(-1)).toEqual({ name: 'Connection', value: 'close' });
  });

  it('has a Referer with padding, without id and without the configured query', () => {
    const referer = head.headers.find(({ name }) => name === 'Referer');
    expect(referer?.value).toBe(`http://h.example/xh/?x_padding=${'X'.repeat(100)}`);
  });
});

describe('XHTTP (Xray 26.7.28) config.go: a packet over HTTP/1.1', () => {
  const head = packetRequest(route, packet, 100, epochMs);
  const names = head.headers.map(({ name }) => name);

  it('has id and sequence number in the path', () => {
    expect(head).toMatchObject({ method: 'POST', target: `/xh/${id}/3?a=b` });
  });

  it('says its length and nothing of type, coding or connection', () => {
    expect(names.slice(0, 3)).toEqual(['User-Agent', 'Content-Length', 'Accept']);
    expect(head.headers[1]?.value).toBe('611');
    for (const name of ['Content-Type', 'Accept-Encoding', 'Connection', 'Transfer-Encoding']) {
      expect(names).not.toContain(name);
    }
  });

  it('uses the configured method', () => {
    const put = routeOf({ ...clientSettings, uplinkHTTPMethod: 'PUT' }, 'h.example', 80);
    expect(packetRequest(put, packet, 100, epochMs).method).toBe('PUT');
  });
});

it('sends the user’s headers with every request, and no browser’s beside a User-Agent of his', () => {
  const headers = new Map([
    ['User-Agent', 'mine'],
    ['x-key', 'v'],
    ['content-length', '9'],
  ]);
  const own = routeOf({ ...clientSettings, headers }, 'h.example', 80);
  const { headers: sent } = packetRequest(own, packet, 1, epochMs);
  expect(sent).toEqual([
    { name: 'User-Agent', value: 'mine' },
    { name: 'Content-Length', value: '611' },
    { name: 'Referer', value: 'http://h.example/xh/?x_padding=X' },
    { name: 'X-Key', value: 'v' },
  ]);
});
