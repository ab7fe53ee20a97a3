/**
 * Which machine sits behind which port: the one place that knows every protocol.
 *
 * A host has its own composer; the world's composer finds the host that asks.
 */
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
import { App } from '../peers/app.ts';
import { ReverseProxy } from '../peers/cdn.ts';
import { Site } from '../peers/site.ts';
import { Dispatcher } from '../routing/dispatcher.ts';
import type {
  Addresses,
  Destination,
  Leg,
  NetworkError,
  Offer,
  Scope,
  Target,
} from '../sansio/machine.ts';
import { SocksInbound } from '../socks/inbound.ts';
import { VlessInbound } from '../vless/inbound.ts';
import { VlessOutbound } from '../vless/outbound.ts';
import { XhttpClient } from '../xhttp/client.ts';
import { XhttpHub } from '../xhttp/hub.ts';
import type { Resident } from './engine.ts';
import type { AppHost, CoreHost, Host, SiteHost, World } from './hosts.ts';
import { authority, type Connection, type Listener } from './network.ts';
import type { Dial } from './wires.ts';
import type { Composer, Wiring } from './wiring.ts';

type Answer = NetworkError | Dial | null;

/** What one host puts behind its ports. */
interface HostComposer {
  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void;
  open(
    opener: Resident,
    port: string,
    target: Exclude<Target, Dial>,
    scope: Scope,
    cause: number | null,
  ): Answer;
  offer(offerer: Resident, port: string, offer: Offer, scope: Scope, cause: number | null): void;
}

/** Lets every host listen, and starts the programs that begin by themselves. */
export function populate(wiring: Wiring, world: World): void {
  for (const host of world.hosts) {
    for (const listener of listenersOf(host)) wiring.listen(listener);
    if (host.role === 'core') announce(wiring, host);
    else if (host.role === 'app') start(wiring, host);
  }
}

export function compose(wiring: Wiring, world: World): Composer {
  const cores = new Set(
    world.hosts.filter((host) => host.role === 'core').map((host) => host.name),
  );
  const composers = new Map(
    world.hosts.map((host) => [host.name, composerOf(wiring, host, world.epochMs)] as const),
  );
  const of = (name: string): HostComposer => composers.get(name) as HostComposer;
  return {
    isCore: (name) => cores.has(name),
    accepted: (connection, listener, addresses, cause) =>
      of(listener.host).accepted(connection, listener, addresses, cause),
    open: (opener, port, target, scope, cause) =>
      of(opener.host).open(opener, port, target, scope, cause),
    offer: (offerer, port, offer, scope, cause) =>
      of(offerer.host).offer(offerer, port, offer, scope, cause),
  };
}

function composerOf(wiring: Wiring, host: Host, epochMs: number): HostComposer {
  switch (host.role) {
    case 'core':
      return new CoreComposer(wiring, host, epochMs);
    case 'cdn':
      return new WebComposer(
        wiring,
        host.name,
        'cdn',
        epochMs,
        'proxy',
        new ReverseProxy(),
        host.origin,
      );
    case 'site':
      return new WebComposer(
        wiring,
        host.name,
        'site',
        epochMs,
        'pages',
        new Site(sitePages(host)),
        null,
      );
    case 'app':
      return new AppComposer();
  }
}

function listenersOf(host: Host): Listener[] {
  switch (host.role) {
    case 'core':
      return host.config.inbounds.flatMap((inbound) => inboundListeners(host, inbound));
    case 'cdn':
      return [{ host: host.name, address: '0.0.0.0', port: host.port, tag: 'cdn', leg: 'uplink' }];
    case 'site':
      return [
        { host: host.name, address: '0.0.0.0', port: host.port, tag: 'site', leg: 'destination' },
      ];
    case 'app':
      return [];
  }
}

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

function announce(wiring: Wiring, host: CoreHost): void {
  for (const inbound of host.config.inbounds) {
    for (const { address, port, tag } of inboundListeners(host, inbound)) {
      const data = { address: authority(address, port), tag, network: inbound.stream.network };
      const at = { host: host.name, machine: `${tag}/listener` };
      wiring.engine.state({ type: 'fact', name: 'transport:listening', data }, at, null, null);
    }
  }
  const at = { host: host.name, machine: 'core' };
  wiring.engine.state({ type: 'fact', name: 'core:started', data: {} }, at, null, null);
}

function start(wiring: Wiring, host: AppHost): void {
  const { engine } = wiring;
  engine.schedule.add(engine.clock.now() + host.startsAtMs, () => {
    const socks: Dial = {
      to: 'address',
      address: host.socks.host,
      port: host.socks.port,
      leg: 'socks',
    };
    const app = new App({ socks, destination: host.destination, ...host.request });
    wiring.add(host.name, 'app', 'app', app, null, null);
  });
}

/** A proxy core: inbounds, routing, outbounds. */
class CoreComposer implements HostComposer {
  readonly #wiring: Wiring;
  readonly #host: CoreHost;
  readonly #epochMs: number;
  readonly #hubs = new Map<Listener, Resident>();
  readonly #listeners = new Map<Resident, Listener>();
  readonly #xhttp = new Map<Outbound, Resident>();
  readonly #outboundOf = new Map<Resident, VlessOutboundConfig>();
  /** Whose port a dispatcher is choosing an outbound for. */
  readonly #dispatched = new Map<Resident, { readonly opener: Resident; readonly port: string }>();
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
    if (!waiting || !outbound) return 'unreachable';
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
    return new VlessInbound({ users, fallbacks, remote, local });
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

/** A program that answers HTTP requests: a CDN, a web server. */
class WebComposer implements HostComposer {
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

/** A program that only dials. */
class AppComposer implements HostComposer {
  accepted(): void {}
  open(): Answer {
    return 'unreachable';
  }
  offer(): void {}
}

const sitePages = (host: SiteHost) => ({
  pages: Object.fromEntries(
    Object.entries(host.pages).map(([path, { contentType, body }]) => [
      path,
      { status: 200, contentType, body },
    ]),
  ),
});
