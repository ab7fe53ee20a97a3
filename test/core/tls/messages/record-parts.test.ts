import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../../core/bytes/hex.ts';
import { DecodeError } from '../../../../core/bytes/reader.ts';
import { tlsCiphertext } from '../../../../core/tls/messages/record.ts';
import {
  changeCipherSpec,
  innerType,
  recordHeader,
} from '../../../../core/tls/messages/record-parts.ts';
import { trace } from '../../../support/rfc8448.ts';

const value = trace(7);

describe('the parts of a record by themselves', () => {
  it('RFC 8446 §5.1: are a type, a version and a length in front of any fragment', () => {
    const octets = value('client ClientHello record');
    const { value: header, rest, length } = decode(recordHeader, octets) ?? {};
    expect(header).toEqual({ type: 22, legacy_record_version: 0x0301, length: rest?.length });
    expect(length).toBe(5);
    expect(spansOf(recordHeader, octets).map(({ path, start, end }) => [path, start, end])).toEqual(
      [
        ['type', 0, 1],
        ['legacy_record_version', 1, 3],
        ['length', 3, 5],
      ],
    );
  });

  it('RFC 8446 §5.2: stand in front of what is protected as well', () => {
    const octets = value('server flight record');
    const header = decode(recordHeader, octets)?.value;
    const { encrypted_record } = decode(tlsCiphertext, octets)?.value ?? {};
    expect(header).toMatchObject({ type: 23, length: encrypted_record?.length });
  });

  it('are told before the fragment has come, but not before the length has', () => {
    expect(decode(recordHeader, fromHex('17 03 03 40'))).toBeNull();
    expect(decode(recordHeader, fromHex('17 03 03 40 00'))?.value.length).toBe(0x4000);
  });

  it('RFC 8446 §5: hold one octet of value 1 in a change_cipher_spec record', () => {
    expect(decode(changeCipherSpec, Uint8Array.of(1))?.value).toEqual({ change_cipher_spec: 1 });
    expect(toHex(encode(changeCipherSpec, { change_cipher_spec: 1 }))).toBe('01');
    const other = () => decode(changeCipherSpec, Uint8Array.of(2));
    expect(other).toThrow(DecodeError);
    expect(other).toThrow(
      expect.objectContaining({ code: 'tls:malformed_change_cipher_spec' }) as Error,
    );
  });

  it('RFC 8446 §5.2: say behind the content of what type it is, zeros following', () => {
    const { value: end, rest } = decode(innerType, fromHex('16 00 00')) ?? {};
    expect(end).toEqual({ type: 22 });
    expect(toHex(rest ?? new Uint8Array())).toBe('0000');
  });
});
