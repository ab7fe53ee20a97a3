import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { type CipherSuite, cipherSuite } from '../../../core/tls/cipher-suites.ts';
import {
  checkedParameters,
  checkedRetry,
  checkedShare,
  checkedSuite,
} from '../../../core/tls/client-negotiation.ts';
import { failureOf } from '../../../core/tls/errors.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import type { Extension } from '../../../core/tls/messages/extensions.ts';
import {
  type HelloRetryRequest,
  type ServerHello,
  serverHello,
} from '../../../core/tls/messages/server-hello.ts';
import { trace } from '../../support/rfc8448.ts';

const value = trace(3);
const read = decode(clientHello, value('client ClientHello message'))?.value as ClientHello;
const alpn = (...names: string[]): Extension => ({
  extension_type: 16,
  extension_data: { protocol_name_list: names.map((name) => new TextEncoder().encode(name)) },
});
const settings: Extension = { extension_type: 17_613, extension_data: new Uint8Array() };
const offered: ClientHello = {
  ...read,
  extensions: [...read.extensions, alpn('h2', 'http/1.1'), settings],
};
const answer = decode(serverHello, value('server ServerHello message'))?.value as ServerHello;
const aes128 = cipherSuite(0x1301) as CipherSuite;

/** Code and text of what is thrown. */
function complaint(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    const { code, message, alert } = failureOf(error) ?? {};
    return `${alert} ${code} ${message}`;
  }
  return 'nothing';
}
const suiteOf = (changes: Partial<ServerHello>, retried: CipherSuite | null = null) =>
  complaint(() => checkedSuite(offered, { ...answer, ...changes }, retried));
const version = (selected_version: number): Extension => ({
  extension_type: 43,
  extension_data: { selected_version },
});

describe('checkedSuite', () => {
  it('RFC 8448 §3: takes what was offered', () => {
    expect(checkedSuite(offered, answer, null)).toBe(aes128);
    expect(checkedSuite(offered, answer, aes128)).toBe(aes128);
  });

  it.each([
    [
      'RFC 8446 §4.1.3: TLS 1.2',
      { extensions: [] },
      'protocol_version tls:unsupported_version tls: server selected unsupported protocol version 303',
    ],
    [
      'RFC 8446 §4.2.1: TLS 1.2 in supported_versions',
      { extensions: [version(0x0303)] },
      'protocol_version tls:unsupported_version tls: server selected unsupported protocol version 303',
    ],
    [
      'RFC 8446 §4.1.3: another legacy_version',
      { legacy_version: 0x0304 },
      'illegal_parameter tls:illegal_server_hello tls: server sent an incorrect legacy version',
    ],
    [
      'RFC 8446 §4.1.3: a session id that is not the client’s',
      { legacy_session_id_echo: Uint8Array.of(1) },
      'illegal_parameter tls:illegal_server_hello tls: server did not echo the legacy session ID',
    ],
    [
      'RFC 8446 §4.1.3: compression',
      { legacy_compression_method: 1 },
      'illegal_parameter tls:illegal_server_hello tls: server sent non-zero legacy TLS compression method',
    ],
    [
      'RFC 8446 §4.1.3: a cipher suite that was not offered',
      { cipher_suite: 0x1304 },
      'illegal_parameter tls:illegal_server_hello tls: server chose an unconfigured cipher suite',
    ],
  ])('%s is refused', (_clause, changes, expected) => {
    expect(suiteOf(changes)).toBe(expected);
  });

  it.each([0, 1])('RFC 8446 §4.1.3: sees the mark of a downgrade ending in %d', (last) => {
    const random = new Uint8Array(32);
    random.set([...new TextEncoder().encode('DOWNGRD'), last], 24);
    expect(suiteOf({ random, extensions: [] })).toBe(
      'illegal_parameter tls:downgrade_detected tls: downgrade attempt detected, possibly due to a MitM attack or a broken middlebox',
    );
  });

  it('RFC 8446 §4.1.4: refuses another suite than the HelloRetryRequest chose', () => {
    expect(suiteOf({ cipher_suite: 0x1302 }, aes128)).toMatch(
      /server changed cipher suite after a HelloRetryRequest$/,
    );
  });
});

describe('checkedShare', () => {
  const share = (group: number): Extension => ({
    extension_type: 51,
    extension_data: { server_share: { group, key_exchange: Uint8Array.of(1) } },
  });
  const of = (...extensions: Extension[]) =>
    complaint(() => checkedShare(offered, { ...answer, extensions }));

  it('RFC 8448 §3: gives the server’s share', () => {
    expect(checkedShare(offered, answer).key_exchange).toHaveLength(32);
  });

  it('RFC 8446 §4.2.8: refuses a group without a share of the client’s', () => {
    expect(of(version(0x0304), share(0x17))).toMatch(/tls: server selected unsupported group$/);
  });

  it('RFC 8446 §9.2: refuses a hello without a share', () => {
    expect(of(version(0x0304))).toMatch(/tls: server did not send a key share$/);
  });

  it('RFC 8446 §4.1.3: refuses extensions that do not belong there', () => {
    expect(of(version(0x0304), share(0x1d), alpn('h2'))).toBe(
      'unsupported_extension tls:unsolicited_extension local error: tls: unsupported extension',
    );
  });
});

describe('checkedRetry', () => {
  const retry = (...extensions: Extension[]): HelloRetryRequest => ({ ...answer, extensions });
  const group = (selected_group: number): Extension => ({
    extension_type: 51,
    extension_data: { selected_group },
  });
  const cookie: Extension = { extension_type: 44, extension_data: { cookie: Uint8Array.of(7) } };
  const hybrid: ClientHello = {
    ...offered,
    extensions: [
      { extension_type: 10, extension_data: { named_group_list: [0x17, 0x1d, 0x11ec] } },
      {
        extension_type: 51,
        extension_data: { client_shares: [{ group: 0x1d, key_exchange: Uint8Array.of(1) }] },
      },
    ],
  };

  it('RFC 8446 §4.1.4: tells what the server wants', () => {
    expect(checkedRetry(hybrid, retry(group(0x11ec), cookie))).toEqual({
      group: 'X25519MLKEM768',
      cookie: Uint8Array.of(7),
    });
    expect(checkedRetry(hybrid, retry(cookie))).toEqual({
      group: null,
      cookie: Uint8Array.of(7),
    });
  });

  it.each([
    ['that changes nothing', [], /unnecessary HelloRetryRequest message$/],
    ['for a share it has', [group(0x1d)], /unnecessary HelloRetryRequest key_share$/],
    ['for a group that was not offered', [group(0x1e)], /server selected unsupported group$/],
    ['for a group that is only shown', [group(0x17)], /server selected unsupported group$/],
    ['with a foreign extension', [cookie, alpn('h2')], /unsupported extension$/],
  ])('RFC 8446 §4.1.4: refuses a request %s', (_what, extensions, text) => {
    expect(complaint(() => checkedRetry(hybrid, retry(...extensions)))).toMatch(text);
  });
});

describe('checkedParameters', () => {
  const of = (...extensions: Extension[]) => checkedParameters(offered, { extensions });

  it('gives the protocol and whether settings are awaited', () => {
    expect(of()).toEqual({ alpn: '', wantsSettings: false });
    expect(of(alpn('h2'), settings)).toEqual({ alpn: 'h2', wantsSettings: true });
  });

  it('RFC 7301 §3.1: refuses a protocol that was not offered, and more than one', () => {
    expect(complaint(() => of(alpn('imap')))).toBe(
      'no_application_protocol tls:no_application_protocol tls: server selected unadvertised ALPN protocol',
    );
    expect(complaint(() => of(alpn('h2', 'http/1.1')))).toMatch(/^decode_error/);
  });

  it('RFC 8446 §4.2: refuses an extension that was not asked for', () => {
    const strange = { extension_type: 0x7a7a, extension_data: new Uint8Array() };
    expect(complaint(() => of(strange))).toMatch(/^unsupported_extension/);
  });
});
