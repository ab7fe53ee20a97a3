import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import type { HelloInputs } from '../../../core/tls/client-profile.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { extensionOf } from '../../../core/tls/messages/extensions.ts';
import { plainHello, plainHelloOf } from '../../../core/tls/plain-hello.ts';

const key = (group: 'x25519' | 'X25519MLKEM768', octet: number) => ({
  group,
  share: Uint8Array.of(octet),
  x25519PrivateKey: new Uint8Array(32),
  agree: () => null,
});
const inputs: HelloInputs = {
  random: new Uint8Array(32).fill(1),
  sessionId: new Uint8Array(32).fill(2),
  keys: [key('X25519MLKEM768', 7), key('x25519', 8)],
  serverName: 'server.example',
  alpn: ['h2', 'http/1.1'],
  chance: new Uint8Array(),
  canDecompress: false,
};
const built = (changes: Partial<HelloInputs> = {}, builder = plainHello): ClientHello =>
  decode(clientHello, builder.build({ ...inputs, ...changes }))?.value as ClientHello;
const typesOf = ({ extensions }: ClientHello) => extensions.map((one) => one.extension_type);

describe('plainHello', () => {
  it('RFC 8446 §9.2: has what a client of TLS 1.3 must have', () => {
    const hello = built();
    expect(hello.random).toEqual(inputs.random);
    expect(hello.legacy_session_id).toEqual(inputs.sessionId);
    expect(hello.cipher_suites).toEqual([0x1301, 0x1302, 0x1303]);
    expect(hello.legacy_compression_methods).toEqual(Uint8Array.of(0));
    expect(extensionOf(hello.extensions, 'supported_versions')?.versions).toEqual([0x0304]);
    expect(extensionOf(hello.extensions, 'supported_groups')?.named_group_list).toEqual([
      0x11ec, 0x1d,
    ]);
    expect(extensionOf(hello.extensions, 'key_share')?.client_shares).toEqual([
      { group: 0x11ec, key_exchange: Uint8Array.of(7) },
      { group: 0x1d, key_exchange: Uint8Array.of(8) },
    ]);
    const schemes = extensionOf(hello.extensions, 'signature_algorithms');
    expect(schemes?.supported_signature_algorithms).toContain(0x0807);
    expect(typesOf(hello)).toEqual([0, 10, 13, 50, 16, 43, 51]);
  });

  it.each(['', '192.0.2.1', '2001:db8::1', '[2001:db8::1]'])(
    'RFC 6066 §3: names no server for "%s"',
    (serverName) => {
      expect(typesOf(built({ serverName }))).not.toContain(0);
    },
  );

  it('RFC 6066 §3: names a server without the dot at the end', () => {
    const { extensions } = built({ serverName: 'server.example.' });
    const [host] = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
    expect(Buffer.from(host?.name ?? []).toString()).toBe('server.example');
  });

  it('offers no protocols where there are none, and no compression that nobody undoes', () => {
    expect(typesOf(built({ alpn: [] }))).not.toContain(16);
    expect(typesOf(built({ canDecompress: true }))).toContain(27);
  });

  it('offers less where it is told to', () => {
    const builder = plainHelloOf({ shares: ['x25519'], suites: [0x1303] });
    expect(builder.groups).toEqual(['x25519']);
    const hello = built({ keys: [key('x25519', 8)] }, builder);
    expect(hello.cipher_suites).toEqual([0x1303]);
    expect(extensionOf(hello.extensions, 'supported_groups')?.named_group_list).toHaveLength(2);
  });
});
