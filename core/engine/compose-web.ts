/**
 * What sits behind the ports of a program that answers HTTP requests: a CDN, a web server.
 *
 * In clear text or inside TLS, over HTTP/1.1 or HTTP/2 on the same port; to its origin it speaks HTTP/1.1 in clear text.
 */
import { Http1Client } from '../http1/client.ts';
import { Http1Server } from '../http1/server.ts';
import { PriorKnowledge } from '../http2/prior-knowledge.ts';
import { Http2Server } from '../http2/server.ts';
import type { Addresses, Destination, Leg, Machine, Offer, Scope } from '../sansio/machine.ts';
import { TlsServer } from '../tls/server.ts';
import type { Surroundings } from './core-parts.ts';
import type { Resident } from './engine.ts';
import type { Answer, HostComposer, Wanted } from './host-composer.ts';
import type { TlsIdentity } from './hosts.ts';
import type { Connection, Listener } from './network.ts';
import type { Wiring } from './wiring.ts';

/** One such program. */
export interface WebProgram {
  readonly host: string;
  /** Of its machines' ids, and the kind of the one that answers. */
  readonly tag: string;
  readonly kind: string;
  readonly machine: Machine;
  readonly leg: Leg;
  /** Its ports; by `tls` it proves on one who it is. */
  readonly ports: readonly { readonly port: number; readonly tls: TlsIdentity | null }[];
  /** Where it fetches from; null for one that has its pages itself. */
  readonly origin: Destination | null;
}

export class WebComposer implements HostComposer {
  readonly #wiring: Wiring;
  readonly #surroundings: Surroundings;
  readonly #program: WebProgram;
  /** The peers of connections whose handshake is not complete. */
  readonly #remotes = new WeakMap<Resident, string>();
  #handler: Resident | null = null;
  #ports = 0;

  constructor(wiring: Wiring, surroundings: Surroundings, program: WebProgram) {
    this.#wiring = wiring;
    this.#surroundings = surroundings;
    this.#program = program;
  }

  get listeners(): Listener[] {
    const { host, tag, leg, ports } = this.#program;
    return ports.map(({ port }) => ({ host, address: '0.0.0.0', port, tag, leg }));
  }

  start(): void {}

  accepted(
    connection: Connection,
    { port }: Listener,
    { remote }: Addresses,
    cause: number | null,
  ): void {
    const tls = this.#program.ports.find((one) => one.port === port)?.tls;
    const resident = tls ? this.#tls(tls, remote, cause) : this.#http(remote, null, cause);
    this.#wiring.attach(resident, 'outer', connection);
  }

  offer(offerer: Resident, port: string, offer: Offer, _scope: Scope, cause: number | null): void {
    if (offer.kind === 'stream') {
      const remote = this.#remotes.get(offerer) as string;
      const http = this.#http(remote, offer.security?.alpn ?? '', cause);
      return this.#wiring.join(offerer, port, http, 'outer', cause);
    }
    this.#handler ??= this.#add(this.#program.kind, this.#program.machine, null);
    const handler = this.#handler;
    const name = `exchange:${++this.#ports}`;
    this.#wiring.join(offerer, port, handler, name, cause);
    this.#wiring.attached(handler, name, offer, null, cause);
  }

  open(
    opener: Resident,
    port: string,
    target: Wanted,
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

  #tls(certificate: TlsIdentity, remote: string, cause: number | null): Resident {
    const { crypto } = this.#surroundings;
    const server = new TlsServer({
      crypto,
      remote,
      certificates: [certificate],
      alpn: ['h2', 'http/1.1'],
      rejectUnknownSni: false,
    });
    const resident = this.#add('tls', server, cause);
    this.#remotes.set(resident, remote);
    return resident;
  }

  /** `alpn`: what was agreed on; null in clear text, where the first octets tell. */
  #http(remote: string, alpn: string | null, cause: number | null): Resident {
    const { epochMs } = this.#surroundings;
    const http1 = () => new Http1Server({ epochMs, remote });
    const http2 = () => new Http2Server({ epochMs, remote });
    if (alpn === null) return this.#add('http', new PriorKnowledge({ http1, http2 }), cause);
    return this.#add('http', alpn === 'h2' ? http2() : http1(), cause);
  }

  #add(kind: string, machine: Machine, cause: number | null): Resident {
    const { host, tag } = this.#program;
    return this.#wiring.add(host, tag, kind, machine, null, cause);
  }
}
