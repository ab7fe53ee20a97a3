/**
 * Records as they are on the wire (RFC 9846 §5.1, §5.2; RFC 8446 §5.1, §5.2).
 *
 * For whoever shows octets; a connection reads by `record-reader.ts` and writes by `record-protection.ts`.
 */
import { type Codec, struct, u8, u16 } from '../../bytes/codec.ts';
import { bounded } from './vectors.ts';

/** Octets in front of a fragment. */
export const recordHeaderOctets = 5;
/** Of a fragment before protection: 2^14. */
export const maxPlaintextOctets = 16_384;
/** Of a protected fragment. */
export const maxCiphertextOctets = maxPlaintextOctets + 256;

export interface TlsPlaintext {
  readonly type: number;
  readonly legacy_record_version: number;
  readonly fragment: Uint8Array;
}
export const tlsPlaintext: Codec<TlsPlaintext> = struct({
  type: u8,
  legacy_record_version: u16,
  fragment: bounded(u16),
});

export interface TlsCiphertext {
  /** 23 always. */
  readonly opaque_type: number;
  readonly legacy_record_version: number;
  readonly encrypted_record: Uint8Array;
}
export const tlsCiphertext: Codec<TlsCiphertext> = struct({
  opaque_type: u8,
  legacy_record_version: u16,
  encrypted_record: bounded(u16),
});
