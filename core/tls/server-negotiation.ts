/**
 * What a server chooses from a ClientHello (RFC 9846 §4.2.1; RFC 8446 §4.1.1), as Go's crypto/tls chooses and in its
 * words: cipher suites in Go's order, a post-quantum group before one that has a share, ALPN in the server's order.
 *
 * All functions throw ProtocolError.
 */
import { fromLatin1 } from '../bytes/utf8.ts';
import { type CipherSuite, cipherSuite, cipherSuites } from './cipher-suites.ts';
import { extensionType, protocolVersion } from './enums.ts';
import { refused } from './errors.ts';
import { type GroupName, groupName, groupNumber } from './key-exchange.ts';
import type { ClientHello } from './messages/client-hello.ts';
import { extensionOf } from './messages/extensions.ts';

export interface Choice {
  readonly suite: CipherSuite;
  readonly group: GroupName;
  /** Null: the client has sent no share of the group. */
  readonly share: Uint8Array | null;
}

export function chosen(hello: ClientHello): Choice {
  checkVersion(hello);
  const { legacy_compression_methods: methods } = hello;
  if (methods.length !== 1 || methods[0] !== 0) {
    throw refused(
      'tls:illegal_client_hello',
      'tls: TLS 1.3 client supports illegal compression methods',
    );
  }
  if (hello.extensions.some(({ extension_type }) => extension_type === extensionType.early_data)) {
    throw refused('tls:unsolicited_extension', 'tls: client sent unexpected early data');
  }
  return { suite: chosenSuite(hello), ...chosenGroup(hello) };
}

function checkVersion({ legacy_version, extensions }: ClientHello): void {
  const offered = extensionOf(extensions, 'supported_versions')?.versions;
  if (offered?.includes(protocolVersion.tls13)) return;
  // what a client means that has no supported_versions, as Go counts it: from its own version down to 1.0
  const versions = offered ?? versionsUpTo(legacy_version);
  const text = versions.map((version) => version.toString(16)).join(' ');
  throw refused(
    'tls:unsupported_version',
    `tls: client offered only unsupported versions: [${text}]`,
  );
}

const versionsUpTo = (version: number): number[] => {
  const { tls10, tls12 } = protocolVersion;
  const known = Array.from({ length: tls12 - tls10 + 1 }, (_, i) => tls12 - i);
  return known.filter((one) => one <= version);
};

function chosenSuite({ cipher_suites: offered }: ClientHello): CipherSuite {
  const common = cipherSuites.filter(({ id }) => offered.includes(id));
  // who names ChaCha20 before AES has no hardware for AES
  const preferred = offered.map(cipherSuite).find((suite) => suite !== null);
  const first = preferred?.aead === 'chacha20-poly1305' ? preferred : common[0];
  if (first) return first;
  const list = offered.map((id) => id.toString(16)).join(' ');
  throw refused(
    'tls:no_common_cipher_suite',
    `tls: no cipher suite supported by both client and server; client offered: [${list}]`,
  );
}

function chosenGroup({ extensions }: ClientHello): Omit<Choice, 'suite'> {
  const groups = extensionOf(extensions, 'supported_groups')?.named_group_list;
  const shares = extensionOf(extensions, 'key_share')?.client_shares;
  // RFC 9846 §9.2
  if (!groups || !shares) throw refused('tls:missing_extension');
  const preference: readonly GroupName[] = ['X25519MLKEM768', 'x25519'];
  const group = preference.find((name) => groups.includes(groupNumber(name)));
  if (!group) throw refused('tls:no_common_group');
  const share = shares.find((entry) => groupName(entry.group) === group);
  return { group, share: share?.key_exchange ?? null };
}

/** The protocol that is spoken; empty where one of the two has none to offer. */
export function chosenProtocol({ extensions }: ClientHello, own: readonly string[]): string {
  const list = extensionOf(extensions, 'application_layer_protocol_negotiation');
  const offered = list?.protocol_name_list.map(fromLatin1) ?? [];
  if (offered.length === 0 || own.length === 0) return '';
  const common = own.find((name) => offered.includes(name));
  if (common !== undefined) return common;
  // Go lets a client of HTTP/1.1 into a server of HTTP/2, as if it had not asked
  if (own.includes('h2') && offered.includes('http/1.1')) return '';
  const quoted = offered.map((name) => JSON.stringify(name)).join(' ');
  throw refused(
    'tls:no_application_protocol',
    `tls: client requested unsupported application protocols ([${quoted}])`,
  );
}

/** What the client calls the server; empty for nothing. */
export function nameIn({ extensions }: ClientHello): string {
  const names = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
  const host = names.find(({ name_type }) => name_type === 0);
  const name = host ? fromLatin1(host.name) : '';
  // RFC 6066 §3, and Go
  if (name.endsWith('.')) throw refused('tls:decode_error');
  return name;
}
