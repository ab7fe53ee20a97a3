/**
 * What a REALITY client hides in the `legacy_session_id` of its ClientHello, and how the server finds it there.
 *
 * Sixteen octets, the authenticator, sealed with AES-256-GCM under a key that both sides derive from the server's static
 * X25519 key and the client's ephemeral one. Everything else of the hello is authenticated with it, for the additional data
 * is the whole handshake message with zeros in place of the session id.
 *
 * XTLS/REALITY 9234c772, tls.go:Server; Xray v26.7.28, transport/internet/reality/reality.go:UClient. Without the hellos that
 * a session id longer than 32 octets would make.
 */
import { type Codec, opaque, struct, u8, uint } from '../bytes/codec.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { hkdfExpand, hkdfExtract } from '../crypto/hkdf.ts';
import type { SymmetricCrypto } from '../crypto/provider.ts';

/** As of Xray; the client that a server with default settings takes is at least 26.3.27. */
export const announcedVersion = [26, 7, 28] as const;

/** Three parts of a version, each 0..255. */
export type Version = readonly [number, number, number];

/** ```
 * +-----+-----+-----+----------+-----------------+------------------------+
 * | x 1 | y 1 | z 1 | reserved | Unix time 4     | shortId 8, zeros after |
 * +-----+-----+-----+----------+-----------------+------------------------+
 * ```
 */
export const authenticator = struct({
  client_version: opaque(3),
  reserved: u8,
  /** Seconds since 1970. */
  time: uint(4),
  short_id: opaque(8),
}) satisfies Codec<unknown>;

/** Of the session id in a ClientHello: after type, length, legacy_version, random and its own length. */
export const sessionIdOffset = 39;
export const sessionIdOctets = 32;

const authenticatorOctets = 16;
/** The rest of the hello's random is the nonce. */
const saltOctets = 20;

/** The key that both sides know, 32 octets. `random`: of the ClientHello; `sharedSecret`: of X25519. */
export function deriveAuthKey(
  crypto: SymmetricCrypto,
  sharedSecret: Uint8Array,
  random: Uint8Array,
): Uint8Array {
  const key = hkdfExtract(crypto, 'sha256', random.subarray(0, saltOctets), sharedSecret);
  return hkdfExpand(crypto, 'sha256', key, toLatin1('REALITY'), 32);
}

/**
 * The hello with `plaintext` sealed in its session id, in octets of its own. `hello`: the handshake message with its
 * four-octet header and a session id of 32 octets, of any value.
 */
export function sealSessionId(
  crypto: SymmetricCrypto,
  authKey: Uint8Array,
  hello: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const blank = withSessionId(hello, new Uint8Array(sessionIdOctets));
  const key = crypto.aead('aes-256-gcm', authKey);
  const sealed = key.seal(nonceOf(hello), blank, [plaintext], new Uint8Array());
  return withSessionId(hello, sealed);
}

/** The sixteen octets that were sealed, or null: another key, or another hello. */
export function openSessionId(
  crypto: SymmetricCrypto,
  authKey: Uint8Array,
  hello: Uint8Array,
): Uint8Array | null {
  if (hello[sessionIdOffset - 1] !== sessionIdOctets) return null;
  const sealed = hello.slice(sessionIdOffset, sessionIdOffset + sessionIdOctets);
  const blank = withSessionId(hello, new Uint8Array(sessionIdOctets));
  const plaintext = crypto.aead('aes-256-gcm', authKey).open(nonceOf(hello), blank, sealed);
  return plaintext?.length === authenticatorOctets ? plaintext : null;
}

/** As the versions are compared: the 24-bit number of the three parts. */
export const versionNumber = (version: ArrayLike<number>): number =>
  (version[0] as number) * 65536 + (version[1] as number) * 256 + (version[2] as number);

function withSessionId(hello: Uint8Array, sessionId: Uint8Array): Uint8Array {
  const copy = new Uint8Array(hello);
  copy.set(sessionId, sessionIdOffset);
  return copy;
}

/** Of the random, which begins after type, length and legacy_version. */
const nonceOf = (hello: Uint8Array): Uint8Array => hello.subarray(6 + saltOctets, 6 + 32);
