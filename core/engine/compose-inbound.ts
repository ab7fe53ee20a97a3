/**
 * What sits behind the listeners of a proxy core: security, HTTP where the transport is XHTTP, the inbound's protocol.
 */
import type {
  DokodemoInbound as DokodemoInboundConfig,
  HttpInbound,
  Inbound,
  SocksInbound as SocksInboundConfig,
  VlessInbound as VlessInboundConfig,
} from '../config/types.ts';
import { DokodemoInbound } from '../dokodemo/inbound.ts';
import { HttpProxyInbound } from '../http-proxy/inbound.ts';
import { Http1Server } from '../http1/server.ts';
import { PriorKnowledge } from '../http2/prior-knowledge.ts';
import { Http2Server } from '../http2/server.ts';
import { RealityServer } from '../reality/server.ts';
import type { Addresses, Leg, Machine, Offer } from '../sansio/machine.ts';
import { SocksInbound } from '../socks/inbound.ts';
import { MixedInbound } from '../socks/mixed.ts';
import { TlsServer } from '../tls/server.ts';
import { VlessInbound, type VlessSecurity, xhttpTimeouts } from '../vless/inbound.ts';
import { XhttpHub } from '../xhttp/hub.ts';
import type { CoreParts } from './core-parts.ts';
import type { Resident } from './engine.ts';
import type { Connection, Listener } from './network.ts';

/** A connection to a listener, and what the security around it has learnt so far. */
interface Incoming {
  readonly listener: Listener;
  readonly inbound: Inbound;
  readonly addresses: Addresses;
  readonly security: VlessSecurity | null;
}

export class InboundComposer {
  readonly #parts: CoreParts;
  readonly #hubs = new Map<Listener, Resident>();
  // weak: what is known of a machine goes with it
  readonly #incoming = new WeakMap<Resident, Incoming>();
  readonly #listeners = new WeakMap<Resident, Listener>();

  constructor(parts: CoreParts) {
    this.#parts = parts;
  }

  /** Where the core listens: each port of each inbound. */
  get listeners(): Listener[] {
    return this.#parts.config.inbounds.flatMap((inbound) => this.#listenersOf(inbound));
  }

  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void {
    const incoming = { listener, inbound: this.inboundAt(listener), addresses, security: null };
    const secured = this.#securityOf(incoming);
    const resident = secured
      ? this.#parts.add(listener.tag, secured.kind, secured.machine, this.#scopeOf(incoming), cause)
      : this.#add(incoming, cause);
    if (secured) this.#incoming.set(resident, incoming);
    this.#parts.wiring.attach(resident, 'outer', connection);
  }

  offer(offerer: Resident, port: string, offer: Offer, cause: number | null): void {
    const incoming = this.#incoming.get(offerer);
    if (incoming) return this.#secured(offerer, port, incoming, offer, cause);
    const listener = this.#listeners.get(offerer) as Listener;
    if (offer.kind === 'exchange') {
      const hub = this.#hub(listener, cause);
      return this.#parts.attach(hub, 'exchange', offerer, port, offer, null, cause);
    }
    const inbound = this.inboundAt(listener) as VlessInboundConfig;
    const addresses = { remote: offer.remote, local: '' };
    const machine = this.#vless({ listener, inbound, addresses, security: null });
    const scope = this.#parts.wiring.newScope();
    const resident = this.#parts.add(listener.tag, 'vless', machine, scope, cause);
    this.#parts.wiring.join(offerer, port, resident, 'outer', cause);
  }

  /** A handshake is complete: what is inside goes on to the inbound. */
  #secured(
    offerer: Resident,
    port: string,
    incoming: Incoming,
    offer: Offer,
    cause: number | null,
  ): void {
    if (offer.kind !== 'stream' || !offer.security) {
      throw new TypeError(`${offerer.id} offers no secured stream`);
    }
    const protocol = incoming.inbound.stream.security.type === 'tls' ? 'tls' : 'reality';
    const security: VlessSecurity = { protocol, ...offer.security };
    const resident = this.#add({ ...incoming, security }, cause, offerer);
    this.#parts.wiring.join(offerer, port, resident, 'outer', cause);
  }

  #add(incoming: Incoming, cause: number | null, inside?: Resident): Resident {
    const { kind, machine } = this.#machine(incoming);
    const scope = inside ? inside.scope : this.#scopeOf(incoming);
    const resident = this.#parts.add(incoming.listener.tag, kind, machine, scope, cause);
    if (kind === 'http') this.#listeners.set(resident, incoming.listener);
    return resident;
  }

  /** An HTTP connection carries many proxied connections, and is itself none. */
  #scopeOf({ inbound }: Incoming): number | null {
    return inbound.stream.network === 'xhttp' ? null : this.#parts.wiring.newScope();
  }

  #securityOf({
    inbound,
    addresses,
  }: Incoming): { readonly kind: string; readonly machine: Machine } | null {
    const { security } = inbound.stream;
    const { crypto, epochMs } = this.#parts.surroundings;
    const { remote, local } = addresses;
    if (security.type === 'tls') {
      const { certificates, rejectUnknownSni } = security;
      const alpn = security.alpn.length ? security.alpn : ['h2', 'http/1.1'];
      const options = { crypto, remote, certificates, alpn, rejectUnknownSni };
      // Go's HTTP server gives the head's time, a raw listener that of VLESS
      const answersClearText = inbound.stream.network === 'xhttp';
      const handshakeTimeoutMs = answersClearText ? 4_000 : 60_000;
      const machine = new TlsServer({ ...options, answersClearText, handshakeTimeoutMs });
      return { kind: 'tls', machine };
    }
    if (security.type === 'reality' && security.side === 'server') {
      const { network } = inbound.stream;
      const options = { crypto, epochMs, remote, local, network };
      const machine = new RealityServer({ ...options, settings: security });
      return { kind: 'reality', machine };
    }
    return null;
  }

  #machine(incoming: Incoming): { readonly kind: string; readonly machine: Machine } {
    const { inbound } = incoming;
    if (inbound.stream.network === 'xhttp') {
      return { kind: 'http', machine: this.#http(incoming, inbound.stream.xhttp) };
    }
    switch (inbound.protocol) {
      case 'socks':
        return { kind: 'socks', machine: this.#mixed(incoming, inbound) };
      case 'http':
        return { kind: 'http-proxy', machine: httpProxy(incoming, inbound) };
      case 'dokodemo-door':
        return { kind: 'dokodemo', machine: dokodemo(incoming, inbound) };
      case 'vless':
        return { kind: 'vless', machine: this.#vless(incoming) };
    }
  }

  #http(
    { addresses: { remote }, security }: Incoming,
    { serverMaxHeaderBytes: maxHeaderOctets }: { readonly serverMaxHeaderBytes: number },
  ): Machine {
    const { epochMs } = this.#parts.surroundings;
    const http1 = () => new Http1Server({ epochMs, remote, maxHeaderOctets });
    const http2 = () => new Http2Server({ epochMs, remote, maxHeaderOctets });
    // Go's server goes by ALPN where TLS has one, and looks at the first octets of everything else
    if (security?.protocol === 'tls') return security.alpn === 'h2' ? http2() : http1();
    return new PriorKnowledge({ http1, http2 });
  }

  #mixed({ listener, addresses }: Incoming, inbound: SocksInboundConfig): Machine {
    const source = `tcp:${addresses.remote}`;
    const accounts = inbound.auth === 'password' ? { accounts: inbound.accounts } : {};
    const bound = { host: listener.address, port: listener.port };
    return new MixedInbound({
      source,
      socks: () => new SocksInbound({ source, bound, ...accounts }),
      http: () =>
        new HttpProxyInbound({
          source: addresses.remote,
          accounts: inbound.auth === 'password' ? inbound.accounts : new Map(),
          allowTransparent: false,
        }),
    });
  }

  #vless({ inbound, addresses, security }: Incoming): VlessInbound {
    if (inbound.protocol !== 'vless') throw new TypeError(`${inbound.tag} is no VLESS inbound`);
    const { remote, local } = addresses;
    return new VlessInbound({
      users: inbound.users.map((user) => ({ id: user.idOctets, email: user.email })),
      fallbacks: inbound.fallbacks.length ? inbound.fallbacks : null,
      remote,
      local,
      ...(security ? { security } : {}),
      ...(inbound.stream.network === 'xhttp' ? { timeouts: xhttpTimeouts } : {}),
    });
  }

  /** The hub of a listener: one session table for all its connections. */
  #hub(listener: Listener, cause: number | null): Resident {
    const known = this.#hubs.get(listener);
    if (known) return known;
    const inbound = this.inboundAt(listener);
    if (inbound.stream.network !== 'xhttp') throw new TypeError(`${inbound.tag} has no XHTTP`);
    const { xhttp: settings, trustedXForwardedFor } = inbound.stream;
    const machine = new XhttpHub({ settings, trustedXForwardedFor });
    const hub = this.#parts.add(listener.tag, 'xhttp', machine, null, cause);
    this.#hubs.set(listener, hub);
    this.#listeners.set(hub, listener);
    return hub;
  }

  /** Whose listener it is. */
  inboundAt(listener: Listener): Inbound {
    const { inbounds } = this.#parts.config;
    return inbounds.find((inbound) => this.#parts.tagOf(inbound) === listener.tag) as Inbound;
  }

  #listenersOf(inbound: Inbound): Listener[] {
    const address = inbound.listen.host;
    const tag = this.#parts.tagOf(inbound);
    return inbound.ports.flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, i) => ({
        host: this.#parts.host.name,
        address,
        port: from + i,
        tag,
        leg: legOf(inbound),
      })),
    );
  }
}

/** What a connection to an inbound is for, where its dialler is outside the run. */
function legOf({ protocol, stream }: Inbound): Leg {
  if (protocol !== 'vless') return 'socks';
  return stream.network === 'raw' ? 'downlink' : 'origin';
}

const httpProxy = ({ addresses }: Incoming, inbound: HttpInbound): Machine =>
  new HttpProxyInbound({
    source: addresses.remote,
    accounts: inbound.accounts,
    allowTransparent: inbound.allowTransparent,
  });

const dokodemo = (
  { addresses }: Incoming,
  { address, port, portMap }: DokodemoInboundConfig,
): Machine =>
  new DokodemoInbound({
    source: addresses.remote,
    local: addresses.local,
    address: address?.host ?? null,
    port,
    portMap,
  });
