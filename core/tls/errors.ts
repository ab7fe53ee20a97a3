/**
 * Everything that can end a TLS connection before its time: what is told to the peer, and in which words.
 *
 * Alerts and texts are those of Go's crypto/tls (go1.26), because Xray logs them; where a text says more than the code,
 * whoever throws gives it. A network's failure and a peer's alert are told by nobody.
 */
import { DecodeError } from '../bytes/reader.ts';
import { ProtocolError } from '../sansio/transitions.ts';
import type { AlertName } from './alert.ts';

interface Answer {
  readonly alert: AlertName | null;
  readonly text: string;
}

const answers = {
  // records
  'tls:not_tls': { alert: null, text: 'tls: first record does not look like a TLS handshake' },
  'tls:record_overflow': { alert: 'record_overflow', text: 'tls: oversized record received' },
  'tls:bad_record_mac': { alert: 'bad_record_mac', text: 'local error: tls: bad record MAC' },
  'tls:malformed_change_cipher_spec': {
    alert: 'decode_error',
    text: 'local error: tls: error decoding message',
  },
  'tls:too_many_ignored_records': {
    alert: 'unexpected_message',
    text: 'tls: too many ignored records',
  },
  // handshake messages
  'tls:unexpected_message': {
    alert: 'unexpected_message',
    text: 'local error: tls: unexpected message',
  },
  'tls:message_too_long': {
    alert: 'internal_error',
    text: 'tls: handshake message exceeds its maximum',
  },
  'tls:decode_error': { alert: 'decode_error', text: 'local error: tls: error decoding message' },
  'tls:duplicate_extension': {
    alert: 'decode_error',
    text: 'local error: tls: error decoding message',
  },
  'tls:invalid_key_update': {
    alert: 'illegal_parameter',
    text: 'local error: tls: illegal parameter',
  },
  // negotiation
  'tls:unsupported_version': {
    alert: 'protocol_version',
    text: 'tls: server selected unsupported protocol version',
  },
  'tls:downgrade_detected': {
    alert: 'illegal_parameter',
    text: 'tls: downgrade attempt detected, possibly due to a MitM attack or a broken middlebox',
  },
  'tls:illegal_server_hello': {
    alert: 'illegal_parameter',
    text: 'local error: tls: illegal parameter',
  },
  'tls:illegal_client_hello': {
    alert: 'illegal_parameter',
    text: 'local error: tls: illegal parameter',
  },
  'tls:missing_extension': {
    alert: 'missing_extension',
    text: 'local error: tls: missing extension',
  },
  'tls:unsolicited_extension': {
    alert: 'unsupported_extension',
    text: 'local error: tls: unsupported extension',
  },
  'tls:unnecessary_retry': {
    alert: 'illegal_parameter',
    text: 'tls: server sent an unnecessary HelloRetryRequest message',
  },
  'tls:unsupported_group': {
    alert: 'illegal_parameter',
    text: 'tls: server selected unsupported group',
  },
  'tls:no_common_cipher_suite': {
    alert: 'handshake_failure',
    text: 'tls: no cipher suite supported by both client and server',
  },
  'tls:no_common_group': {
    alert: 'handshake_failure',
    text: 'tls: no key exchanges supported by both client and server',
  },
  'tls:no_common_signature_scheme': {
    alert: 'handshake_failure',
    text: "tls: peer doesn't support any of the certificate's signature algorithms",
  },
  'tls:no_application_protocol': {
    alert: 'no_application_protocol',
    text: 'tls: client requested unsupported application protocols',
  },
  'tls:unrecognized_name': { alert: 'unrecognized_name', text: 'tls: no certificates configured' },
  'tls:invalid_key_share': {
    alert: 'illegal_parameter',
    text: 'tls: invalid server key share',
  },
  // authentication
  'tls:empty_certificate': {
    alert: 'decode_error',
    text: 'tls: received empty certificates message',
  },
  'tls:undecompressable_certificate': {
    alert: 'bad_certificate',
    text: 'tls: a compressed certificate cannot be read',
  },
  'tls:invalid_signature_scheme': {
    alert: 'illegal_parameter',
    text: 'tls: certificate used with invalid signature algorithm',
  },
  'tls:invalid_signature': {
    alert: 'decrypt_error',
    text: 'tls: invalid signature by the server certificate',
  },
  'tls:invalid_finished': { alert: 'decrypt_error', text: 'tls: invalid server finished hash' },
} as const satisfies Readonly<Record<`tls:${string}`, Answer>>;

export type TlsErrorCode = keyof typeof answers;
export const tlsErrorCodes = Object.keys(answers) as readonly TlsErrorCode[];

/** Of what ends a connection without anybody being told by an alert of ours. */
export const endCodes = [
  /** The peer has sent an alert. */
  'tls:alert_received',
  /** The network's connection has ended or broken under the handshake, or inside a record. */
  'tls:connection_ended',
  'tls:connection_reset',
  /** The peer has not completed the handshake in time. */
  'tls:handshake_timeout',
] as const;
export type EndCode = (typeof endCodes)[number];

/** What ends a connection. */
export interface Failure {
  /** One of this protocol, or of a policy that authenticates the peer. */
  readonly code: string;
  /** In Go's words. */
  readonly message: string;
  /** Null: the peer is told nothing. */
  readonly alert: AlertName | null;
}

/** `message` is Go's text where the code's own does not say it all. */
export const refused = (code: TlsErrorCode, message: string = answers[code].text): ProtocolError =>
  new ProtocolError(code, message);

/** The failure that a peer's octets have led to; null for any other error. */
export function failureOf(error: unknown): Failure | null {
  if (!(error instanceof DecodeError || error instanceof ProtocolError)) return null;
  const code = error.code === 'unexpected_message' ? 'tls:unexpected_message' : error.code;
  if (!(code in answers)) return null;
  const { alert, text } = answers[code as TlsErrorCode];
  const isOurs = error instanceof ProtocolError && error.code === code;
  return { code, message: isOurs ? error.message : text, alert };
}
