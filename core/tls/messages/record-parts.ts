/**
 * Parts of records by themselves, for whoever shows octets (RFC 9846 §5; RFC 8446 §5).
 */
import { literal, struct, u8, u16 } from '../../bytes/codec.ts';

/** What stands in front of any fragment. */
export const recordHeader = struct({ type: u8, legacy_record_version: u16, length: u16 });

/** What a change_cipher_spec record holds (§D.4): an octet without a meaning any more. */
export const changeCipherSpec = struct({
  change_cipher_spec: literal(u8, 1, 'tls:malformed_change_cipher_spec'),
});

/** TLSInnerPlaintext: what stands behind the content in a record that was opened. */
export const innerType = struct({ type: u8 });
