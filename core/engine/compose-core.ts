/**
 * A proxy core: what sits behind its ports, as its configuration says.
 *
 * The way in is in `compose-inbound.ts`, the way out in `compose-outbound.ts`.
 */
import { hostAndPort } from '../bytes/ip.ts';
import type { Addresses, Offer, Scope } from '../sansio/machine.ts';
import { InboundComposer } from './compose-inbound.ts';
import { OutboundComposer } from './compose-outbound.ts';
import { CoreParts, type Surroundings } from './core-parts.ts';
import type { Resident } from './engine.ts';
import type { Answer, HostComposer, Wanted } from './host-composer.ts';
import type { CoreHost } from './hosts.ts';
import type { Connection, Listener } from './network.ts';
import type { Wiring } from './wiring.ts';

export class CoreComposer implements HostComposer {
  readonly #parts: CoreParts;
  readonly #inbounds: InboundComposer;
  readonly #outbounds: OutboundComposer;

  constructor(wiring: Wiring, host: CoreHost, surroundings: Surroundings) {
    this.#parts = new CoreParts(wiring, host, surroundings);
    this.#inbounds = new InboundComposer(this.#parts);
    this.#outbounds = new OutboundComposer(this.#parts);
  }

  get listeners(): Listener[] {
    return this.#inbounds.listeners;
  }

  /** States what a core says when it starts. */
  start(): void {
    const { wiring, host } = this.#parts;
    const core = { host: host.name, machine: 'core' };
    for (const { code, from, said } of host.config.warnings) {
      const data = { code, from, said };
      wiring.engine.state({ type: 'fact', name: 'core:config_warned', data }, core, null, null);
    }
    for (const listener of this.listeners) {
      const { address, port, tag } = listener;
      const { network } = this.#inbounds.inboundAt(listener).stream;
      const data = { address: hostAndPort(address, port), tag, network };
      const at = { host: host.name, machine: `${tag}/listener` };
      wiring.engine.state({ type: 'fact', name: 'transport:listening', data }, at, null, null);
    }
    wiring.engine.state({ type: 'fact', name: 'core:started', data: {} }, core, null, null);
  }

  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void {
    this.#inbounds.accepted(connection, listener, addresses, cause);
  }

  offer(offerer: Resident, port: string, offer: Offer, _scope: Scope, cause: number | null): void {
    this.#inbounds.offer(offerer, port, offer, cause);
  }

  open(opener: Resident, port: string, target: Wanted, scope: Scope, cause: number | null): Answer {
    const outbounds = this.#outbounds;
    switch (target.to) {
      case 'destination':
        return outbounds.destination(opener, port, target.destination, scope, cause);
      case 'outbound':
        return outbounds.outbound(opener, target.tag, target.destination, scope, cause);
      case 'transport':
        return outbounds.transport(opener, port, scope, cause);
      case 'http':
        return outbounds.http(opener, port, target, scope, cause);
      case 'security':
        return outbounds.security(opener, port, target.leg, scope, cause);
    }
  }
}
