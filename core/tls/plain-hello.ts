/**
 * A ClientHello that says what this core can do and nothing else, with extensions in the order of Go's crypto/tls.
 *
 * RFC 9846 §4.2.2 (RFC 8446 §4.1.2). Go itself shows TLS 1.2 beside it: its cipher suites, ec_point_formats,
 * extended_master_secret, renegotiation_info, status_request and signed_certificate_timestamp are left out.
 */
import { parseIp } from '../bytes/ip.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { cipherSuites } from './cipher-suites.ts';
import type { ClientHelloBuilder, HelloInputs } from './client-profile.ts';
import {
  certificateCompression,
  extensionType,
  protocolVersion,
  signatureScheme,
} from './enums.ts';
import { type GroupName, groupNumber } from './key-exchange.ts';
import { encodeClientHello } from './messages/client-hello.ts';
import type { Extension } from './messages/extensions.ts';
import { handshakeSchemes } from './signature.ts';

export interface PlainHelloOptions {
  /** Offered, by preference. */
  readonly groups?: readonly GroupName[];
  /** Of them, those that a share is sent for. */
  readonly shares?: readonly GroupName[];
  /** Numbers of the cipher suites offered, by preference. */
  readonly suites?: readonly number[];
}

const bothGroups: readonly GroupName[] = ['X25519MLKEM768', 'x25519'];

export function plainHelloOf({
  groups = bothGroups,
  shares = groups,
  suites = cipherSuites.map(({ id }) => id),
}: PlainHelloOptions): ClientHelloBuilder {
  return {
    groups: shares,
    randomOctets: 0,
    build: (inputs) =>
      encodeClientHello({
        legacy_version: protocolVersion.tls12,
        random: inputs.random,
        legacy_session_id: inputs.sessionId,
        cipher_suites: suites,
        legacy_compression_methods: Uint8Array.of(0),
        extensions: extensionsOf(inputs, groups),
      }),
  };
}

export const plainHello: ClientHelloBuilder = plainHelloOf({});

/** Of certificates only, because old authorities sign so. */
const certificateSchemes = [
  ...handshakeSchemes,
  signatureScheme.rsa_pkcs1_sha256,
  signatureScheme.rsa_pkcs1_sha384,
  signatureScheme.rsa_pkcs1_sha512,
];

function extensionsOf(inputs: HelloInputs, groups: readonly GroupName[]): Extension[] {
  const { serverName, alpn, keys, canDecompress } = inputs;
  const extensions: Extension[] = [];
  const put = (name: keyof typeof extensionType, extension_data: unknown) =>
    extensions.push({ extension_type: extensionType[name], extension_data });

  // RFC 6066 §3: no IP literals, no dot at the end
  const name = serverName.replace(/\.+$/, '');
  if (name !== '' && !parseIp(name.replace(/^\[(.*)\]$/, '$1'))) {
    put('server_name', { server_name_list: [{ name_type: 0, name: toLatin1(name) }] });
  }
  put('supported_groups', { named_group_list: groups.map(groupNumber) });
  put('signature_algorithms', { supported_signature_algorithms: handshakeSchemes });
  put('signature_algorithms_cert', { supported_signature_algorithms: certificateSchemes });
  if (alpn.length > 0) {
    const protocol_name_list = alpn.map(toLatin1);
    put('application_layer_protocol_negotiation', { protocol_name_list });
  }
  put('supported_versions', { versions: [protocolVersion.tls13] });
  put('key_share', {
    client_shares: keys.map(({ group, share }) => ({
      group: groupNumber(group),
      key_exchange: share,
    })),
  });
  if (canDecompress) put('compress_certificate', { algorithms: [certificateCompression.brotli] });
  return extensions;
}
