import { describe, expect, it } from 'vitest';
import { decode, spansOf } from '../../../../core/bytes/codec.ts';
import { tlsCiphertext, tlsPlaintext } from '../../../../core/tls/messages/record.ts';
import { trace } from '../../../support/rfc8448.ts';

const value = trace(7);

describe('records', () => {
  it('RFC 8446 §5.1: a plaintext record has a type, a version and a fragment', () => {
    const octets = value('client ClientHello record');
    const { type, legacy_record_version, fragment } = decode(tlsPlaintext, octets)?.value ?? {};
    expect([type, legacy_record_version]).toEqual([22, 0x0301]);
    expect(fragment).toEqual(octets.subarray(5));
    expect(spansOf(tlsPlaintext, octets).map(({ path }) => path)).toEqual([
      'type',
      'legacy_record_version',
      'fragment.length',
      'fragment.data',
    ]);
  });

  it('RFC 8446 §5.2: a protected record says that it is application data of TLS 1.2', () => {
    const octets = value('server flight record');
    const { opaque_type, legacy_record_version, encrypted_record } =
      decode(tlsCiphertext, octets)?.value ?? {};
    expect([opaque_type, legacy_record_version]).toEqual([23, 0x0303]);
    expect(encrypted_record).toEqual(octets.subarray(5));
  });
});
