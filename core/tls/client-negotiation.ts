/**
 * What a client checks of a server's answers against its own offer (RFC 9846 §4.2.3, §4.2.4, §4.4.1; RFC 8446 §4.1.3,
 * §4.1.4, §4.3.1), in the words of Go's crypto/tls. All functions throw ProtocolError.
 */
import { fromLatin1 } from '../bytes/utf8.ts';
import { type CipherSuite, cipherSuite } from './cipher-suites.ts';
import { extensionType, protocolVersion } from './enums.ts';
import { refused } from './errors.ts';
import { type GroupName, groupName } from './key-exchange.ts';
import type { ClientHello } from './messages/client-hello.ts';
import { type Extension, extensionOf, type KeyShareEntry } from './messages/extensions.ts';
import type { EncryptedExtensions } from './messages/handshake.ts';
import type { HelloRetryRequest, ServerHello } from './messages/server-hello.ts';

/** Of a ServerHello or HelloRetryRequest; `retried` is what a HelloRetryRequest before it has chosen. */
export function checkedSuite(
  offered: ClientHello,
  hello: ServerHello | HelloRetryRequest,
  retried: CipherSuite | null,
): CipherSuite {
  checkVersion(hello);
  if (hello.legacy_version !== protocolVersion.tls12) {
    throw refused('tls:illegal_server_hello', 'tls: server sent an incorrect legacy version');
  }
  const echo = hello.legacy_session_id_echo;
  const sent = offered.legacy_session_id;
  if (echo.length !== sent.length || !echo.every((octet, i) => octet === sent[i])) {
    throw refused('tls:illegal_server_hello', 'tls: server did not echo the legacy session ID');
  }
  if (hello.legacy_compression_method !== 0) {
    throw refused(
      'tls:illegal_server_hello',
      'tls: server sent non-zero legacy TLS compression method',
    );
  }
  const suite = cipherSuite(hello.cipher_suite);
  if (retried && suite !== retried) {
    throw refused(
      'tls:illegal_server_hello',
      'tls: server changed cipher suite after a HelloRetryRequest',
    );
  }
  if (!suite || !offered.cipher_suites.includes(suite.id)) {
    throw refused('tls:illegal_server_hello', 'tls: server chose an unconfigured cipher suite');
  }
  return suite;
}

/** The last 8 octets of a random, where a server that knows TLS 1.3 has agreed to less: DOWNGRD and 1 or 0. */
const sentinel = [0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44];

function checkVersion({
  random,
  legacy_version,
  extensions,
}: ServerHello | HelloRetryRequest): void {
  const chosen = extensionOf<
    { supported_versions: { selected_version: number } },
    'supported_versions'
  >(extensions, 'supported_versions')?.selected_version;
  if (chosen === protocolVersion.tls13) return;
  const isMarked = sentinel.every((octet, i) => random[24 + i] === octet);
  if (isMarked && (random[31] as number) <= 1) throw refused('tls:downgrade_detected');
  const version = (chosen ?? legacy_version).toString(16);
  throw refused(
    'tls:unsupported_version',
    `tls: server selected unsupported protocol version ${version}`,
  );
}

/** The share of a server in a group that was offered one for. */
export function checkedShare(offered: ClientHello, { extensions }: ServerHello): KeyShareEntry {
  const allowed = [extensionType.supported_versions, extensionType.key_share];
  checkSolicited(extensions, allowed);
  const share = extensionOf(extensions, 'key_share')?.server_share;
  if (!share) throw refused('tls:illegal_server_hello', 'tls: server did not send a key share');
  if (!sharesOf(offered).some(({ group }) => group === share.group)) {
    throw refused('tls:unsupported_group');
  }
  return share;
}

/** What a HelloRetryRequest wants of the second ClientHello. */
export interface RetryWish {
  /** Null: the shares were right. */
  readonly group: GroupName | null;
  readonly cookie: Uint8Array | null;
}

export function checkedRetry(offered: ClientHello, { extensions }: HelloRetryRequest): RetryWish {
  const { supported_versions, key_share, cookie: cookieType } = extensionType;
  checkSolicited(extensions, [supported_versions, key_share, cookieType]);
  const cookie = extensionOf(extensions, 'cookie')?.cookie ?? null;
  const selected = extensionOf(extensions, 'key_share')?.selected_group;
  if (selected === undefined) {
    if (!cookie) throw refused('tls:unnecessary_retry');
    return { group: null, cookie };
  }
  const groups = extensionOf(offered.extensions, 'supported_groups')?.named_group_list ?? [];
  const group = groupName(selected);
  // a hello that looks like a browser's offers groups that nobody here has
  if (!groups.includes(selected) || !group) throw refused('tls:unsupported_group');
  if (sharesOf(offered).some((share) => share.group === selected)) {
    throw refused(
      'tls:unnecessary_retry',
      'tls: server sent an unnecessary HelloRetryRequest key_share',
    );
  }
  return { group, cookie };
}

export interface ServerParameters {
  /** Empty: none was chosen. */
  readonly alpn: string;
  /** The server has taken up application_settings, and waits for ours. */
  readonly wantsSettings: boolean;
}

export function checkedParameters(
  offered: ClientHello,
  { extensions }: EncryptedExtensions,
): ServerParameters {
  checkSolicited(
    extensions,
    offered.extensions.map(({ extension_type }) => extension_type),
  );
  const names = extensionOf(extensions, 'application_layer_protocol_negotiation');
  const wantsSettings = extensions.some(
    ({ extension_type }) => extension_type === extensionType.application_settings,
  );
  if (!names) return { alpn: '', wantsSettings };
  const [chosen, ...more] = names.protocol_name_list.map(fromLatin1);
  const own = extensionOf(offered.extensions, 'application_layer_protocol_negotiation');
  if (chosen === undefined || more.length > 0) throw refused('tls:decode_error');
  if (!own?.protocol_name_list.some((name) => fromLatin1(name) === chosen)) {
    throw refused('tls:no_application_protocol', 'tls: server selected unadvertised ALPN protocol');
  }
  return { alpn: chosen, wantsSettings };
}

/** RFC 9846 §4.3: an answer holds no extension that was not asked for. */
function checkSolicited(extensions: readonly Extension[], allowed: readonly number[]): void {
  const strange = extensions.find(({ extension_type }) => !allowed.includes(extension_type));
  if (strange) throw refused('tls:unsolicited_extension');
}

const sharesOf = (offered: ClientHello): readonly KeyShareEntry[] =>
  extensionOf(offered.extensions, 'key_share')?.client_shares ?? [];
