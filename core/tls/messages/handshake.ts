/**
 * The other handshake messages (RFC 9846 §4.4–§4.7; RFC 8446 §4.3–§4.6), and any of them by its type.
 *
 * Compressed certificates are RFC 8879's. Without EndOfEarlyData.
 */
import { type Codec, struct, u8, u16, u24, uint } from '../../bytes/codec.ts';
import type { Reader } from '../../bytes/reader.ts';
import { handshakeType } from '../enums.ts';
import { type ClientHello, clientHello } from './client-hello.ts';
import {
  type CertificateRequestExtensions,
  certificateRequestExtensions,
  type EncryptedExtensionsBodies,
  type Extensions,
  encryptedExtensionsList,
  opaqueExtensions,
} from './extensions.ts';
import { message } from './message.ts';
import {
  type HelloRetryRequest,
  helloRetryRequest,
  isRetryRequest,
  type ServerHello,
  serverHello,
} from './server-hello.ts';
import { bounded, rest, vector } from './vectors.ts';

type Opaque = Extensions<Record<never, never>>;

export interface EncryptedExtensions {
  readonly extensions: Extensions<EncryptedExtensionsBodies>;
}
export const encryptedExtensions: Codec<EncryptedExtensions> = message(
  handshakeType.encrypted_extensions,
  struct({ extensions: encryptedExtensionsList() }),
);

export interface CertificateRequest {
  readonly certificate_request_context: Uint8Array;
  readonly extensions: Extensions<CertificateRequestExtensions>;
}
export const certificateRequest: Codec<CertificateRequest> = message(
  handshakeType.certificate_request,
  struct({ certificate_request_context: bounded(u8), extensions: certificateRequestExtensions() }),
);

export interface CertificateEntry {
  /** X.509 in DER. */
  readonly cert_data: Uint8Array;
  readonly extensions: Opaque;
}
export interface Certificate {
  readonly certificate_request_context: Uint8Array;
  /** The leaf first. */
  readonly certificate_list: readonly CertificateEntry[];
}
export const certificate: Codec<Certificate> = message(
  handshakeType.certificate,
  struct({
    certificate_request_context: bounded(u8),
    certificate_list: vector<CertificateEntry>(
      u24,
      struct({ cert_data: bounded(u24, { min: 1 }), extensions: opaqueExtensions() }),
    ),
  }),
);

/** RFC 8879 §4. */
export interface CompressedCertificate {
  readonly algorithm: number;
  readonly uncompressed_length: number;
  readonly compressed_certificate_message: Uint8Array;
}
export const compressedCertificate: Codec<CompressedCertificate> = message(
  handshakeType.compressed_certificate,
  struct({
    algorithm: u16,
    uncompressed_length: u24,
    compressed_certificate_message: bounded(u24, { min: 1 }),
  }),
);

export interface CertificateVerify {
  readonly algorithm: number;
  readonly signature: Uint8Array;
}
export const certificateVerify: Codec<CertificateVerify> = message(
  handshakeType.certificate_verify,
  struct({ algorithm: u16, signature: bounded(u16) }),
);

export interface Finished {
  /** As many octets as the hash has. */
  readonly verify_data: Uint8Array;
}
export const finished: Codec<Finished> = message(
  handshakeType.finished,
  struct({ verify_data: rest() }),
);

export const keyUpdateRequest = { update_not_requested: 0, update_requested: 1 } as const;

export interface KeyUpdate {
  readonly request_update: number;
}
export const keyUpdate: Codec<KeyUpdate> = message(
  handshakeType.key_update,
  struct({
    request_update: {
      read(reader) {
        const value = u8.read(reader);
        if (value <= 1) return value;
        throw reader.malformed('tls:invalid_key_update', `Expected 0 or 1, got ${value}`);
      },
      write: u8.write,
    },
  }),
);

export interface NewSessionTicket {
  readonly ticket_lifetime: number;
  readonly ticket_age_add: number;
  readonly ticket_nonce: Uint8Array;
  readonly ticket: Uint8Array;
  readonly extensions: Opaque;
}
export const newSessionTicket: Codec<NewSessionTicket> = message(
  handshakeType.new_session_ticket,
  struct({
    ticket_lifetime: uint(4),
    ticket_age_add: uint(4),
    ticket_nonce: bounded(u8),
    ticket: bounded(u16, { min: 1 }),
    extensions: opaqueExtensions(),
  }),
);

/** Every message by its name; a HelloRetryRequest has one of its own, though not a type. */
export interface Messages {
  client_hello: ClientHello;
  server_hello: ServerHello;
  hello_retry_request: HelloRetryRequest;
  encrypted_extensions: EncryptedExtensions;
  certificate_request: CertificateRequest;
  certificate: Certificate;
  compressed_certificate: CompressedCertificate;
  certificate_verify: CertificateVerify;
  finished: Finished;
  key_update: KeyUpdate;
  new_session_ticket: NewSessionTicket;
}
export type Handshake = {
  [Name in keyof Messages]: { readonly name: Name; readonly body: Messages[Name] };
}[keyof Messages];

const codecs: { readonly [Name in keyof Messages]: Codec<Messages[Name]> } = {
  client_hello: clientHello,
  server_hello: serverHello,
  hello_retry_request: helloRetryRequest,
  encrypted_extensions: encryptedExtensions,
  certificate_request: certificateRequest,
  certificate,
  compressed_certificate: compressedCertificate,
  certificate_verify: certificateVerify,
  finished,
  key_update: keyUpdate,
  new_session_ticket: newSessionTicket,
};
const names = new Map<number, keyof Messages>(
  Object.entries(handshakeType).flatMap(([name, type]) =>
    name in codecs ? [[type, name as keyof Messages]] : [],
  ),
);

/** Any handshake message. */
export const handshake: Codec<Handshake> = {
  read(reader) {
    const name = nameOfNext(reader);
    return { name, body: codecs[name].read(reader) } as Handshake;
  },
  write: (writer, { name, body }) => (codecs[name] as Codec<unknown>).write(writer, body),
};

function nameOfNext(reader: Reader): keyof Messages {
  const { octets, offset } = reader;
  const type = octets[offset];
  // an empty front is for the codec to wait at
  const name = type === undefined ? 'client_hello' : names.get(type);
  if (!name)
    throw reader.malformed('tls:unexpected_message', `No handshake message has type ${type}`);
  const isRetry = name === 'server_hello' && isRetryRequest(octets.subarray(offset));
  return isRetry ? 'hello_retry_request' : name;
}
