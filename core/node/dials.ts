/** Where a host may dial, by its configuration, and what for. */
import { hostAndPort } from '../bytes/ip.ts';
import type { Address } from '../config/address.ts';
import type { CoreConfig, Outbound } from '../config/types.ts';
import type { Host } from '../engine/hosts.ts';
import type { Destination, Leg } from '../sansio/machine.ts';

export interface Dial {
  /** As the dialler names it; IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** Of the inbound or outbound that dials, or the peer's name. */
  readonly tag: string;
  /** Of the first connection, the second …; the last for all later ones too. */
  readonly legs: readonly [Leg, ...Leg[]];
}

/** `destination`: where the app's request goes in the end. */
export function dialsOf(host: Host, destination: Destination): readonly Dial[] {
  switch (host.role) {
    case 'core':
      return merged([...inboundDials(host.config), ...outboundDials(host.config, destination)]);
    case 'app':
      return [dialOf(host.socks, 'app', 'socks')];
    case 'cdn':
      return [dialOf(host.origin, 'cdn', 'origin')];
    case 'site':
      return [];
  }
}

const inboundDials = ({ inbounds }: CoreConfig): Dial[] =>
  inbounds.flatMap(({ tag, stream, ...inbound }) => {
    const fallbacks = inbound.protocol === 'vless' ? inbound.fallbacks : [];
    const { security } = stream;
    const isReality = security.type === 'reality' && security.side === 'server';
    return [
      ...fallbacks.map(({ address, port }) => dialTo(address, port, tag, 'fallback')),
      ...(isReality ? [dialTo(security.target.address, security.target.port, tag, 'target')] : []),
    ];
  });

const outboundDials = ({ outbounds }: CoreConfig, destination: Destination): Dial[] =>
  outbounds.flatMap((outbound): Dial[] => {
    if (outbound.protocol === 'freedom') return [dialOf(destination, outbound.tag, 'destination')];
    if (outbound.protocol === 'blackhole') return [];
    const { server, stream, tag } = outbound;
    const download = stream.network === 'xhttp' ? stream.xhttp.downloadSettings : null;
    const isOne = stream.network === 'raw' || isStreamOne(outbound);
    return [
      ...(isOne
        ? []
        : [dialTo((download ?? server).address, (download ?? server).port, tag, 'downlink')]),
      dialTo(server.address, server.port, tag, 'uplink'),
    ];
  });

/** Whether one exchange carries both directions (transport/internet/splithttp/dialer.go, Dial). */
function isStreamOne({ stream }: Outbound): boolean {
  if (stream.network !== 'xhttp') return false;
  const { mode, downloadSettings } = stream.xhttp;
  const isAutomatic = mode === 'auto' && stream.security.type === 'reality' && !downloadSettings;
  return mode === 'stream-one' || isAutomatic;
}

const dialTo = (address: Address, port: number, tag: string, leg: Leg): Dial => ({
  address: address.host,
  port,
  tag,
  legs: [leg],
});

const dialOf = ({ host, port }: Destination, tag: string, leg: Leg): Dial => ({
  address: host,
  port,
  tag,
  legs: [leg],
});

/** Dials to one place are one, of several legs in turn. */
function merged(dials: readonly Dial[]): Dial[] {
  const found = new Map<string, Dial>();
  for (const dial of dials) {
    const key = hostAndPort(dial.address, dial.port);
    const known = found.get(key);
    found.set(key, known ? { ...known, legs: [...known.legs, ...dial.legs] } : dial);
  }
  return [...found.values()];
}
