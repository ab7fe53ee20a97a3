/** What the handshake messages of one packet are called, all together. */
import { fromLatin1 } from '../bytes/utf8.ts';
import type { ClientHello } from '../tls/messages/client-hello.ts';
import { extensionOf } from '../tls/messages/extensions.ts';
import type { UnitName } from '../trace/units.ts';
import type { Topic } from './topics.ts';
import type { FoundUnit } from './track.ts';

/** A handshake message, and what lies in it. */
export interface Message {
  readonly unit: FoundUnit;
  readonly inner: readonly FoundUnit[];
}

/** In the RFC's spelling; undefined for a unit that is none. */
export const messageNames: Partial<Record<UnitName, string>> = {
  'tls:client_hello': 'ClientHello',
  'reality:client_hello': 'ClientHello',
  'tls:server_hello': 'ServerHello',
  'tls:hello_retry_request': 'HelloRetryRequest',
  'tls:encrypted_extensions': 'EncryptedExtensions',
  'tls:certificate_request': 'CertificateRequest',
  'tls:certificate': 'Certificate',
  'tls:compressed_certificate': 'CompressedCertificate',
  'tls:certificate_verify': 'CertificateVerify',
  'tls:finished': 'Finished',
  'tls:new_session_ticket': 'NewSessionTicket',
  'tls:key_update': 'KeyUpdate',
};

const single: Partial<Record<UnitName, Topic>> = {
  'tls:server_hello': { key: 'tls.server_hello' },
  'tls:hello_retry_request': { key: 'tls.hello_retry_request' },
  'tls:finished': { key: 'tls.finished' },
  'tls:new_session_ticket': { key: 'tls.new_session_ticket' },
  'tls:key_update': { key: 'tls.key_update' },
};

/** Of at least one message. */
export function handshakeTopic(found: readonly Message[]): Topic {
  const units = [...new Set(found.map(({ unit }) => unit))];
  const [first] = units as [FoundUnit];
  if (first.name === 'tls:client_hello' || first.name === 'reality:client_hello') {
    const key = first.name === 'tls:client_hello' ? 'tls.client_hello' : 'reality.client_hello';
    return { key, name: serverNameIn(first.value as ClientHello) };
  }
  const names = new Set(units.map(({ name }) => name));
  const one = names.size === 1 ? single[first.name] : undefined;
  if (one) return one;
  const messages = units.map(({ name }) => messageNames[name]).join(', ');
  if (!names.has('tls:server_hello')) return { key: 'tls.handshake', messages };
  const isTemporary = found.some(({ inner }) =>
    inner.some(({ name }) => name === 'reality:temporary_certificate'),
  );
  return { key: isTemporary ? 'reality.server_flight' : 'tls.server_flight', messages };
}

/** The name in the clear; empty where there is none. */
function serverNameIn({ extensions }: ClientHello): string {
  const [first] = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
  return first ? fromLatin1(first.name) : '';
}
