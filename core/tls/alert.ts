/** Alerts (RFC 9846 §6; RFC 8446 §6). Their texts are those of Go's crypto/tls, which Xray logs. */
import { type Codec, struct, u8 } from '../bytes/codec.ts';
import { nameOf } from './enums.ts';

export const alertLevel = { warning: 1, fatal: 2 } as const;

export const alertDescription = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  record_overflow: 22,
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  missing_extension: 109,
  unsupported_extension: 110,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
  ech_required: 121,
} as const;
export type AlertName = keyof typeof alertDescription;

/** RFC 9846 §6: `struct { AlertLevel level; AlertDescription description; } Alert`. */
export const alert: Codec<{ readonly level: number; readonly description: number }> = struct({
  level: u8,
  description: u8,
});

/** The RFC's name, or the number in decimal where it has none here. */
export const alertName = (description: number): string =>
  nameOf(alertDescription, description) ?? String(description);

const texts: Readonly<Record<AlertName, string>> = {
  close_notify: 'close notify',
  unexpected_message: 'unexpected message',
  bad_record_mac: 'bad record MAC',
  record_overflow: 'record overflow',
  handshake_failure: 'handshake failure',
  bad_certificate: 'bad certificate',
  unsupported_certificate: 'unsupported certificate',
  certificate_revoked: 'revoked certificate',
  certificate_expired: 'expired certificate',
  certificate_unknown: 'unknown certificate',
  illegal_parameter: 'illegal parameter',
  unknown_ca: 'unknown certificate authority',
  access_denied: 'access denied',
  decode_error: 'error decoding message',
  decrypt_error: 'error decrypting message',
  protocol_version: 'protocol version not supported',
  insufficient_security: 'insufficient security level',
  internal_error: 'internal error',
  inappropriate_fallback: 'inappropriate fallback',
  user_canceled: 'user canceled',
  missing_extension: 'missing extension',
  unsupported_extension: 'unsupported extension',
  unrecognized_name: 'unrecognized name',
  bad_certificate_status_response: 'bad certificate status response',
  unknown_psk_identity: 'unknown PSK identity',
  certificate_required: 'certificate required',
  no_application_protocol: 'no application protocol',
  ech_required: 'encrypted client hello required',
};

/** Go's text: `tls: handshake failure`, `tls: alert(99)`. */
export function alertText(description: number): string {
  const name = nameOf(alertDescription, description);
  return `tls: ${name ? texts[name] : `alert(${description})`}`;
}
