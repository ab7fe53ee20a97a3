/**
 * The target's ServerHello: what REALITY's server must know of it, and where its own key goes.
 *
 * RFC 9846 §4.2.3 (RFC 8446 §4.1.3). Looked at by itself and not by `tls`, because all but the key_exchange must stay octet for
 * octet: random, order of extensions, what is not known.
 */
import { DecodeError, Incomplete, Reader } from '../bytes/reader.ts';
import type { CipherSuite } from '../tls/cipher-suites.ts';
import { cipherSuite } from '../tls/cipher-suites.ts';

export interface TargetHello {
  /** The handshake message, with its header. */
  readonly message: Uint8Array;
  readonly suite: CipherSuite;
  readonly group: 'x25519' | 'X25519MLKEM768';
  /** Of the key_exchange in the message. */
  readonly keyOffset: number;
  readonly keyOctets: number;
}

const groups = {
  29: { group: 'x25519', keyOctets: 32 },
  4588: { group: 'X25519MLKEM768', keyOctets: 1120 },
} as const;

/** Null where it is not one of TLS 1.3 with a suite and a group that REALITY speaks: also for a HelloRetryRequest. */
export function readServerHello(message: Uint8Array): TargetHello | null {
  try {
    return read(new Reader(message), message);
  } catch (error) {
    if (error instanceof Incomplete || error instanceof DecodeError) return null;
    throw error;
  }
}

/** The message with another key in it, in octets of its own. */
export function withKeyExchange(
  { message, keyOffset, keyOctets }: TargetHello,
  key: Uint8Array,
): Uint8Array {
  if (key.length !== keyOctets) throw new RangeError(`${key.length} octets, not ${keyOctets}`);
  const copy = new Uint8Array(message);
  copy.set(key, keyOffset);
  return copy;
}

function read(reader: Reader, message: Uint8Array): TargetHello | null {
  reader.take(4); // type and length: the record has one message
  if (u16(reader) !== 0x0303) return null;
  reader.take(32);
  reader.take(u8(reader));
  const suite = cipherSuite(u16(reader));
  reader.take(1);
  if (u16(reader) !== reader.remaining || !suite) return null;
  const seen = new Map<number, { readonly at: number; readonly length: number }>();
  while (reader.remaining > 0) {
    const type = u16(reader);
    const length = u16(reader);
    if (seen.has(type)) return null;
    seen.set(type, { at: reader.offset, length });
    reader.take(length);
  }
  const [version, share] = [seen.get(43), seen.get(51)];
  if (version?.length !== 2 || u16(new Reader(message.subarray(version.at))) !== 0x0304)
    return null;
  if (!share || share.length < 4) return null;
  const inShare = new Reader(message.subarray(share.at, share.at + share.length));
  const known = groups[u16(inShare) as keyof typeof groups];
  if (!known || u16(inShare) !== known.keyOctets || inShare.remaining !== known.keyOctets)
    return null;
  return { message, suite, ...known, keyOffset: share.at + 4 };
}

const u8 = (reader: Reader): number => reader.take(1)[0] as number;
const u16 = (reader: Reader): number => u8(reader) * 256 + u8(reader);
