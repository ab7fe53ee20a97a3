/** What the TLS machines state of their decisions, and the secrets from which key logs are written. */
import { toHex } from '../bytes/hex.ts';
import { type Doing, facts } from '../sansio/machine.ts';
import type { TrafficSecrets } from './key-schedule.ts';

/** The NSS key log's labels. */
export type SecretLabel =
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0';

interface StatedAlert {
  readonly level: 'warning' | 'fatal';
  /** The RFC's name, or a number. */
  readonly description: string;
}

interface StatedFailure {
  readonly code: string;
  /** In Go's words. */
  readonly message: string;
}

export interface TlsFacts {
  'tls:secret_derived': {
    readonly label: SecretLabel;
    /** In hexadecimal. */
    readonly client_random: string;
    readonly secret: string;
  };
  /** A server asks for another ClientHello; `group` is null where it asks for a cookie only. */
  'tls:hello_retry_requested': { readonly group: string | null };
  /** A server shows one of its certificates; `certificate` counts them from 0. */
  'tls:certificate_chosen': {
    readonly server_name: string;
    readonly certificate: number;
    readonly signature_scheme: string;
  };
  /** A client believes a server, `by` its roots or by what its settings say in their place. */
  'tls:certificate_verified': {
    readonly server_name: string;
    readonly by: 'roots' | 'pins' | 'names';
  };
  'tls:handshake_completed': {
    readonly version: '1.3';
    readonly cipher_suite: string;
    readonly group: string;
    /** Empty: none was chosen. */
    readonly alpn: string;
    /** Empty: none was named. */
    readonly server_name: string;
  };
  'tls:handshake_failed': StatedFailure;
  /** After the handshake. */
  'tls:connection_failed': StatedFailure;
  'tls:alert_sent': StatedAlert;
  'tls:alert_received': StatedAlert;
  /** The keys of one direction were replaced; `count` of replacements so far. */
  'tls:keys_updated': { readonly direction: 'sent' | 'received'; readonly count: number };
  /** TCP ended where an alert should have said so first; taken for an end, as Go does. */
  'tls:close_notify_missing': Record<string, never>;
}

export const fact = facts<TlsFacts>();

const labels = {
  handshake: ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_HANDSHAKE_TRAFFIC_SECRET'],
  application: ['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'],
} as const satisfies Record<string, readonly [SecretLabel, SecretLabel]>;

/** States both secrets of a phase. */
export function* stateSecrets(
  phase: keyof typeof labels,
  clientRandom: Uint8Array,
  secrets: TrafficSecrets,
): Doing {
  const client_random = toHex(clientRandom);
  const [client, server] = labels[phase];
  yield* fact('tls:secret_derived', {
    label: client,
    client_random,
    secret: toHex(secrets.client),
  });
  yield* fact('tls:secret_derived', {
    label: server,
    client_random,
    secret: toHex(secrets.server),
  });
}
