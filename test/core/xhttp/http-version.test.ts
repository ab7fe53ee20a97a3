import { expect, it } from 'vitest';
import { httpVersionOf } from '../../../core/xhttp/http-version.ts';

it.each([
  ['reality', ['http/1.1'], '2'],
  ['none', ['h2'], '1.1'],
  ['tls', [], '2'],
  ['tls', ['h2', 'http/1.1'], '2'],
  ['tls', ['http/1.1', 'h2'], '2'],
  ['tls', ['h3', 'h2'], '2'],
  ['tls', ['http/1.1'], '1.1'],
  ['tls', ['h3'], '3'],
  ['tls', ['h2'], '2'],
  ['tls', ['spdy'], '2'],
] as const)(
  'XHTTP (Xray 26.7.28) dialer.go:decideHTTPVersion: %s with %j speaks HTTP/%s',
  (type, alpn, version) => {
    expect(httpVersionOf({ type, serverName: '', alpn })).toBe(version);
  },
);
