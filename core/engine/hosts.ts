/** The hosts of a world: proxy cores, and other people's programs played by machines. */
import type { CoreConfig } from '../config/types.ts';
import type { Destination } from '../sansio/machine.ts';
import type { HostName } from '../trace/step.ts';
import type { Topology } from './topology.ts';

export type Host = CoreHost | AppHost | CdnHost | SiteHost;

/** A proxy core and its configuration. */
export interface CoreHost {
  readonly role: 'core';
  readonly name: HostName;
  readonly config: CoreConfig;
}

/** A program that asks for one page through a SOCKS proxy, as curl does. */
export interface AppHost {
  readonly role: 'app';
  readonly name: HostName;
  readonly socks: Destination;
  readonly destination: Destination;
  readonly request: AppRequest;
  /** When it starts, in ms since the run began. */
  readonly startsAtMs: number;
}

export interface AppRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** False: it waits for a line from the destination, and says nothing before; true where nothing is said. */
  readonly speaksFirst?: boolean;
  /** For POST: sent as octets of any value, written in pieces of `pieceOctets`. */
  readonly bodyOctets?: number;
  readonly pieceOctets?: number;
  /** Between two pieces, in ms. */
  readonly pieceIntervalMs?: number;
}

/** A reverse proxy in front of an origin. */
export interface CdnHost {
  readonly role: 'cdn';
  readonly name: HostName;
  readonly port: number;
  readonly origin: Destination;
  /** Null: in clear text. HTTP/1.1 and HTTP/2 either way. */
  readonly tls: TlsIdentity | null;
}

/** By what a server proves who it is. */
export interface TlsIdentity {
  /** The leaf first, in DER. */
  readonly chain: readonly Uint8Array[];
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array;
}

/** The destination: a web server. */
export interface SiteHost {
  readonly role: 'site';
  readonly name: HostName;
  readonly port: number;
  readonly pages: Readonly<Record<string, SitePage>>;
  /** A further port on which the same pages are to be had over TLS; what REALITY hides behind. */
  readonly tls: (TlsIdentity & { readonly port: number }) | null;
}

export interface SitePage {
  readonly contentType: string;
  readonly body: string;
}

/** All that a run is made from, beside its seed. */
export interface World {
  readonly hosts: readonly Host[];
  readonly topology: Topology;
  /** The date at which the run begins, in ms since 1970: it stands in logs, HTTP dates and browser versions. */
  readonly epochMs: number;
  /** Certificate authorities that clients trust as the system's, in DER. */
  readonly roots: readonly Uint8Array[];
}
