/**
 * What sits behind the ports of a program that answers HTTP requests: a CDN, a web server.
 */
import { Http1Client } from '../http1/client.ts';
import { Http1Server } from '../http1/server.ts';
import type { Addresses, Destination, Machine, Offer, Scope, Target } from '../sansio/machine.ts';
import type { Resident } from './engine.ts';
import type { Answer, HostComposer } from './host-composer.ts';
import type { Connection, Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Wiring } from './wiring.ts';

/** One such program. */
export interface WebProgram {
  readonly host: string;
  /** Of its machines' ids, and the kind of the one that answers. */
  readonly tag: string;
  readonly kind: string;
  readonly machine: Machine;
  /** Where it fetches from; null for one that has its pages itself. */
  readonly origin: Destination | null;
}

export class WebComposer implements HostComposer {
  readonly #wiring: Wiring;
  readonly #epochMs: number;
  readonly #program: WebProgram;
  #handler: Resident | null = null;
  #ports = 0;

  constructor(wiring: Wiring, epochMs: number, program: WebProgram) {
    this.#wiring = wiring;
    this.#epochMs = epochMs;
    this.#program = program;
  }

  accepted(
    connection: Connection,
    _listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void {
    const server = new Http1Server({ epochMs: this.#epochMs, remote: addresses.remote });
    const resident = this.#add('http1', server, cause);
    this.#wiring.attach(resident, 'outer', connection);
  }

  offer(offerer: Resident, port: string, offer: Offer, _scope: Scope, cause: number | null): void {
    this.#handler ??= this.#add(this.#program.kind, this.#program.machine, null);
    const handler = this.#handler;
    const name = `exchange:${++this.#ports}`;
    this.#wiring.join(offerer, port, handler, name, cause);
    this.#wiring.attached(handler, name, offer, null, cause);
  }

  open(
    opener: Resident,
    port: string,
    target: Exclude<Target, Dial>,
    _scope: Scope,
    cause: number | null,
  ): Answer {
    const { origin } = this.#program;
    if (target.to !== 'http' || !origin) return 'unreachable';
    const { host, port: to } = origin;
    const client = new Http1Client({
      dial: { to: 'address', address: host, port: to, leg: 'origin' },
    });
    this.#wiring.join(opener, port, this.#add('http1-client', client, cause), 'inner', cause);
    return null;
  }

  #add(kind: string, machine: Machine, cause: number | null): Resident {
    const { host, tag } = this.#program;
    return this.#wiring.add(host, tag, kind, machine, null, cause);
  }
}
