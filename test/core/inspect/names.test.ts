import { describe, expect, it } from 'vitest';
import { nameOfValue } from '../../../core/inspect/names.ts';
import type { UnitName } from '../../../core/trace/units.ts';

describe('the number of a TLS field', () => {
  it.each<[UnitName, string, number, string]>([
    ['tls:record_header', 'type', 23, 'application_data (23)'],
    ['tls:inner_type', 'type', 22, 'handshake (22)'],
    ['tls:record_header', 'legacy_record_version', 0x0301, 'TLS 1.0 (0x0301)'],
    ['tls:client_hello', 'msg_type', 1, 'client_hello (1)'],
    ['tls:client_hello', 'legacy_version', 0x0303, 'TLS 1.2 (0x0303)'],
    ['reality:client_hello', 'cipher_suites.2', 0x1301, 'TLS_AES_128_GCM_SHA256 (0x1301)'],
    ['tls:server_hello', 'cipher_suite', 0x1303, 'TLS_CHACHA20_POLY1305_SHA256 (0x1303)'],
    ['tls:client_hello', 'extensions.0.extension_type', 0, 'server_name (0)'],
    ['tls:client_hello', 'extensions.3.supported_versions.versions.1', 0x0304, 'TLS 1.3 (0x0304)'],
    [
      'tls:client_hello',
      'extensions.1.supported_groups.named_group_list.0',
      0x001d,
      'x25519 (0x001d)',
    ],
    [
      'tls:client_hello',
      'extensions.1.key_share.client_shares.0.group',
      0x11ec,
      'X25519MLKEM768 (0x11ec)',
    ],
    ['tls:client_hello', 'extensions.5.compress_certificate.algorithms.0', 2, 'brotli (2)'],
    ['tls:alert', 'level', 2, 'fatal (2)'],
    ['tls:alert', 'description', 40, 'handshake_failure (40)'],
  ])('has its registry name: %s %s', (unit, path, value, text) => {
    expect(nameOfValue(unit, path, value)).toBe(text);
  });

  it('means a compression or a signature by the message it stands in', () => {
    expect(nameOfValue('tls:compressed_certificate', 'algorithm', 2)).toBe('brotli (2)');
    expect(nameOfValue('tls:certificate_verify', 'algorithm', 0x0807)).toBe('ed25519 (0x0807)');
  });

  it('stays a number, in the digits of its registry, where it has no name', () => {
    expect(nameOfValue('tls:client_hello', 'cipher_suites.0', 0xc02b)).toBe('0xc02b');
    expect(nameOfValue('tls:alert', 'description', 250)).toBe('250');
  });

  it('RFC 8701 §2: is GREASE where both octets are the same and end in A', () => {
    const suite = (value: number) => nameOfValue('tls:client_hello', 'cipher_suites.0', value);
    expect(suite(0x0a0a)).toBe('GREASE (0x0a0a)');
    expect(suite(0xfafa)).toBe('GREASE (0xfafa)');
    expect(suite(0xfa0a)).toBe('0xfa0a');
    expect(suite(0x0b0b)).toBe('0x0b0b');
  });
});

describe('the number of an HTTP/2 field', () => {
  it('has the name of its own registry, not that of TLS', () => {
    expect(nameOfValue('http2:settings', 'type', 4)).toBe('SETTINGS (4)');
    expect(nameOfValue('http2:settings', 'settings.0.identifier', 4)).toBe(
      'INITIAL_WINDOW_SIZE (4)',
    );
    expect(nameOfValue('http2:goaway', 'error_code', 0)).toBe('NO_ERROR (0)');
    expect(nameOfValue('http2:unknown_frame', 'type', 200)).toBe('200');
  });

  it('is the flags that are set, all of them', () => {
    expect(nameOfValue('http2:headers', 'flags', 0x25)).toBe(
      'END_STREAM, END_HEADERS, PRIORITY (37)',
    );
    expect(nameOfValue('http2:data', 'flags', 0x09)).toBe('END_STREAM, PADDED (9)');
    expect(nameOfValue('http2:data', 'flags', 0)).toBe('0');
  });

  it('RFC 9113 §6.5, §6.7: is ACK for the bit that ends streams elsewhere', () => {
    expect(nameOfValue('http2:settings', 'flags', 1)).toBe('ACK (1)');
    expect(nameOfValue('http2:ping', 'flags', 1)).toBe('ACK (1)');
    expect(nameOfValue('http2:headers', 'flags', 1)).toBe('END_STREAM (1)');
  });
});

describe('the number of another field', () => {
  it("is a date in REALITY's authenticator", () => {
    expect(nameOfValue('reality:authenticator', 'time', 1_700_000_000)).toBe(
      '1700000000 (2023-11-14T22:13:20Z)',
    );
    expect(nameOfValue('reality:authenticator', 'reserved', 0)).toBeNull();
  });

  it('has no name where it counts something', () => {
    expect(nameOfValue('tls:record_header', 'length', 22)).toBeNull();
    expect(nameOfValue('http2:data', 'length', 4)).toBeNull();
    expect(nameOfValue('http2:data', 'stream_identifier', 1)).toBeNull();
    expect(nameOfValue('vless:request', 'version', 0)).toBeNull();
    expect(nameOfValue('socks:request', 'type', 22)).toBeNull();
  });
});
