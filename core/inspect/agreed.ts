/** What the two ends of a TLS connection have agreed to speak inside (RFC 7301). */
import { fromLatin1 } from '../bytes/utf8.ts';
import { extensionOf } from '../tls/messages/extensions.ts';
import type { EncryptedExtensions } from '../tls/messages/handshake.ts';
import type { FoundUnit } from './track.ts';

/** The protocol that a server has chosen by ALPN, empty for none; null for a unit that does not tell. */
export function agreedIn({ name, value }: FoundUnit): string | null {
  if (name !== 'tls:encrypted_extensions') return null;
  const { extensions } = value as EncryptedExtensions;
  const alpn = extensionOf(extensions, 'application_layer_protocol_negotiation');
  const [protocol] = alpn?.protocol_name_list ?? [];
  return protocol ? fromLatin1(protocol) : '';
}
