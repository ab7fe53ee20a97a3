/** A target's octets for tests of REALITY's server: fixed ones, of the shape that a real target's have. */
import { concat } from '../../core/bytes/concat.ts';

const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);

export const record = (type: number, fragment: Uint8Array): Uint8Array =>
  concat([Uint8Array.of(type, 3, 3), u16(fragment.length), fragment]);

export const changeCipherSpec = record(20, Uint8Array.of(1));

export interface ServerHelloFields {
  readonly suite?: number;
  readonly group?: number;
  /** Octets of key_exchange. */
  readonly keyOctets?: number;
  /** Of supported_versions. */
  readonly version?: number;
  readonly sessionId?: Uint8Array;
  /** Whether there is an extension that nobody knows. */
  readonly isOdd?: boolean;
}

/** A ServerHello message. */
export function serverHello({
  suite = 0x1301,
  group = 0x001d,
  keyOctets = 32,
  version = 0x0304,
  sessionId = new Uint8Array(32).fill(0x5e),
  isOdd = false,
}: ServerHelloFields = {}): Uint8Array {
  const share = concat([u16(group), u16(keyOctets), new Uint8Array(keyOctets).fill(0xee)]);
  const extensions = concat([
    ...(isOdd ? [u16(0x3a3a), u16(2), Uint8Array.of(9, 9)] : []),
    ...[u16(51), u16(share.length), share],
    ...[u16(43), u16(2), u16(version)],
  ]);
  const body = concat([
    u16(0x0303),
    new Uint8Array(32).fill(0xab),
    Uint8Array.of(sessionId.length),
    sessionId,
    u16(suite),
    Uint8Array.of(0),
    u16(extensions.length),
    extensions,
  ]);
  return concat([Uint8Array.of(2, 0), u16(body.length), body]);
}

/** ServerHello, change_cipher_spec, and encrypted records of these lengths. */
export const targetFlight = (
  lengths: readonly number[] = [60, 1000, 281, 58],
  hello: ServerHelloFields = {},
): Uint8Array =>
  concat([
    record(22, serverHello(hello)),
    changeCipherSpec,
    ...lengths.map((octets, i) => record(23, new Uint8Array(octets - 5).fill(0xc0 + i))),
  ]);
