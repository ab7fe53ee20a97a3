import { describe, expect, it } from 'vitest';
import { type Codec, decode, encode } from '../../../../core/bytes/codec.ts';
import {
  certificate,
  certificateVerify,
  encryptedExtensions,
  finished,
  handshake,
  keyUpdate,
} from '../../../../core/tls/messages/handshake.ts';
import { trace } from '../../../support/rfc8448.ts';

const value = trace(3);

describe('handshake messages', () => {
  const known: readonly [string, string, Codec<unknown>][] = [
    ['EncryptedExtensions', 'encrypted_extensions', encryptedExtensions as Codec<unknown>],
    ['Certificate', 'certificate', certificate as Codec<unknown>],
    ['CertificateVerify', 'certificate_verify', certificateVerify as Codec<unknown>],
    ['Finished', 'finished', finished as Codec<unknown>],
  ];
  it.each(known)('RFC 8448 §3: reads %s, and writes it back', (message, name, codec) => {
    const octets = value(`server ${message} message`);
    const unit = decode(codec, octets);
    expect(unit?.length).toBe(octets.length);
    expect(encode(codec, unit?.value)).toEqual(octets);
    expect(decode(handshake, octets)?.value).toEqual({ name, body: unit?.value });
  });

  it('know hellos by their types, and a HelloRetryRequest by its random', () => {
    const nameOf = (octets: Uint8Array) => decode(handshake, octets)?.value.name;
    expect(nameOf(value('client ClientHello message'))).toBe('client_hello');
    expect(nameOf(value('server ServerHello message'))).toBe('server_hello');
    const retry = trace(5)('server HelloRetryRequest record').subarray(5);
    expect(nameOf(retry)).toBe('hello_retry_request');
  });

  it('refuse types that are none', () => {
    for (const type of [0, 3, 5, 12, 14, 16, 22, 254, 255]) {
      expect(() => decode(handshake, Uint8Array.of(type, 0, 0, 0))).toThrow(
        `No handshake message has type ${type}`,
      );
    }
  });

  it('RFC 8446 §4.6.3: a key update asks for one, or does not', () => {
    const update = (octet: number) => decode(keyUpdate, Uint8Array.of(24, 0, 0, 1, octet));
    expect(update(0)?.value).toEqual({ request_update: 0 });
    expect(update(1)?.value).toEqual({ request_update: 1 });
    expect(() => update(2)).toThrow('Expected 0 or 1, got 2');
  });
});
