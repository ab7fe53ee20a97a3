/** What the composers of one core share: its host, the wiring, and what names stand for. */
import type { CoreConfig, Inbound, Outbound } from '../config/types.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Machine, Offer, Scope } from '../sansio/machine.ts';
import type { Resident } from './engine.ts';
import type { CoreHost } from './hosts.ts';
import type { Wiring } from './wiring.ts';

/** Gives `length` octets of what was compressed by an algorithm of RFC 8879; null where it cannot. */
export type Decompress = (
  algorithm: number,
  octets: Uint8Array,
  length: number,
) => Uint8Array | null;

/** What the program that runs the hosts can do for them. */
export interface Abilities {
  readonly crypto: CryptoProvider;
  /** Unpacks compressed certificates; without it none are asked for. */
  readonly decompress?: Decompress;
}

/** What all hosts of a run have in common. */
export interface Surroundings extends Abilities {
  /** When the run began, in ms since 1970. */
  readonly epochMs: number;
  /** Certificate authorities that are trusted by default, in DER. */
  readonly roots: readonly Uint8Array[];
}

export class CoreParts {
  readonly wiring: Wiring;
  readonly host: CoreHost;
  readonly surroundings: Surroundings;
  #ports = 0;

  constructor(wiring: Wiring, host: CoreHost, surroundings: Surroundings) {
    this.wiring = wiring;
    this.host = host;
    this.surroundings = surroundings;
  }

  get config(): CoreConfig {
    return this.host.config;
  }

  add(tag: string, kind: string, machine: Machine, scope: Scope, cause: number | null): Resident {
    return this.wiring.add(this.host.name, tag, kind, machine, scope, cause);
  }

  /** Gives a machine that serves many a port of its own for this one. */
  attach(
    to: Resident,
    prefix: string,
    offerer: Resident,
    port: string,
    offer: Offer,
    scope: Scope,
    cause: number | null,
  ): void {
    const name = `${prefix}:${++this.#ports}`;
    this.wiring.join(offerer, port, to, name, cause);
    this.wiring.attached(to, name, offer, scope, cause);
  }

  /** The tag, or what stands for it in machine ids when the text gives none. */
  tagOf(of: Inbound | Outbound): string {
    if (of.tag) return of.tag;
    const { inbounds, outbounds } = this.config;
    const at = inbounds.indexOf(of as Inbound);
    return at >= 0 ? `inbounds[${at}]` : `outbounds[${outbounds.indexOf(of as Outbound)}]`;
  }
}
