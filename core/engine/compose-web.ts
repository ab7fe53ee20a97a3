/**
 * What sits behind the ports of a program that answers HTTP requests: a CDN, a web server.
 */
import { Http1Client } from '../http1/client.ts';
import { Http1Server } from '../http1/server.ts';
import type { Addresses, Destination, Offer, Scope, Target } from '../sansio/machine.ts';
import type { Resident } from './engine.ts';
import type { Answer, HostComposer } from './host-composer.ts';
import type { Connection, Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Wiring } from './wiring.ts';

export class WebComposer implements HostComposer {
  readonly #wiring: Wiring;
  readonly #host: string;
  readonly #tag: string;
  readonly #epochMs: number;
  readonly #handler: () => Resident;
  readonly #origin: Destination | null;
  #ports = 0;

  constructor(
    wiring: Wiring,
    host: string,
    tag: string,
    epochMs: number,
    kind: string,
    machine: Resident['machine'],
    origin: Destination | null,
  ) {
    this.#wiring = wiring;
    this.#host = host;
    this.#tag = tag;
    this.#epochMs = epochMs;
    this.#origin = origin;
    let resident: Resident | null = null;
    this.#handler = () => {
      resident ??= wiring.add(host, tag, kind, machine, null, null);
      return resident;
    };
  }

  accepted(
    connection: Connection,
    _listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void {
    const server = new Http1Server({ epochMs: this.#epochMs, remote: addresses.remote });
    const resident = this.#wiring.add(this.#host, this.#tag, 'http1', server, null, cause);
    this.#wiring.attach(resident, 'outer', connection);
  }

  offer(offerer: Resident, port: string, offer: Offer, _scope: Scope, cause: number | null): void {
    const handler = this.#handler();
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
    if (target.to !== 'http' || !this.#origin) return 'unreachable';
    const { host, port: to } = this.#origin;
    const client = new Http1Client({
      dial: { to: 'address', address: host, port: to, leg: 'origin' },
    });
    const resident = this.#wiring.add(this.#host, this.#tag, 'http1-client', client, null, cause);
    this.#wiring.join(opener, port, resident, 'inner', cause);
    return null;
  }
}
