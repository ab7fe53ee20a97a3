/**
 * The units that octets on a wire are shown as, and the codec of each that has one.
 *
 * Content has prose for each unit and for each of its fields (`fieldPaths`; a list's index is `*`). Two units may have
 * one codec, where the same form says two things.
 */
import type { Codec } from '../bytes/codec.ts';
import { chunkEnd, chunkHeader } from '../http1/chunked.ts';
import { requestHead, responseHead } from '../http1/head.ts';
import { headerSection } from '../http1/header-section.ts';
import { dataHeader } from '../http2/data-header.ts';
import { frame } from '../http2/frames.ts';
import { representation } from '../http2/hpack/codec.ts';
import { connectionPreface } from '../http2/preface.ts';
import { certificateLayout } from '../reality/certificate-layout.ts';
import { authenticator } from '../reality/session-id.ts';
import {
  credentials,
  credentialsReply,
  methodReply,
  methodSelection,
  reply,
  request as socksRequest,
} from '../socks/messages.ts';
import { alert } from '../tls/alert.ts';
import { clientHello } from '../tls/messages/client-hello.ts';
import {
  certificate,
  certificateRequest,
  certificateVerify,
  compressedCertificate,
  encryptedExtensions,
  finished,
  keyUpdate,
  newSessionTicket,
} from '../tls/messages/handshake.ts';
import { changeCipherSpec, innerType, recordHeader } from '../tls/messages/record-parts.ts';
import { helloRetryRequest, serverHello } from '../tls/messages/server-hello.ts';
import { request as vlessRequest, response as vlessResponse } from '../vless/messages.ts';

/** Units whose fields a codec names. */
export const unitCodecs = {
  'socks:method_selection': methodSelection,
  'socks:method_reply': methodReply,
  'socks:credentials': credentials,
  'socks:credentials_reply': credentialsReply,
  'socks:request': socksRequest,
  'socks:reply': reply,
  'http1:request_head': requestHead,
  'http1:response_head': responseHead,
  'http1:chunk_header': chunkHeader,
  'http1:chunk_end': chunkEnd,
  'http1:trailers': headerSection,
  'http2:preface': connectionPreface,
  /** The front of a DATA frame; what it carries is a unit of its own. */
  'http2:data': dataHeader,
  'http2:headers': frame,
  'http2:priority': frame,
  'http2:rst_stream': frame,
  'http2:settings': frame,
  'http2:push_promise': frame,
  'http2:ping': frame,
  'http2:goaway': frame,
  'http2:window_update': frame,
  'http2:continuation': frame,
  'http2:unknown_frame': frame,
  /** One header field in the block of a HEADERS frame. */
  'hpack:field': representation,
  'hpack:size_update': representation,
  'tls:record_header': recordHeader,
  'tls:client_hello': clientHello,
  'tls:server_hello': serverHello,
  'tls:hello_retry_request': helloRetryRequest,
  'tls:encrypted_extensions': encryptedExtensions,
  'tls:certificate_request': certificateRequest,
  'tls:certificate': certificate,
  'tls:compressed_certificate': compressedCertificate,
  'tls:certificate_verify': certificateVerify,
  'tls:finished': finished,
  'tls:new_session_ticket': newSessionTicket,
  'tls:key_update': keyUpdate,
  'tls:change_cipher_spec': changeCipherSpec,
  'tls:alert': alert,
  'tls:inner_type': innerType,
  /** A ClientHello with a sealed session id. */
  'reality:client_hello': clientHello,
  /** What was sealed in it. */
  'reality:authenticator': authenticator,
  /** In a Certificate message, in place of a certificate that somebody has signed. */
  'reality:temporary_certificate': certificateLayout,
  'vless:request': vlessRequest,
  'vless:response': vlessResponse,
} as const satisfies Readonly<Record<string, Codec<never> | Codec<unknown>>>;

export type CodedUnit = keyof typeof unitCodecs;

/** Units that are octets of no form of their own, or hold other units; they have one field, `data`. */
export const dataUnits = [
  /** The body of an HTTP message that is no part of an XHTTP connection. */
  'http1:body',
  'http2:body',
  /** Zeros behind the data of a DATA frame. */
  'http2:padding',
  /** What a record protects, opened. */
  'tls:encrypted_record',
  /** What a record protects, when nobody has said the secrets. */
  'tls:unopened_record',
  /** What a record protects, of which not all octets were kept. */
  'tls:cut_record',
  /** Zeros behind the content of a record that was opened. */
  'tls:padding',
  /** The body of an XHTTP packet: proxied octets with a number. */
  'xhttp:packet',
  /** A part of the body of a request that carries all of the uplink: stream-up, stream-one. */
  'xhttp:uplink',
  /** A part of the body by which XHTTP answers: the downlink. */
  'xhttp:downlink',
  /** What is carried for somebody else, as he sent it. */
  'tunnelled',
  /** What no protocol known here has a name for, or not yet. */
  'octets',
] as const;

export type DataUnit = (typeof dataUnits)[number];
export type UnitName = CodedUnit | DataUnit;

const startLineEnd = ['sp', 'http_version', 'crlf'];
const fieldLines = [
  ...['headers.*.name', 'headers.*.colon', 'headers.*.ows', 'headers.*.value', 'headers.*.crlf'],
  'empty_line',
];
const addons = [
  'addons.length',
  ...['flow', 'seed', 'unknown'].flatMap((name) =>
    ['key', 'length', 'value'].map((part) => `addons.${name}.${part}`),
  ),
];
const socksTarget = (name: string): string[] => [
  ...['rsv', 'atyp', `${name}_addr`, `${name}_addr.length`, `${name}_addr.data`, `${name}_port`],
];
const frameHeader = ['length', 'type', 'flags', 'stream_identifier'];
const padded = ['pad_length', 'padding'];
const priority = ['stream_dependency', 'weight'];
const sized = (path: string): string[] => [`${path}.length`, `${path}.data`];
const listed = (path: string): string[] => [`${path}.length`, `${path}.*`];
const message = (...paths: readonly string[]): string[] => ['msg_type', 'length', ...paths];
/** `bodies`: of the types that a message reads, below `extensions.*`. */
const extensions = (at: string, ...bodies: readonly string[]): string[] => [
  `${at}.length`,
  ...['extension_type', 'length', 'extension_data', ...bodies].map((path) => `${at}.*.${path}`),
];
const protocolNames = [
  'application_layer_protocol_negotiation.protocol_name_list.length',
  ...sized('application_layer_protocol_negotiation.protocol_name_list.*'),
];
const signatureSchemes = (extension: string) =>
  listed(`${extension}.supported_signature_algorithms`);

const clientHelloPaths = message(
  ...['legacy_version', 'random', ...sized('legacy_session_id')],
  ...[...listed('cipher_suites'), ...sized('legacy_compression_methods')],
  ...extensions(
    'extensions',
    ...['server_name.server_name_list.length', 'server_name.server_name_list.*.name_type'],
    ...sized('server_name.server_name_list.*.name'),
    ...listed('supported_groups.named_group_list'),
    ...signatureSchemes('signature_algorithms'),
    ...signatureSchemes('signature_algorithms_cert'),
    ...protocolNames,
    ...listed('supported_versions.versions'),
    ...sized('cookie.cookie'),
    ...sized('psk_key_exchange_modes.ke_modes'),
    ...['key_share.client_shares.length', 'key_share.client_shares.*.group'],
    ...sized('key_share.client_shares.*.key_exchange'),
    ...listed('compress_certificate.algorithms'),
  ),
);
const serverHelloPaths = (...bodies: readonly string[]): string[] =>
  message(
    ...['legacy_version', 'random', ...sized('legacy_session_id_echo')],
    ...['cipher_suite', 'legacy_compression_method'],
    ...extensions('extensions', 'supported_versions.selected_version', ...bodies),
  );

/** Every path that a field of a unit can have. */
export const fieldPaths: Readonly<Record<UnitName, readonly string[]>> = {
  'socks:method_selection': ['ver', 'methods.length', 'methods.data'],
  'socks:method_reply': ['ver', 'method'],
  'socks:credentials': [...['ver', 'uname.length', 'uname.data', 'passwd.length', 'passwd.data']],
  'socks:credentials_reply': ['ver', 'status'],
  'socks:request': ['ver', 'cmd', ...socksTarget('dst')],
  'socks:reply': ['ver', 'rep', ...socksTarget('bnd')],
  'http1:request_head': ['method', 'request_target', ...startLineEnd, ...fieldLines],
  'http1:response_head': ['status_code', 'reason_phrase', ...startLineEnd, ...fieldLines],
  'http1:chunk_header': ['chunk_size', 'chunk_ext', 'crlf'],
  'http1:chunk_end': ['crlf'],
  'http1:trailers': fieldLines,
  'http1:body': ['data'],
  'http2:preface': ['preface'],
  'http2:data': [...frameHeader, 'pad_length'],
  'http2:headers': [...frameHeader, ...padded, ...priority, 'field_block_fragment'],
  'http2:priority': [...frameHeader, ...priority],
  'http2:rst_stream': [...frameHeader, 'error_code'],
  'http2:settings': [...frameHeader, 'settings.*.identifier', 'settings.*.value'],
  'http2:push_promise': [...frameHeader, ...padded, 'promised_stream_id', 'field_block_fragment'],
  'http2:ping': [...frameHeader, 'opaque_data'],
  'http2:goaway': [...frameHeader, 'last_stream_id', 'error_code', 'additional_debug_data'],
  'http2:window_update': [...frameHeader, 'window_size_increment'],
  'http2:continuation': [...frameHeader, 'field_block_fragment'],
  'http2:unknown_frame': [...frameHeader, 'payload'],
  'http2:body': ['data'],
  'http2:padding': ['data'],
  'hpack:field': [
    'index',
    ...['name', 'value'].flatMap((name) => [`${name}.string_length`, `${name}.string_data`]),
  ],
  'hpack:size_update': ['max_size'],
  'tls:record_header': ['type', 'legacy_record_version', 'length'],
  'tls:client_hello': clientHelloPaths,
  'tls:server_hello': serverHelloPaths(
    'key_share.server_share.group',
    ...sized('key_share.server_share.key_exchange'),
  ),
  'tls:hello_retry_request': serverHelloPaths(
    'key_share.selected_group',
    ...sized('cookie.cookie'),
  ),
  'tls:encrypted_extensions': message(
    ...extensions('extensions', ...listed('supported_groups.named_group_list'), ...protocolNames),
  ),
  'tls:certificate_request': message(
    ...sized('certificate_request_context'),
    ...extensions('extensions', ...signatureSchemes('signature_algorithms')),
  ),
  'tls:certificate': message(
    ...sized('certificate_request_context'),
    'certificate_list.length',
    ...sized('certificate_list.*.cert_data'),
    ...extensions('certificate_list.*.extensions'),
  ),
  'tls:compressed_certificate': message(
    ...['algorithm', 'uncompressed_length', ...sized('compressed_certificate_message')],
  ),
  'tls:certificate_verify': message('algorithm', ...sized('signature')),
  'tls:finished': message('verify_data'),
  'tls:new_session_ticket': message(
    ...['ticket_lifetime', 'ticket_age_add', ...sized('ticket_nonce'), ...sized('ticket')],
    ...extensions('extensions'),
  ),
  'tls:key_update': message('request_update'),
  'tls:change_cipher_spec': ['change_cipher_spec'],
  'tls:alert': ['level', 'description'],
  'tls:inner_type': ['type'],
  'tls:encrypted_record': ['data'],
  'tls:unopened_record': ['data'],
  'tls:cut_record': ['data'],
  'tls:padding': ['data'],
  'reality:client_hello': clientHelloPaths,
  'reality:authenticator': ['client_version', 'reserved', 'time', 'short_id'],
  'reality:temporary_certificate': [
    ...['fixed', 'public_key', 'mldsa65_signature', 'authentication_code'],
  ],
  'xhttp:packet': ['data'],
  'xhttp:uplink': ['data'],
  'xhttp:downlink': ['data'],
  'vless:request': [
    ...['version', 'user_id', ...addons, 'command', 'port', 'address_type'],
    ...['address', 'address.length', 'address.data'],
  ],
  'vless:response': ['version', ...addons],
  tunnelled: ['data'],
  octets: ['data'],
};
