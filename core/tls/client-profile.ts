/**
 * What makes one TLS client differ from another: how its ClientHello looks, and whom it believes.
 */
import type { Doing } from '../sansio/machine.ts';
import type { AlertName } from './alert.ts';
import type { GroupName, ShareKey } from './key-exchange.ts';

export interface HelloInputs {
  /** 32 octets. */
  readonly random: Uint8Array;
  /** 32 octets. */
  readonly sessionId: Uint8Array;
  /** One for each of the builder's `groups`, in that order. */
  readonly keys: readonly ShareKey[];
  /** A name or an IP literal; empty for none. Only names go into server_name (RFC 6066 §3). */
  readonly serverName: string;
  readonly alpn: readonly string[];
  /** As many random octets as the builder asks for, for what shall look random. */
  readonly chance: Uint8Array;
  /** Whether a compressed certificate could be read; where not, none may be asked for. */
  readonly canDecompress: boolean;
}

export interface ClientHelloBuilder {
  /** For which a share is made. */
  readonly groups: readonly GroupName[];
  /** How many octets of `chance`. */
  readonly randomOctets: number;
  /** The ClientHello message. */
  build(inputs: HelloInputs): Uint8Array;
}

/** What a server has shown of itself. */
export interface PeerCertificates {
  /** X.509 in DER, the leaf first; at least one. */
  readonly chain: readonly Uint8Array[];
  /** Whom the client means to speak to. */
  readonly serverName: string;
  /** The messages as sent and received; the last ones, after a HelloRetryRequest. */
  readonly clientHello: Uint8Array;
  readonly serverHello: Uint8Array;
  /** In ms of the engine's clock. */
  readonly now: number;
}

export type Verdict =
  | {
      readonly ok: true;
      /** The leaf's SubjectPublicKeyInfo in DER; CertificateVerify is held against it. */
      readonly publicKey: Uint8Array;
      /** The handshake shall complete, and the connection not be used. */
      readonly refuse?: { readonly code: string; readonly message: string };
    }
  | {
      readonly ok: false;
      readonly alert: AlertName;
      readonly code: string;
      /** In Go's words. */
      readonly message: string;
    };

/** Decides about a server at its Certificate message. */
export type Authenticate = (peer: PeerCertificates) => Doing<Verdict>;

export interface ClientProfile {
  readonly hello: ClientHelloBuilder;
  /** May replace octets of the first ClientHello by as many others, before it is sent. */
  sealHello?(hello: Uint8Array, keys: readonly ShareKey[]): Doing<Uint8Array>;
  readonly authenticate: Authenticate;
}
