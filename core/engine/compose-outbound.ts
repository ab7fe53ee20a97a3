/**
 * What sits behind the ports that lead out of a proxy core: routing, the outbound's protocol, its transport, its security.
 */

import { BlackholeOutbound } from '../blackhole/outbound.ts';
import { addressText } from '../config/address.ts';
import type { Outbound, Security, VlessOutbound as VlessOutboundConfig } from '../config/types.ts';
import { FreedomOutbound } from '../freedom/outbound.ts';
import { Http1Client } from '../http1/client.ts';
import { Http2Client } from '../http2/client.ts';
import { Dispatcher } from '../routing/dispatcher.ts';
import type { Destination, Leg, Machine, Scope, Target } from '../sansio/machine.ts';
import { VlessOutbound } from '../vless/outbound.ts';
import { XhttpClient } from '../xhttp/client.ts';
import type { XhttpSide } from '../xhttp/route.ts';
import { securityClient } from './compose-security.ts';
import type { CoreParts } from './core-parts.ts';
import type { Resident } from './engine.ts';
import type { Answer } from './host-composer.ts';
import type { Dial } from './wires.ts';

/** Who asks for a destination: any inbound. */
interface Asker {
  readonly source: string;
  readonly user: string;
  readonly email?: string;
  /** What an HTTP proxy was asked for, in place of the destination in the access log. */
  readonly url?: string;
}

/** One way to the server of an outbound: its own, or that of downloadSettings. */
interface Way {
  readonly address: string;
  readonly port: number;
  readonly security: Security;
  readonly keepAliveSeconds: number;
}

/** Silence after which an HTTP/2 connection is asked whether it lives, where nothing else is configured. */
const keepAliveSeconds = 45;

export class OutboundComposer {
  readonly #parts: CoreParts;
  readonly #xhttp = new Map<VlessOutboundConfig, Resident>();
  // weak: what is known of a machine goes with it
  readonly #outboundOf = new WeakMap<Resident, VlessOutboundConfig>();
  readonly #wayOf = new WeakMap<Resident, Way>();
  /** Whose port a dispatcher is choosing an outbound for. */
  readonly #dispatched = new WeakMap<
    Resident,
    { readonly opener: Resident; readonly port: string }
  >();

  constructor(parts: CoreParts) {
    this.#parts = parts;
  }

  /** Puts a dispatcher behind the port; it asks for an outbound. */
  destination(
    opener: Resident,
    port: string,
    destination: Destination,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const { outbounds, routing } = this.#parts.config;
    if (!outbounds.length) return 'unreachable';
    const { source, user, email = '', url } = opener.machine as Machine & Asker;
    const inboundTag = tagIn(opener);
    const dispatcher = new Dispatcher({
      destination,
      inboundTag,
      source,
      user,
      email,
      ...(url === undefined ? {} : { url }),
      rules: routing.rules,
      outboundTags: outbounds.map((outbound) => this.#parts.tagOf(outbound)),
    });
    const resident = this.#parts.add(inboundTag, 'dispatcher', dispatcher, scope, cause);
    this.#dispatched.set(resident, { opener, port });
    return null;
  }

  /** Joins whoever waits for the dispatcher to the outbound that it has chosen. */
  outbound(
    dispatcher: Resident,
    tag: string,
    destination: Destination,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const waiting = this.#dispatched.get(dispatcher);
    this.#dispatched.delete(dispatcher);
    const { wiring } = this.#parts;
    // whoever waited may have gone meanwhile
    if (!waiting || !wiring.isOpening(waiting.opener, waiting.port)) return 'unreachable';
    const outbound = this.#parts.config.outbounds.find(
      (candidate) => this.#parts.tagOf(candidate) === tag,
    );
    if (!outbound) {
      wiring.fail(waiting.opener, waiting.port, 'unreachable', cause);
      return 'unreachable';
    }
    const machine = machineOf(outbound, destination);
    const resident = this.#parts.add(tag, outbound.protocol, machine, scope, cause);
    if (outbound.protocol === 'vless') this.#outboundOf.set(resident, outbound);
    wiring.join(waiting.opener, waiting.port, resident, 'inner', cause);
    return null;
  }

  /** The stream that an outbound's protocol runs on. */
  transport(opener: Resident, port: string, scope: Scope, cause: number | null): Answer {
    const outbound = this.#outboundOf.get(opener) as VlessOutboundConfig;
    this.#outboundOf.delete(opener);
    if (outbound.stream.network === 'raw') {
      return this.#beneath(opener, port, wayOf(outbound), 'uplink', scope, cause);
    }
    const client = this.#xhttpOf(outbound, cause);
    const offer = { kind: 'stream', remote: '' } as const;
    this.#parts.attach(client, 'conn', opener, port, offer, scope, cause);
    return null;
  }

  /** An HTTP connection for the XHTTP client. */
  http(
    opener: Resident,
    port: string,
    { leg, version }: Extract<Target, { readonly to: 'http' }>,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const outbound = this.#outboundOf.get(opener);
    if (!outbound) return 'unreachable';
    const way = (leg === 'downlink' && downloadWayOf(outbound)) || wayOf(outbound);
    const isPlain = way.security.type === 'none';
    const dial: Target = isPlain ? dialOf(way, leg, 'xhttp') : { to: 'security', leg };
    const machine =
      version === '2'
        ? new Http2Client({ dial, keepAliveMs: keepAliveMs(way) })
        : new Http1Client({ dial });
    const kind = version === '2' ? 'http2' : 'http1';
    const client = this.#parts.add(this.#parts.tagOf(outbound), kind, machine, scope, cause);
    this.#wayOf.set(client, way);
    this.#outboundOf.set(client, outbound);
    this.#parts.wiring.join(opener, port, client, 'inner', cause);
    return null;
  }

  /** The octets beneath an HTTP connection. */
  security(opener: Resident, port: string, leg: Leg, scope: Scope, cause: number | null): Answer {
    const way = this.#wayOf.get(opener);
    return way ? this.#beneath(opener, port, way, leg, scope, cause) : 'unreachable';
  }

  #beneath(
    opener: Resident,
    port: string,
    way: Way,
    leg: Leg,
    scope: Scope,
    cause: number | null,
  ): Answer {
    const { security } = way;
    const dial = dialOf(way, leg, this.#wayOf.has(opener) ? 'xhttp' : 'raw');
    const machine = securityClient(security, dial, this.#parts.surroundings);
    if (!machine) return dial;
    const resident = this.#parts.add(tagIn(opener), security.type, machine, scope, cause);
    this.#parts.wiring.join(opener, port, resident, 'inner', cause);
    return null;
  }

  #xhttpOf(outbound: VlessOutboundConfig, cause: number | null): Resident {
    const known = this.#xhttp.get(outbound);
    if (known) return known;
    const { stream, server } = outbound;
    if (stream.network !== 'xhttp') throw new TypeError(`${outbound.tag} has no XHTTP`);
    const { downloadSettings } = stream.xhttp;
    const upload: XhttpSide = {
      settings: stream.xhttp,
      address: server.address.host,
      port: server.port,
      security: seenByXhttp(stream.security),
    };
    const download: XhttpSide | null = downloadSettings && {
      settings: downloadSettings.xhttp,
      address: downloadSettings.address.host,
      port: downloadSettings.port,
      security: seenByXhttp(downloadSettings.security),
    };
    const { epochMs } = this.#parts.surroundings;
    const machine = new XhttpClient({ upload, download, epochMs });
    const client = this.#parts.add(this.#parts.tagOf(outbound), 'xhttp', machine, null, cause);
    this.#xhttp.set(outbound, client);
    this.#outboundOf.set(client, outbound);
    return client;
  }
}

/** The tag that a machine's id begins with. */
const tagIn = ({ id }: Resident): string => id.slice(0, id.lastIndexOf('/'));

const dialOf = ({ address, port }: Way, leg: Leg, transport: 'raw' | 'xhttp'): Dial => ({
  to: 'address',
  address,
  port,
  leg,
  ...(transport === 'xhttp' ? { transport } : {}),
});

function machineOf(outbound: Outbound, destination: Destination): Machine {
  switch (outbound.protocol) {
    case 'vless':
      return new VlessOutbound({
        id: outbound.user.idOctets,
        destination,
        server: `${addressText(outbound.server.address)}:${outbound.server.port}`,
      });
    case 'freedom':
      return new FreedomOutbound({ destination, finalRules: outbound.finalRules });
    case 'blackhole':
      return new BlackholeOutbound({ response: outbound.response });
  }
}

const wayOf = ({ server, stream }: VlessOutboundConfig): Way => ({
  address: server.address.host,
  port: server.port,
  security: stream.security,
  keepAliveSeconds: stream.network === 'xhttp' ? stream.xhttp.xmux.hKeepAlivePeriod : 0,
});

function downloadWayOf({ stream }: VlessOutboundConfig): Way | null {
  const download = stream.network === 'xhttp' ? stream.xhttp.downloadSettings : null;
  return (
    download && {
      address: download.address.host,
      port: download.port,
      security: download.security,
      keepAliveSeconds: download.xhttp.xmux.hKeepAlivePeriod,
    }
  );
}

/** Null: never asked. */
function keepAliveMs({ keepAliveSeconds: configured }: Way): number | null {
  if (configured < 0) return null;
  return (configured || keepAliveSeconds) * 1_000;
}

/** What the transport looks at: it decides the HTTP version, the mode and the host by it. */
function seenByXhttp(security: Security): XhttpSide['security'] {
  if (security.type === 'tls') {
    return { type: 'tls', serverName: security.serverName, alpn: security.alpn };
  }
  const serverName =
    security.type === 'reality' && security.side === 'client' ? security.serverName : '';
  return { type: security.type, serverName, alpn: [] };
}
