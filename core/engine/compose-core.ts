/**
 * What sits behind the ports of a proxy core: inbounds, routing, outbounds, as its configuration says.
 */
import { hostAndPort } from '../bytes/ip.ts';
import { addressText } from '../config/address.ts';
import type {
  CoreConfig,
  Inbound,
  Outbound,
  VlessOutbound as VlessOutboundConfig,
} from '../config/types.ts';
import { FreedomOutbound } from '../freedom/outbound.ts';
import { Http1Client } from '../http1/client.ts';
import { Http1Server } from '../http1/server.ts';
import { Dispatcher } from '../routing/dispatcher.ts';
import type { Addresses, Destination, Leg, Offer, Scope, Target } from '../sansio/machine.ts';
import { SocksInbound } from '../socks/inbound.ts';
import { VlessInbound, xhttpTimeouts } from '../vless/inbound.ts';
import { VlessOutbound } from '../vless/outbound.ts';
import { XhttpClient } from '../xhttp/client.ts';
import { XhttpHub } from '../xhttp/hub.ts';
import type { Resident } from './engine.ts';
import type { Answer, HostComposer } from './host-composer.ts';
import type { CoreHost } from './hosts.ts';
import type { Connection, Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Wiring } from './wiring.ts';

/** Where a core listens: each port of each inbound. */
export const coreListeners = (host: CoreHost): Listener[] =>
  host.config.inbounds.flatMap((inbound) => inboundListeners(host, inbound));

/** States what a core says when it starts. */
export function announceCore(wiring: Wiring, host: CoreHost): void {
  for (const inbound of host.config.inbounds) {
    for (const { address, port, tag } of inboundListeners(host, inbound)) {
      const data = { address: hostAndPort(address, port), tag, network: inbound.stream.network };
      const at = { host: host.name, machine: `${tag}/listener` };
      wiring.engine.state({ type: 'fact', name: 'transport:listening', data }, at, null, null);
    }
  }
  const at = { host: host.name, machine: 'core' };
  wiring.engine.state({ type: 'fact', name: 'core:started', data: {} }, at, null, null);
}

/** A proxy core: inbounds, routing, outbounds. */
export class CoreComposer implements HostComposer {
  readonly #wiring: Wiring;
  readonly #host: CoreHost;
  readonly #epochMs: number;
  readonly #hubs = new Map<Listener, Resident>();
  // weak: what is known of a machine goes with it
  readonly #listeners = new WeakMap<Resident, Listener>();
  readonly #xhttp = new Map<Outbound, Resident>();
  readonly #outboundOf = new WeakMap<Resident, VlessOutboundConfig>();
  /** Whose port a dispatcher is choosing an outbound for. */
  readonly #dispatched = new WeakMap<
    Resident,
    { readonly opener: Resident; readonly port: string }
  >();
  #ports = 0;

  constructor(wiring: Wiring, host: CoreHost, epochMs: number) {
    this.#wiring = wiring;
    this.#host = host;
    this.#epochMs = epochMs;
  }

  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void {
    const inbound = this.#inbound(listener);
    const machine = this.#atListener(inbound, listener, addresses);
    // an HTTP connection carries many proxied connections, and is itself none
    const scope = inbound.stream.network === 'xhttp' ? null : this.#wiring.newScope();
    const resident = this.#add(listener.tag, kindOf(machine), machine, scope, cause);
    if (machine instanceof Http1Server) this.#listeners.set(resident, listener);
    this.#wiring.attach(resident, 'outer', connection);
  }

  offer(offerer: Resident, port: string, offer: Offer, _scope: Scope, cause: number | null): void {
    if (offer.kind === 'exchange') {
      const hub = this.#hub(this.#listeners.get(offerer) as Listener, cause);
      this.#attach(hub, 'exchange', offerer, port, offer, null, cause);
      return;
    }
    const listener = this.#listeners.get(offerer) as Listener;
    const inbound = this.#inbound(listener);
    const machine = this.#vlessInbound(inbound, { remote: offer.remote, local: '' });
    const vless = this.#add(listener.tag, 'vless', machine, this.#wiring.newScope(), cause);
    this.#wiring.join(offerer, port, vless, 'outer', cause);
  }

  open(
    opener: Resident,
    port: string,
    target: Exclude<Target, Dial>,
    scope: Scope,
    cause: number | null,
  ): Answer {
    switch (target.to) {
      case 'destination':
        return this.#dispatch(opener, port, target.destination, scope, cause);
      case 'outbound':
        return this.#outbound(opener, target.tag, target.destination, scope, cause);
      case 'transport':
        return this.#transport(opener, port, scope, cause);
      case 'http':
        return this.#http(opener, port, target.leg, scope, cause);
    }
  }

  #dispatch(
    opener: Resident,
    port: string,
    destination: Destination,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const { config } = this.#host;
    if (!config.outbounds.length) return 'unreachable';
    const asker = opener.machine as SocksInbound | VlessInbound;
    const inboundTag = opener.id.slice(0, opener.id.lastIndexOf('/'));
    const dispatcher = new Dispatcher({
      destination,
      inboundTag,
      source: asker.source,
      user: asker.user,
      email: asker instanceof VlessInbound ? asker.email : '',
      rules: config.routing.rules,
      outboundTags: config.outbounds.map((outbound) => tagOf(config, outbound)),
    });
    const resident = this.#add(inboundTag, 'dispatcher', dispatcher, scope, cause);
    this.#dispatched.set(resident, { opener, port });
    return null;
  }

  #outbound(
    dispatcher: Resident,
    tag: string,
    destination: Destination,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const waiting = this.#dispatched.get(dispatcher);
    this.#dispatched.delete(dispatcher);
    const { config } = this.#host;
    const outbound = config.outbounds.find((candidate) => tagOf(config, candidate) === tag);
    if (!waiting) return 'unreachable';
    if (!outbound) {
      this.#wiring.fail(waiting.opener, waiting.port, 'unreachable', cause);
      return 'unreachable';
    }
    const machine =
      outbound.protocol === 'vless'
        ? new VlessOutbound({
            id: outbound.user.idOctets,
            destination,
            server: serverText(outbound),
          })
        : new FreedomOutbound({ destination, finalRules: outbound.finalRules });
    const resident = this.#add(tag, outbound.protocol, machine, scope, cause);
    if (outbound.protocol === 'vless') this.#outboundOf.set(resident, outbound);
    this.#wiring.join(waiting.opener, waiting.port, resident, 'inner', cause);
    return null;
  }

  #transport(opener: Resident, port: string, scope: Scope, cause: number | null): Answer {
    const outbound = this.#outboundOf.get(opener) as VlessOutboundConfig;
    this.#outboundOf.delete(opener);
    const { stream, server } = outbound;
    if (stream.network === 'raw') {
      return { to: 'address', address: server.address.host, port: server.port, leg: 'uplink' };
    }
    let client = this.#xhttp.get(outbound);
    if (!client) {
      const machine = new XhttpClient({
        upload: { settings: stream.xhttp, address: server.address.host, port: server.port },
        download: stream.xhttp.downloadSettings && {
          settings: stream.xhttp.downloadSettings.xhttp,
          address: stream.xhttp.downloadSettings.address.host,
          port: stream.xhttp.downloadSettings.port,
        },
        epochMs: this.#epochMs,
      });
      client = this.#add(tagOf(this.#host.config, outbound), 'xhttp', machine, null, cause);
      this.#xhttp.set(outbound, client);
      this.#outboundOf.set(client, outbound);
    }
    this.#attach(client, 'conn', opener, port, { kind: 'stream', remote: '' }, scope, cause);
    return null;
  }

  #http(
    opener: Resident,
    port: string,
    leg: 'uplink' | 'downlink' | 'origin',
    scope: Scope,
    cause: number | null,
  ): Answer {
    const outbound = this.#outboundOf.get(opener);
    if (outbound?.stream.network !== 'xhttp') return 'unreachable';
    const download = leg === 'downlink' ? outbound.stream.xhttp.downloadSettings : null;
    const { address, port: to } = download ?? outbound.server;
    const machine = new Http1Client({
      dial: { to: 'address', address: address.host, port: to, leg },
    });
    const client = this.#add(tagOf(this.#host.config, outbound), 'http1', machine, scope, cause);
    this.#wiring.join(opener, port, client, 'inner', cause);
    return null;
  }

  #atListener(
    inbound: Inbound,
    listener: Listener,
    addresses: Addresses,
  ): SocksInbound | VlessInbound | Http1Server {
    const { remote } = addresses;
    if (inbound.protocol === 'socks') {
      return new SocksInbound({
        source: `tcp:${remote}`,
        bound: { host: listener.address, port: listener.port },
        ...(inbound.auth === 'password' ? { accounts: inbound.accounts } : {}),
      });
    }
    if (inbound.stream.network === 'raw') return this.#vlessInbound(inbound, addresses);
    const maxHeaderOctets = inbound.stream.xhttp.serverMaxHeaderBytes;
    return new Http1Server({ epochMs: this.#epochMs, remote, maxHeaderOctets });
  }

  #vlessInbound(inbound: Inbound, { remote, local }: Addresses): VlessInbound {
    if (inbound.protocol !== 'vless') throw new TypeError(`${inbound.tag} is no VLESS inbound`);
    const users = inbound.users.map((user) => ({ id: user.idOctets, email: user.email }));
    const fallbacks = inbound.fallbacks.length ? inbound.fallbacks : null;
    const timeouts = inbound.stream.network === 'xhttp' ? { timeouts: xhttpTimeouts } : {};
    return new VlessInbound({ users, fallbacks, remote, local, ...timeouts });
  }

  /** The hub of a listener: one session table for all its connections. */
  #hub(listener: Listener, cause: number | null): Resident {
    const known = this.#hubs.get(listener);
    if (known) return known;
    const inbound = this.#inbound(listener);
    if (inbound.stream.network !== 'xhttp') throw new TypeError(`${inbound.tag} has no XHTTP`);
    const hub = this.#add(
      listener.tag,
      'xhttp',
      new XhttpHub({ settings: inbound.stream.xhttp }),
      null,
      cause,
    );
    this.#hubs.set(listener, hub);
    this.#listeners.set(hub, listener);
    return hub;
  }

  #inbound(listener: Listener): Inbound {
    const { config } = this.#host;
    return config.inbounds.find((inbound) => tagOf(config, inbound) === listener.tag) as Inbound;
  }

  /** Gives a machine that serves many a port of its own for this one. */
  #attach(
    to: Resident,
    prefix: string,
    offerer: Resident,
    port: string,
    offer: Offer,
    scope: Scope,
    cause: number | null,
  ): void {
    const name = `${prefix}:${++this.#ports}`;
    this.#wiring.join(offerer, port, to, name, cause);
    this.#wiring.attached(to, name, offer, scope, cause);
  }

  #add(
    tag: string,
    kind: string,
    machine: Resident['machine'],
    scope: Scope,
    cause: number | null,
  ): Resident {
    return this.#wiring.add(this.#host.name, tag, kind, machine, scope, cause);
  }
}

const kindOf = (machine: SocksInbound | VlessInbound | Http1Server): string =>
  machine instanceof SocksInbound ? 'socks' : machine instanceof VlessInbound ? 'vless' : 'http1';

const serverText = ({ server }: VlessOutboundConfig): string =>
  `${addressText(server.address)}:${server.port}`;

function inboundListeners(host: CoreHost, inbound: Inbound): Listener[] {
  const leg: Leg =
    inbound.protocol === 'socks'
      ? 'socks'
      : inbound.stream.network === 'raw'
        ? 'downlink'
        : 'origin';
  const address = inbound.listen.host;
  return inbound.ports.flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      host: host.name,
      address,
      port: from + i,
      tag: tagOf(host.config, inbound),
      leg,
    })),
  );
}

/** The tag, or what stands for it in machine ids when the text gives none. */
function tagOf(config: CoreConfig, of: Inbound | Outbound): string {
  if (of.tag) return of.tag;
  const at = config.inbounds.indexOf(of as Inbound);
  return at >= 0 ? `inbounds[${at}]` : `outbounds[${config.outbounds.indexOf(of as Outbound)}]`;
}
