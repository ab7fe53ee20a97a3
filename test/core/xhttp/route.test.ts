import { describe, expect, it } from 'vitest';
import type { SideSecurity } from '../../../core/xhttp/http-version.ts';
import { baseUrl, routeOf, urlOf } from '../../../core/xhttp/route.ts';
import type { XhttpClientSettings } from '../../../core/xhttp/settings.ts';
import { plain } from '../../support/xhttp-parts.ts';
import { clientSettings } from '../../support/xhttp-settings.ts';

const route = (
  changes: Partial<XhttpClientSettings> = {},
  security: SideSecurity = plain,
  address = '198.51.100.7',
) => routeOf({ settings: { ...clientSettings, ...changes }, security, address, port: 443 });
const tls = { type: 'tls', serverName: 'sni.example', alpn: [] } as const;

describe('XHTTP (Xray 26.7.28) dialer.go: a route', () => {
  it('dials the address, whatever the host is', () => {
    expect(route({ host: 'h.example' })).toMatchObject({
      destination: 'tcp:198.51.100.7:443',
      host: 'h.example',
      path: '/xh/',
    });
  });

  it('takes the name that the security asks for when no host is configured', () => {
    expect(route({}, tls).host).toBe('sni.example');
    expect(route({}, { ...tls, type: 'reality' }).host).toBe('sni.example');
    expect(route({ host: 'h.example' }, tls).host).toBe('h.example');
  });

  it('takes the address after that, without a port', () => {
    expect(route({}, plain, 'cdn.example').host).toBe('cdn.example');
    expect(route({}, { ...tls, serverName: '' }, '2001:db8::1')).toMatchObject({
      destination: 'tcp:[2001:db8::1]:443',
      host: '[2001:db8::1]',
    });
  });

  it('keeps a port that the user wrote into host', () => {
    expect(route({ host: 'a.example:8443' }).host).toBe('a.example:8443');
  });

  it('is https inside any security', () => {
    expect(route().scheme).toBe('http');
    expect(baseUrl(route({ host: 'h.example', path: '/a b?q=1' }, tls))).toBe(
      'https://h.example/a%20b/?q=1',
    );
    expect(urlOf(route({ host: 'h.example' }), '/x')).toBe('http://h.example/x');
  });

  it('has the HTTP version of its own security', () => {
    expect(route().version).toBe('1.1');
    expect(route({}, tls).version).toBe('2');
    expect(() => route({}, { ...tls, alpn: ['h3'] })).toThrow(RangeError);
  });
});
