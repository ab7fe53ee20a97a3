/**
 * Numbers of TLS 1.3 and their names, in the spelling of RFC 9846 (RFC 8446) and of IANA's registries.
 *
 * Only those that this core decides by or that are met on its wires; others keep their numbers.
 */

export const contentType = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
} as const;

export const handshakeType = {
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  encrypted_extensions: 8,
  certificate: 11,
  certificate_request: 13,
  certificate_verify: 15,
  finished: 20,
  key_update: 24,
  /** RFC 8879. */
  compressed_certificate: 25,
  message_hash: 254,
} as const;

export const protocolVersion = { tls10: 0x0301, tls12: 0x0303, tls13: 0x0304 } as const;

export const extensionType = {
  server_name: 0,
  status_request: 5,
  supported_groups: 10,
  ec_point_formats: 11,
  signature_algorithms: 13,
  application_layer_protocol_negotiation: 16,
  signed_certificate_timestamp: 18,
  padding: 21,
  extended_master_secret: 23,
  compress_certificate: 27,
  session_ticket: 35,
  pre_shared_key: 41,
  early_data: 42,
  supported_versions: 43,
  cookie: 44,
  psk_key_exchange_modes: 45,
  certificate_authorities: 47,
  post_handshake_auth: 49,
  signature_algorithms_cert: 50,
  key_share: 51,
  /** draft-vvv-tls-alps; the code point that Chrome has used since version 133. */
  application_settings: 17_613,
  encrypted_client_hello: 0xfe0d,
  renegotiation_info: 0xff01,
} as const;

export const namedGroup = {
  secp256r1: 0x0017,
  secp384r1: 0x0018,
  x25519: 0x001d,
  /** draft-ietf-tls-ecdhe-mlkem. */
  X25519MLKEM768: 0x11ec,
} as const;

export const signatureScheme = {
  rsa_pkcs1_sha256: 0x0401,
  rsa_pkcs1_sha384: 0x0501,
  rsa_pkcs1_sha512: 0x0601,
  ecdsa_secp256r1_sha256: 0x0403,
  ecdsa_secp384r1_sha384: 0x0503,
  rsa_pss_rsae_sha256: 0x0804,
  rsa_pss_rsae_sha384: 0x0805,
  rsa_pss_rsae_sha512: 0x0806,
  ed25519: 0x0807,
} as const;

/** RFC 8879. */
export const certificateCompression = { zlib: 1, brotli: 2, zstd: 3 } as const;

/** The name of a number, or null for one that has none here. */
export function nameOf<const T extends Readonly<Record<string, number>>>(
  table: T,
  number: number,
): (keyof T & string) | null {
  for (const name in table) if (table[name] === number) return name;
  return null;
}
