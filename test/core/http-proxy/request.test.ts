import { describe, expect, it } from 'vitest';
import type { HeaderField } from '../../../core/http/message.ts';
import { credentialsOf, isConnect, proxyRequest } from '../../../core/http-proxy/request.ts';

const asked = (method: string, request_target: string, headers: readonly HeaderField[] = []) =>
  proxyRequest({ method, request_target, http_version: 'HTTP/1.1', headers });
const host = [{ name: 'Host', value: 'other.example:8080' }];

describe('what is asked of a proxy', () => {
  it.each([
    ['http://h.example/a?b', 'h.example', { host: 'h.example', port: 80 }, '/a?b'],
    ['http://h.example', 'h.example', { host: 'h.example', port: 80 }, '/'],
    ['http://h.example?q', 'h.example', { host: 'h.example', port: 80 }, '/?q'],
    ['https://h.example/', 'h.example', { host: 'h.example', port: 443 }, '/'],
    ['http://h.example:81/', 'h.example:81', { host: 'h.example', port: 81 }, '/'],
    ['http://[2001:db8::1]:81/', '[2001:db8::1]:81', { host: '2001:db8::1', port: 81 }, '/'],
    ['http://ana:pw@h.example/', 'h.example', { host: 'h.example', port: 80 }, '/'],
  ])('RFC 9112 §3.2.2: %s leads to the authority of the URL', (url, authority, to, target) => {
    const request = asked('GET', url, host);
    expect(request).toMatchObject({ url, host: authority, isAbsolute: true, target });
    expect(request.destination).toEqual(to);
  });

  it('RFC 9112 §3.2.3: CONNECT leads to its target', () => {
    const request = asked('CONNECT', 'h.example:443');
    expect(isConnect(request)).toBe(true);
    expect(request).toMatchObject({ url: '//h.example:443', host: 'h.example:443' });
    expect(request.destination).toEqual({ host: 'h.example', port: 443 });
    expect(asked('CONNECT', 'h.example').destination?.port).toBe(80);
  });

  it('leads to Host where the URL has no authority', () => {
    const request = asked('GET', '/a', host);
    expect(request).toMatchObject({ url: '/a', host: 'other.example:8080', isAbsolute: false });
    expect(request.destination).toEqual({ host: 'other.example', port: 8080 });
    expect(asked('GET', '/a').destination).toBeNull();
  });

  it.each(['http://a:b:c/', 'http://h:99999/', 'http://a,b/'])('leads nowhere with %s', (url) => {
    expect(asked('GET', url).destination).toBeNull();
  });

  it.each(['h.example', 'mailto:ana', '?'])('is refused for %s', (target) => {
    const code = 'http1:malformed_request_target';
    expect(() => asked('GET', target)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the credentials of a request', () => {
  const said = (value: string) => credentialsOf([{ name: 'proxy-authorization', value }]);

  it.each([
    ['YW5hOnNlY3JldA==', 'ana', 'secret'],
    ['YTpi', 'a', 'b'],
    ['Og==', '', ''],
    ['YTpiOmM=', 'a', 'b:c'],
    ['w6Q6w7Y=', 'ä', 'ö'],
  ])('RFC 7617 §2: %s', (encoded, user, password) => {
    expect(said(`Basic ${encoded}`)).toEqual({ user, password });
  });

  it.each(['Basic YW5h', 'Basic YTpi=', 'Basic YTp', 'Basic ****', 'basic YTpi', 'Bearer x', ''])(
    'are none in "%s"',
    (value) => {
      expect(said(value)).toBeNull();
    },
  );

  it('are none without the field', () => {
    expect(credentialsOf([])).toBeNull();
  });
});
