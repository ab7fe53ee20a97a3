/**
 * SOCKS and an HTTP proxy on one port: the first octet decides.
 *
 * Xray v26.7.28, proxy/socks/server.go:Process: 5 and 4 are SOCKS, anything else is the beginning of an HTTP request. A
 * connection that says nothing is SOCKS's.
 */
import { type Doing, facts, type Input, type Machine } from '../sansio/machine.ts';
import type { SocksFacts } from './facts.ts';

/** What routing asks of an inbound's machine. */
export interface ProxyMachine extends Machine {
  readonly source: string;
  readonly user: string;
  readonly url?: string;
}

export interface MixedInboundOptions {
  /** The client, for as long as nothing is chosen. */
  readonly source: string;
  readonly socks: () => ProxyMachine;
  readonly http: () => ProxyMachine;
}

const undecided = { name: 'WAIT_FIRST_OCTET' } as const;
const fact = facts<SocksFacts>();

export class MixedInbound implements Machine {
  readonly #options: MixedInboundOptions;
  #chosen: ProxyMachine | null = null;

  constructor(options: MixedInboundOptions) {
    this.#options = options;
  }

  get state(): Machine['state'] {
    return this.#chosen?.state ?? undecided;
  }

  get source(): string {
    return this.#chosen?.source ?? this.#options.source;
  }

  get user(): string {
    return this.#chosen?.user ?? '';
  }

  /** Of an HTTP request; undefined with SOCKS. */
  get url(): string | undefined {
    return this.#chosen?.url;
  }

  *handle(input: Input): Doing {
    if (this.#chosen) return yield* this.#chosen.handle(input);
    if (input.type === 'received') yield* this.#choose((input.value as Uint8Array)[0], input.now);
    else if (input.type === 'closed') yield* this.#begin(this.#options.socks(), input.now);
    if (this.#chosen) yield* (this.#chosen as ProxyMachine).handle(input);
  }

  *#choose(first: number | undefined, now: number): Doing {
    if (first === undefined) return;
    if (first === 4 || first === 5) return yield* this.#begin(this.#options.socks(), now);
    yield* fact('socks:http_recognised', {});
    yield* this.#begin(this.#options.http(), now);
  }

  *#begin(machine: ProxyMachine, now: number): Doing {
    this.#chosen = machine;
    yield* machine.handle({ type: 'start', now });
  }
}
