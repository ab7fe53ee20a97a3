/** A server's certificates, plain or compressed (RFC 9846 §4.5.2; RFC 8446 §4.4.2; RFC 8879). */
import { decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { handshakeType } from './enums.ts';
import { refused } from './errors.ts';
import type { ClientHello } from './messages/client-hello.ts';
import { extensionOf } from './messages/extensions.ts';
import { type Certificate, type CompressedCertificate, certificate } from './messages/handshake.ts';

/** Gives `length` octets of what was compressed by an algorithm of RFC 8879; null where it cannot. */
export type Decompress = (
  algorithm: number,
  octets: Uint8Array,
  length: number,
) => Uint8Array | null;

/** What a certificate may become, as for one that is not compressed. */
const maxOctets = 262_144;

/** In DER, the leaf first. Throws ProtocolError where there is none. */
export function chainOf({
  certificate_request_context,
  certificate_list,
}: Certificate): readonly Uint8Array[] {
  if (certificate_request_context.length > 0) {
    throw refused('tls:illegal_server_hello', 'local error: tls: illegal parameter');
  }
  if (certificate_list.length === 0) throw refused('tls:empty_certificate');
  return certificate_list.map(({ cert_data }) => cert_data);
}

/** Throws ProtocolError for an algorithm that was not offered, and for what does not become a Certificate. */
export function decompressed(
  offered: ClientHello,
  { algorithm, uncompressed_length, compressed_certificate_message }: CompressedCertificate,
  decompress: Decompress | null,
): Certificate {
  const algorithms = extensionOf(offered.extensions, 'compress_certificate')?.algorithms ?? [];
  if (!algorithms.includes(algorithm) || !decompress || uncompressed_length > maxOctets) {
    throw refused('tls:undecompressable_certificate', `unadvertised algorithm (${algorithm})`);
  }
  const body = decompress(algorithm, compressed_certificate_message, uncompressed_length);
  if (body?.length !== uncompressed_length) throw refused('tls:undecompressable_certificate');
  const n = uncompressed_length;
  const header = Uint8Array.of(handshakeType.certificate, n >> 16, (n >> 8) & 255, n & 255);
  const unit = decode(certificate, concat([header, body]));
  if (!unit) throw refused('tls:undecompressable_certificate');
  return unit.value;
}
