/** ClientHellos for REALITY's server, good ones and such as fail one of its checks. Keys are those of `reality-vector.ts`. */
import { encode } from '../../core/bytes/codec.ts';
import { concat } from '../../core/bytes/concat.ts';
import { toLatin1 } from '../../core/bytes/utf8.ts';
import { noble as crypto } from '../../core/crypto/noble.ts';
import type { RealityServerSettings } from '../../core/reality/server.ts';
import { authenticator, deriveAuthKey, sealSessionId } from '../../core/reality/session-id.ts';
import { encodeClientHello } from '../../core/tls/messages/client-hello.ts';
import type { Extension } from '../../core/tls/messages/extensions.ts';
import { vector } from './reality-vector.ts';

/** The date of all these tests, in ms since 1970. */
export const epochMs = 1_700_000_000_000;
export const serverName = 'target.example';
export const shortId = Uint8Array.of(1, 0x23, 0, 0, 0, 0, 0, 0);

export const realitySettings = (
  more: Partial<RealityServerSettings> = {},
): RealityServerSettings => ({
  target: { address: { host: '203.0.113.90' }, port: 443 },
  xver: 0,
  serverNames: [serverName],
  privateKey: vector.serverPrivate,
  minClientVer: [26, 3, 27],
  maxClientVer: null,
  maxTimeDiff: 0,
  shortIds: [shortId],
  mldsa65Seed: null,
  limitFallbackUpload: null,
  limitFallbackDownload: null,
  ...more,
});

export interface HelloFields {
  readonly clientVersion?: readonly [number, number, number];
  /** Seconds since 1970. */
  readonly time?: number;
  readonly shortId?: Uint8Array;
  readonly serverName?: string | null;
  readonly versions?: readonly number[] | null;
  readonly shares?: readonly { readonly group: number; readonly key_exchange: Uint8Array }[];
  readonly sessionIdOctets?: number;
  readonly more?: readonly Extension[];
}

/** The message, sealed with the key that the vector's two sides agree on. */
export function realityHello(fields: HelloFields = {}): Uint8Array {
  const { serverName: name = serverName, versions = [0x0304], sessionIdOctets = 32 } = fields;
  const { shares = [{ group: 0x001d, key_exchange: vector.clientPublic }] } = fields;
  const extension = (type: number, data: unknown): Extension => ({
    extension_type: type,
    extension_data: data,
  });
  const names = name === null ? [] : [{ name_type: 0, name: toLatin1(name) }];
  const hello = encodeClientHello({
    legacy_version: 0x0303,
    random: vector.random,
    legacy_session_id: new Uint8Array(sessionIdOctets),
    cipher_suites: [0x1301, 0x1302, 0x1303],
    legacy_compression_methods: Uint8Array.of(0),
    extensions: [
      ...(names.length ? [extension(0, { server_name_list: names })] : []),
      extension(10, { named_group_list: [0x11ec, 0x001d] }),
      extension(13, { supported_signature_algorithms: [0x0403, 0x0807] }),
      ...(versions ? [extension(43, { versions })] : []),
      ...(shares.length ? [extension(51, { client_shares: shares })] : []),
      ...(fields.more ?? []),
    ],
  });
  if (sessionIdOctets !== 32) return hello;
  const authKey = deriveAuthKey(crypto, vector.sharedSecret, vector.random);
  const plaintext = encode(authenticator, {
    client_version: Uint8Array.from(fields.clientVersion ?? [26, 7, 28]),
    reserved: 0,
    time: fields.time ?? epochMs / 1000,
    short_id: fields.shortId ?? shortId,
  });
  return sealSessionId(crypto, authKey, hello, plaintext);
}

/** As a client sends it. */
export const helloRecord = (message: Uint8Array): Uint8Array =>
  concat([Uint8Array.of(22, 3, 1, message.length >> 8, message.length & 255), message]);
