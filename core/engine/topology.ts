/**
 * Hosts, their addresses and names, and who listens where. Both networks look addresses up here.
 */
import type { NetworkError } from '../sansio/machine.ts';
import type { HostName } from '../trace/step.ts';
import type { Listener } from './network.ts';

export interface TopologyHost {
  readonly name: HostName;
  /** Without 127.0.0.1 and ::1, which every computer has. */
  readonly addresses: readonly string[];
  /** Hosts that are programs on one computer share its loopback; the host's own name where absent. */
  readonly computer?: string;
}

export interface Topology {
  readonly hosts: readonly TopologyHost[];
  /** Domain names that every host can resolve. */
  readonly names: Readonly<Record<string, string>>;
  /** One-way delay in ms between two hosts. */
  delayMs(from: HostName, to: HostName): number;
}

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address.startsWith('127.') || address === '::1';

const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';
const isLiteral = (address: string): boolean => /^[\d.]+$/.test(address) || address.includes(':');

const computerOf = (topology: Topology, name: HostName): string =>
  topology.hosts.find((host) => host.name === name)?.computer ?? name;

export interface Found {
  readonly listener: Listener;
  /** The address that was reached, an IP literal. */
  readonly address: string;
  readonly delayMs: number;
}

/** Who listens at an address, seen from a host; or why nobody does, and after how long that is known. */
export function findListener(
  topology: Topology,
  listeners: readonly Listener[],
  from: HostName,
  address: string,
  port: number,
): Found | { readonly error: NetworkError; readonly afterMs: number } {
  const computer = computerOf(topology, from);
  const listening = (host: HostName, ip: string): Listener | undefined =>
    listeners.find(
      (l) => l.host === host && l.port === port && (isAny(l.address) || sameAddress(l.address, ip)),
    );
  if (isLoopback(address)) {
    const ip = address === 'localhost' ? '127.0.0.1' : address;
    for (const host of topology.hosts) {
      if ((host.computer ?? host.name) !== computer) continue;
      const listener = listening(host.name, ip);
      if (listener) return { listener, address: ip, delayMs: 0 };
    }
    return { error: 'connection_refused', afterMs: 0 };
  }
  const ip = isLiteral(address) ? address : topology.names[address];
  if (ip === undefined) return { error: 'name_not_found', afterMs: 0 };
  const owner = topology.hosts.find((host) => host.addresses.includes(ip));
  if (!owner) return { error: 'unreachable', afterMs: dialTimeoutMs };
  const delayMs =
    (owner.computer ?? owner.name) === computer ? 0 : topology.delayMs(from, owner.name);
  const listener = listening(owner.name, ip);
  return listener
    ? { listener, address: ip, delayMs }
    : { error: 'connection_refused', afterMs: 2 * delayMs };
}

/** The address that a host's connections towards `address` come from. */
export function sourceAddress(topology: Topology, from: HostName, address: string): string {
  if (isLoopback(address)) return address === '::1' ? '::1' : '127.0.0.1';
  return topology.hosts.find((host) => host.name === from)?.addresses[0] ?? '127.0.0.1';
}

/** Xray's patience with an address that does not answer. */
const dialTimeoutMs = 16_000;

const sameAddress = (a: string, b: string): boolean =>
  a === b || (a === 'localhost' && isLoopback(b));
