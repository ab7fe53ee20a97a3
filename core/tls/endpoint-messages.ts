/** What the tables of both ends work on: their machine, and the messages that its inputs become. */
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Addresses, NetworkError, Port } from '../sansio/machine.ts';
import type { Failure } from './errors.ts';
import type { Messages } from './messages/handshake.ts';
import type { RecordLayer } from './record-layer.ts';
import type { Transcript } from './transcript.ts';

/** What the handlers need of their machine. */
export interface EndpointSelf {
  readonly role: 'client' | 'server';
  readonly crypto: CryptoProvider;
  readonly outer: Port<Uint8Array>;
  readonly inner: Port<Uint8Array>;
  readonly records: RecordLayer;
  readonly transcript: Transcript;
  /** After so many records the keys are replaced. */
  readonly maxRecords: number;
  /** Replacements of keys so far. */
  readonly updates: { sent: number; received: number };
}

/** A handshake message: what it says, and the octets that the transcript takes. */
export interface Received<Body> {
  readonly body: Body;
  readonly octets: Uint8Array;
}
export type HandshakeMessages = { [Name in keyof Messages]: Received<Messages[Name]> };

export interface EndpointMessages extends HandshakeMessages {
  /** TCP is up. */
  opened: { readonly addresses: Addresses | null };
  dial_failed: NetworkError | undefined;
  application_data: Uint8Array;
  close_notify: null;
  /** Any other alert. */
  alert: { readonly level: number; readonly description: number };
  outer_ended: null;
  outer_gone: null;
  inner_octets: Uint8Array;
  inner_ended: null;
  inner_gone: null;
  /** The peer has sent what it must not. */
  failure: Failure;
  timeout: null;
}
