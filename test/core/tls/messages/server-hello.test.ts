import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../../core/bytes/codec.ts';
import { extensionOf } from '../../../../core/tls/messages/extensions.ts';
import {
  type HelloRetryRequest,
  helloRetryRequest,
  isRetryRequest,
  retryRandom,
  type ServerHello,
  serverHello,
} from '../../../../core/tls/messages/server-hello.ts';
import { trace } from '../../../support/rfc8448.ts';
import { testCrypto } from '../../../support/tls-machines.ts';

describe('serverHello', () => {
  it('RFC 8448 §3: reads the hello, and writes it back', () => {
    const octets = trace(3)('server ServerHello message');
    expect(isRetryRequest(octets)).toBe(false);
    const hello = decode(serverHello, octets)?.value as ServerHello;
    expect(hello.cipher_suite).toBe(0x1301);
    expect(extensionOf(hello.extensions, 'supported_versions')?.selected_version).toBe(0x0304);
    expect(extensionOf(hello.extensions, 'key_share')?.server_share.group).toBe(0x1d);
    expect(encode(serverHello, hello)).toEqual(octets);
  });
});

describe('helloRetryRequest', () => {
  it('RFC 8448 §5: reads the request, and writes it back', () => {
    const octets = trace(5)('server HelloRetryRequest record').slice(5);
    expect(isRetryRequest(octets)).toBe(true);
    const hello = decode(helloRetryRequest, octets)?.value as HelloRetryRequest;
    expect(extensionOf(hello.extensions, 'key_share')?.selected_group).toBe(0x17);
    expect(extensionOf(hello.extensions, 'cookie')?.cookie).toHaveLength(0x72);
    expect(encode(helloRetryRequest, hello)).toEqual(octets);
  });

  it('RFC 8446 §4.1.3: has the hash of its name as random', () => {
    const name = new TextEncoder().encode('HelloRetryRequest');
    expect(retryRandom).toEqual(testCrypto.hash('sha256', name));
  });
});
