import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../core/bytes/codec.ts';
import { chainOf, type Decompress, decompressed } from '../../../core/tls/client-certificates.ts';
import { type ClientHello, clientHello } from '../../../core/tls/messages/client-hello.ts';
import { type Certificate, certificate } from '../../../core/tls/messages/handshake.ts';
import { trace } from '../../support/rfc8448.ts';

const value = trace(3);
const message = value('server Certificate message');
const plain = decode(certificate, message)?.value as Certificate;
const read = decode(clientHello, value('client ClientHello message'))?.value as ClientHello;
const offered: ClientHello = {
  ...read,
  extensions: [{ extension_type: 27, extension_data: { algorithms: [2] } }],
};
const brotli: Decompress = (_algorithm, octets, length) => {
  const out = Uint8Array.from(brotliDecompressSync(octets));
  return out.length === length ? out : null;
};
const body = message.subarray(4);
const compressed = {
  algorithm: 2,
  uncompressed_length: body.length,
  compressed_certificate_message: Uint8Array.from(brotliCompressSync(body)),
};

describe('chainOf', () => {
  it('RFC 8448 §3: gives the certificates', () => {
    expect(chainOf(plain).map(({ length }) => length)).toEqual([0x1b0]);
  });

  it('RFC 8446 §4.4.2: refuses none, and a context', () => {
    expect(() => chainOf({ ...plain, certificate_list: [] })).toThrow(
      'tls: received empty certificates message',
    );
    const certificate_request_context = Uint8Array.of(1);
    expect(() => chainOf({ ...plain, certificate_request_context })).toThrow('illegal parameter');
  });
});

describe('decompressed', () => {
  it('RFC 8879 §4: gives the message that was compressed', () => {
    expect(encode(certificate, decompressed(offered, compressed, brotli))).toEqual(message);
  });

  it.each([
    ['an algorithm that was not offered', { algorithm: 1 }, 'unadvertised algorithm (1)'],
    ['more than is bearable', { uncompressed_length: 300_000 }, 'unadvertised algorithm (2)'],
    ['another length', { uncompressed_length: 7 }, 'cannot be read'],
  ])('RFC 8879 §4: refuses %s', (_what, changes, text) => {
    expect(() => decompressed(offered, { ...compressed, ...changes }, brotli)).toThrow(text);
  });

  it('refuses all where nobody decompresses', () => {
    expect(() => decompressed(offered, compressed, null)).toThrow('unadvertised algorithm (2)');
    expect(() => decompressed(read, compressed, brotli)).toThrow('unadvertised algorithm (2)');
  });
});
