import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { failureOf } from '../../../core/tls/errors.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import type { Extension } from '../../../core/tls/messages/extensions.ts';
import { chosen, chosenProtocol, nameIn } from '../../../core/tls/server-negotiation.ts';
import { trace } from '../../support/rfc8448.ts';

const hello = decode(clientHello, trace(3)('client ClientHello message'))?.value as ClientHello;
/** The hello with these extensions in place of its own of their types, or without. */
const helloWith = (...extensions: Extension[]): ClientHello => {
  const types = extensions.map(({ extension_type }) => extension_type);
  const kept = hello.extensions.filter(({ extension_type }) => !types.includes(extension_type));
  return { ...hello, extensions: [...kept, ...extensions] };
};
const without = (type: number): ClientHello => ({
  ...hello,
  extensions: hello.extensions.filter(({ extension_type }) => extension_type !== type),
});
const versions = (...list: number[]): Extension => ({
  extension_type: 43,
  extension_data: { versions: list },
});
const groups = (...list: number[]): Extension => ({
  extension_type: 10,
  extension_data: { named_group_list: list },
});
const shares = (...list: number[]): Extension => ({
  extension_type: 51,
  extension_data: {
    client_shares: list.map((group) => ({ group, key_exchange: Uint8Array.of(group & 255) })),
  },
});
const names = (...list: string[]): Extension => ({
  extension_type: 16,
  extension_data: { protocol_name_list: list.map((name) => new TextEncoder().encode(name)) },
});
const host = (name: string, name_type = 0): Extension => ({
  extension_type: 0,
  extension_data: { server_name_list: [{ name_type, name: new TextEncoder().encode(name) }] },
});

function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    const { code, message, alert } = failureOf(error) ?? {};
    return `${alert} ${code} ${message}`;
  }
  return 'nothing';
}

describe('chosen', () => {
  it('RFC 8448 §3: takes the share of X25519', () => {
    const { suite, group, share } = chosen(hello);
    expect([suite.id, group, share?.length]).toEqual([0x1301, 'x25519', 32]);
  });

  it.each([
    [[0x1302, 0x1301], 0x1301],
    [[0x2a2a, 0x1303, 0x1301], 0x1303],
    [[0x1302, 0x1303, 0x1301], 0x1301],
    [[0xc02f, 0x1302], 0x1302],
  ])('of the suites %j takes %d, as Go does', (cipher_suites, id) => {
    expect(chosen({ ...hello, cipher_suites }).suite.id).toBe(id);
  });

  it.each([
    [[0x1d, 0x11ec], [0x1d, 0x11ec], 'X25519MLKEM768', 0xec],
    [[0x1d, 0x11ec], [0x1d], 'X25519MLKEM768', null],
    [[0x1d, 0x17], [0x17], 'x25519', null],
    [[0x2a2a, 0x17, 0x1d], [0x2a2a, 0x1d], 'x25519', 0x1d],
  ])('of the groups %j with shares of %j takes %s, as Go does', (offered, sent, group, share) => {
    const choice = chosen(helloWith(groups(...offered), shares(...sent)));
    expect(choice.group).toBe(group);
    expect(choice.share?.[0] ?? null).toBe(share);
  });

  it.each([
    [
      'RFC 8446 §4.2.1: a client without TLS 1.3',
      helloWith(versions(0x2a2a, 0x0303)),
      'protocol_version tls:unsupported_version tls: client offered only unsupported versions: [2a2a 303]',
    ],
    [
      'RFC 8446 §4.2.1: a client without supported_versions',
      without(43),
      'protocol_version tls:unsupported_version tls: client offered only unsupported versions: [303 302 301]',
    ],
    [
      'RFC 8446 §4.1.2: compression',
      { ...hello, legacy_compression_methods: Uint8Array.of(0, 1) },
      'illegal_parameter tls:illegal_client_hello tls: TLS 1.3 client supports illegal compression methods',
    ],
    [
      'RFC 8446 §4.2.10: early data that nobody allowed',
      helloWith({ extension_type: 42, extension_data: new Uint8Array() }),
      'unsupported_extension tls:unsolicited_extension tls: client sent unexpected early data',
    ],
    [
      'RFC 8446 §4.1.1: no cipher suite in common',
      { ...hello, cipher_suites: [0x1304, 0xc02f] },
      'handshake_failure tls:no_common_cipher_suite tls: no cipher suite supported by both client and server; client offered: [1304 c02f]',
    ],
    [
      'RFC 8446 §4.1.1: no group in common',
      helloWith(groups(0x17)),
      'handshake_failure tls:no_common_group tls: no key exchanges supported by both client and server',
    ],
    [
      'RFC 8446 §9.2: no supported_groups',
      without(10),
      'missing_extension tls:missing_extension local error: tls: missing extension',
    ],
    [
      'RFC 8446 §9.2: no key_share',
      without(51),
      'missing_extension tls:missing_extension local error: tls: missing extension',
    ],
  ])('%s is refused', (_clause, wrong, expected) => {
    expect(complaint(() => chosen(wrong))).toBe(expected);
  });
});

describe('chosenProtocol', () => {
  it('RFC 7301 §3.2: takes the first of its own that the client has', () => {
    expect(chosenProtocol(helloWith(names('http/1.1', 'h2')), ['h2', 'http/1.1'])).toBe('h2');
  });

  it('speaks of none where one of the two has none', () => {
    expect(chosenProtocol(hello, ['h2'])).toBe('');
    expect(chosenProtocol(helloWith(names('h2')), [])).toBe('');
  });

  it('lets a client of HTTP/1.1 into a server of HTTP/2 without one, as Go does', () => {
    expect(chosenProtocol(helloWith(names('http/1.1')), ['h2'])).toBe('');
  });

  it('RFC 7301 §3.2: refuses a client without one in common', () => {
    expect(complaint(() => chosenProtocol(helloWith(names('h3', 'imap')), ['h2']))).toBe(
      'no_application_protocol tls:no_application_protocol tls: client requested unsupported application protocols (["h3" "imap"])',
    );
  });
});

describe('nameIn', () => {
  it('RFC 6066 §3: is the host name, or none', () => {
    expect(nameIn(hello)).toBe('server');
    expect(nameIn(without(0))).toBe('');
    expect(nameIn(helloWith(host('x', 7)))).toBe('');
  });

  it('RFC 6066 §3: ends with no dot', () => {
    expect(complaint(() => nameIn(helloWith(host('server.example.'))))).toMatch(/^decode_error/);
  });
});
