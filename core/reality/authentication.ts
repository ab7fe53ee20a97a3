/**
 * Whether a ClientHello is from somebody who has the key, by all that the server's settings ask for, in REALITY's order.
 *
 * XTLS/REALITY 9234c772, tls.go:Server, with what handshake_server.go:readClientHello demands before. There is no memory of
 * hellos: one that is sent again authenticates again, but only whoever made it can go on.
 */
import { decode } from '../bytes/codec.ts';
import { toHex } from '../bytes/hex.ts';
import { DecodeError, Incomplete, Reader } from '../bytes/reader.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type ClientHello, clientHello } from '../tls/messages/client-hello.ts';
import { extensionOf } from '../tls/messages/extensions.ts';
import type { RejectionReason, SessionIdData, StrangerReason } from './facts.ts';
import {
  authenticator,
  deriveAuthKey,
  openSessionId,
  type Version,
  versionNumber,
} from './session-id.ts';

/** Of a server's settings, what is asked of a hello. */
export interface AuthenticationSettings {
  readonly serverNames: readonly string[];
  /** X25519, 32 octets. */
  readonly privateKey: Uint8Array;
  readonly minClientVer: Version;
  readonly maxClientVer: Version | null;
  /** In ms; 0: any. */
  readonly maxTimeDiff: number;
  /** 8 octets each. */
  readonly shortIds: readonly Uint8Array[];
}

export interface Authenticated {
  readonly result: 'authenticated';
  readonly hello: ClientHello;
  readonly serverName: string;
  readonly authKey: Uint8Array;
  readonly opened: SessionIdData;
}
export interface Stranger {
  readonly result: 'stranger';
  readonly reason: StrangerReason;
  readonly serverName: string;
  /** What was in the session id, for one who had the key all the same. */
  readonly opened: SessionIdData | null;
  readonly rejection: RejectionReason;
}

/** Of whoever sent no ClientHello that can be read. */
export const unreadable: Stranger = {
  result: 'stranger',
  reason: 'client_hello_malformed',
  serverName: '',
  opened: null,
  rejection: 'failed to read client hello',
};

/** `message`: the handshake message with its header; `nowMs`: since 1970. */
export function authenticate(
  crypto: CryptoProvider,
  settings: AuthenticationSettings,
  message: Uint8Array,
  nowMs: number,
): Authenticated | Stranger {
  const read = readHello(message);
  if (!read) return unreadable;
  const { hello, serverName, version } = read;
  const stranger = (
    reason: StrangerReason,
    opened: SessionIdData | null = null,
    rejection: RejectionReason = 'authentication failed or validation criteria not met',
  ): Stranger => ({ result: 'stranger', reason, serverName, opened, rejection });

  if (version !== tls13) {
    const text = `unsupported TLS version: ${version.toString(16)}` as const;
    return stranger('tls_version_unsupported', null, text);
  }
  if (!settings.serverNames.includes(serverName)) {
    return stranger('server_name_unknown', null, `server name mismatch: ${serverName}`);
  }
  const share = x25519Share(hello);
  if (!share) return stranger('key_share_missing');
  const secret = crypto.x25519.sharedSecret(settings.privateKey, share);
  if (!secret) return stranger('shared_secret_zero');
  const authKey = deriveAuthKey(crypto, secret, hello.random);
  const plaintext = openSessionId(crypto, authKey, message);
  const fields = plaintext && decode(authenticator, plaintext)?.value;
  if (!fields) return stranger('session_id_unsealed');

  const opened = {
    client_version: fields.client_version.join('.'),
    time: fields.time,
    short_id: toHex(fields.short_id),
    auth_key: toHex(authKey),
  };
  const { minClientVer, maxClientVer, maxTimeDiff, shortIds } = settings;
  const is = versionNumber(fields.client_version);
  if (is < versionNumber(minClientVer) || (maxClientVer && is > versionNumber(maxClientVer))) {
    return stranger('client_version_unfit', opened);
  }
  if (maxTimeDiff > 0 && Math.abs(nowMs - fields.time * 1000) > maxTimeDiff) {
    return stranger('time_difference_too_large', opened);
  }
  if (!shortIds.some((id) => toHex(id) === opened.short_id)) {
    return stranger('short_id_unknown', opened);
  }
  return { result: 'authenticated', hello, serverName, authKey, opened };
}

const [tls12, tls13] = [0x0303, 0x0304];
const [x25519, x25519MlKem768] = [0x001d, 0x11ec];
const encapsulationKeyOctets = 1184;

interface Read {
  readonly hello: ClientHello;
  readonly serverName: string;
  /** The highest that both sides speak: 0x0303 or 0x0304. */
  readonly version: number;
}

function readHello(message: Uint8Array): Read | null {
  try {
    const hello = decode(clientHello, message)?.value;
    if (!hello || !isWellOrdered(hello) || !isEchWellFormed(hello)) return null;
    const serverName = serverNameOf(hello);
    const offered = extensionOf(hello.extensions, 'supported_versions')?.versions;
    const version = [tls13, tls12].find((known) =>
      offered ? offered.includes(known) : known === tls12 && hello.legacy_version >= tls12,
    );
    return serverName === null || version === undefined ? null : { hello, serverName, version };
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Empty where there is none; null where Go would not have it. */
function serverNameOf({ extensions }: ClientHello): string | null {
  const list = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
  const names = list.filter(({ name_type }) => name_type === 0).map(({ name }) => fromLatin1(name));
  const [name = ''] = names;
  return names.length > 1 || name.endsWith('.') ? null : name;
}

const preSharedKey = 41;

/** Whether pre_shared_key, if it is there, is the last. */
const isWellOrdered = ({ extensions }: ClientHello): boolean =>
  extensions.slice(0, -1).every(({ extension_type: type }) => type !== preSharedKey);

const encryptedClientHello = 0xfe0d;

/** Whether encrypted_client_hello, if it is there, has the form of an outer or an inner one (RFC 9849 §5). */
function isEchWellFormed({ extensions }: ClientHello): boolean {
  const found = extensions.find(({ extension_type: type }) => type === encryptedClientHello);
  const octets = found?.extension_data as Uint8Array | undefined;
  if (!octets?.length) return true;
  if (octets[0] === 1) return octets.length === 1;
  if (octets[0] !== 0) return false;
  const reader = new Reader(octets);
  const u16 = () => reader.take(2).reduce((n, octet) => n * 256 + octet, 0);
  try {
    reader.take(1 + 4 + 1);
    reader.take(u16());
    reader.take(u16());
    return true;
  } catch (error) {
    if (error instanceof Incomplete) return false;
    throw error;
  }
}

/** The client's ephemeral X25519 key: by itself, else the one beside ML-KEM-768. */
function x25519Share({ extensions }: ClientHello): Uint8Array | null {
  const shares = extensionOf(extensions, 'key_share')?.client_shares ?? [];
  const alone = shares.find(
    ({ group, key_exchange: key }) => group === x25519 && key.length === 32,
  );
  if (alone) return alone.key_exchange;
  const hybrid = shares.find(
    ({ group, key_exchange: key }) =>
      group === x25519MlKem768 && key.length === encapsulationKeyOctets + 32,
  );
  return hybrid ? hybrid.key_exchange.subarray(encapsulationKeyOctets) : null;
}
