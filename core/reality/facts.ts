/**
 * What REALITY states, and the lines that Xray (v26.7.28) prints for each.
 *
 * The messages, secrets and alerts of the TLS connection itself are stated by `tls` under its own names.
 */
import type { NetworkError } from '../sansio/machine.ts';
import type { Unfit } from './target-flight.ts';

/** The checks of a ClientHello, in the order in which they are made; each is the first that failed. */
export type StrangerReason =
  /** The target has sent something before the hello was there. */
  | 'target_spoke_first'
  | 'client_hello_malformed'
  | 'tls_version_unsupported'
  | 'server_name_unknown'
  | 'key_share_missing'
  | 'shared_secret_zero'
  | 'session_id_unsealed'
  | 'client_version_unfit'
  | 'time_difference_too_large'
  | 'short_id_unknown';

/** What Xray's error says of a connection that came to nothing. */
export type RejectionReason =
  | 'failed to read client hello'
  | `unsupported TLS version: ${string}`
  | `server name mismatch: ${string}`
  | 'authentication failed or validation criteria not met'
  | 'target sent incorrect server hello or handshake incomplete'
  | 'handshake did not complete successfully';

/** What the session id holds, as both sides see it. */
export interface SessionIdData {
  /** `26.7.28` */
  readonly client_version: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** Eight octets in hexadecimal. */
  readonly short_id: string;
  /** The key that it is sealed with, 32 octets in hexadecimal. */
  readonly auth_key: string;
}

export interface RealityFacts {
  /** Client. */
  'reality:session_id_sealed': SessionIdData;
  /** Client: the certificate's code fits. */
  'reality:certificate_verified': {
    /** Whether the ML-DSA-65 signature was asked for, and fits too. */
    readonly mldsa65: boolean;
  };
  /**
   * Client: the certificate is the target's own, and valid. Error: `REALITY: received real certificate (potential MITM or
   * redirection)`; the dial fails with `REALITY: processed invalid connection`.
   */
  'reality:real_certificate_received': { readonly server_name: string };
  /** Server: somebody had the key. The checks of what it says come after. */
  'reality:session_id_opened': SessionIdData;
  /** Server. */
  'reality:authentication_decided': {
    readonly result: 'authenticated' | 'stranger';
    readonly reason: StrangerReason | null;
    /** Of the hello; empty where it has none or was not read. */
    readonly server_name: string;
  };
  /** Server: what of the target's answer becomes its own. Lengths of records in octets, with header and tag. */
  'reality:target_flight_read': {
    readonly cipher_suite: string;
    readonly group: string;
    /** EncryptedExtensions, Certificate, CertificateVerify, Finished; a single one holds all four. */
    readonly records: readonly number[];
    readonly ticket: number | null;
  };
  /**
   * Server: the target did not answer the hello of one who is no stranger as it should. Before its ServerHello is accepted all
   * goes between the two as it is, after that the connection ends.
   */
  'reality:target_unfit': { readonly reason: Unfit; readonly server_hello_accepted: boolean };
  /**
   * Server. Info, on raw listeners: `transport/internet/tcp: REALITY: failed to dial dest: dial tcp <target>: connect:
   * connection refused`. Those of XHTTP log nothing.
   */
  'reality:target_dial_failed': {
    /** `host:port`, IPv6 in brackets. */
    readonly target: string;
    readonly error: NetworkError;
    readonly network: 'raw' | 'xhttp';
  };
  /**
   * Server: the connection is over, and none of ours. Info, on raw listeners: `transport/internet/tcp: REALITY: processed
   * invalid connection from <remote>: <reason>`. Those of XHTTP log nothing.
   */
  'reality:connection_rejected': {
    readonly remote: string;
    readonly reason: RejectionReason;
    readonly network: 'raw' | 'xhttp';
  };
}
