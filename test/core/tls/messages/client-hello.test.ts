import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../../core/bytes/codec.ts';
import {
  type ClientHello,
  clientHello,
  encodeClientHello,
  sessionIdOffset,
} from '../../../../core/tls/messages/client-hello.ts';
import { extensionOf } from '../../../../core/tls/messages/extensions.ts';
import { trace } from '../../../support/rfc8448.ts';

const simple = trace(3)('client ClientHello message');
const compatible = trace(7)('client ClientHello record').subarray(5);
const decoded = (octets: Uint8Array): ClientHello => decode(clientHello, octets)?.value as never;

describe('clientHello', () => {
  it('RFC 8448 §3: reads the hello, and writes it back', () => {
    const hello = decoded(simple);
    expect(hello.legacy_version).toBe(0x0303);
    expect(hello.cipher_suites).toEqual([0x1301, 0x1303, 0x1302]);
    expect(hello.legacy_session_id).toEqual(new Uint8Array());
    const { extensions } = hello;
    const [host] = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
    expect(Buffer.from(host?.name ?? []).toString()).toBe('server');
    expect(extensionOf(extensions, 'supported_versions')).toEqual({ versions: [0x0304] });
    expect(extensionOf(extensions, 'supported_groups')?.named_group_list[0]).toBe(0x1d);
    expect(extensionOf(extensions, 'key_share')?.client_shares).toMatchObject([{ group: 0x1d }]);
    expect(extensionOf(extensions, 'psk_key_exchange_modes')?.ke_modes).toEqual(Uint8Array.of(1));
    expect(encodeClientHello(hello)).toEqual(simple);
  });

  it('RFC 8448 §7: has the session id where REALITY looks for it', () => {
    const { legacy_session_id } = decoded(compatible);
    expect(compatible.subarray(sessionIdOffset, sessionIdOffset + 32)).toEqual(legacy_session_id);
  });

  it('reads the hello of a client that knows no extensions', () => {
    const { extensions, ...head } = decoded(simple);
    const octets = encode(clientHello, { ...head, extensions: [] });
    const bare = octets.slice(0, -2);
    bare[3] = bare.length - 4;
    expect(decoded(bare)).toEqual({ ...head, extensions: [] });
  });

  it('RFC 8446 §4.1.2: refuses a session id of more than 32 octets', () => {
    const octets = simple.slice();
    octets[38] = 33;
    expect(() => decoded(octets)).toThrow('A vector has 33 octets');
  });
});
