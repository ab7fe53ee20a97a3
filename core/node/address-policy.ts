/**
 * Where the addresses of a run are on this computer: as they are (the command line), or each on a loopback port of the
 * system's choosing (a scenario's hosts).
 */

import type { Socket } from 'node:net';
import { hostAndPort } from '../bytes/ip.ts';
import type { Listener } from '../engine/network.ts';
import { findListener, sourceAddress, type Topology } from '../engine/topology.ts';
import type { Addresses, NetworkError } from '../sansio/machine.ts';
import type { HostName } from '../trace/step.ts';

/** A listener and where it really listens. */
export interface Bound {
  readonly listener: Listener;
  readonly port: number;
}

/** Where a dial really goes. */
export interface Route {
  readonly host: string;
  readonly port: number;
  /** The listener of this run that will accept it; null when that is somebody else's, or not known. */
  readonly to: Listener | null;
  /** What is shown of it; null for the socket's own addresses. */
  readonly addresses: Addresses | null;
}

export interface NoRoute {
  readonly error: NetworkError;
  /** How long it takes until that is known. */
  readonly afterMs: number;
}

export interface AddressPolicy {
  /** Without `host`: every address of this computer. */
  bind(listener: Listener): { readonly host?: string; readonly port: number };
  route(bound: readonly Bound[], from: HostName, address: string, port: number): Route | NoRoute;
  /** What is shown of a connection from outside the run. */
  foreign(listener: Listener, socket: Socket): Addresses;
}

/** Addresses as given; the system resolves names. */
export const realAddresses: AddressPolicy = {
  bind({ address, port }) {
    return address === '0.0.0.0' || address === '::' ? { port } : { host: address, port };
  },
  route(_bound, _from, address, port) {
    return { host: address, port, to: null, addresses: null };
  },
  foreign(_listener, socket) {
    return addressesOf(socket);
  },
};

/** Real addresses, but each listener on a loopback port of the system's choosing. */
export const onFreePorts: AddressPolicy = {
  ...realAddresses,
  bind: () => ({ host: '127.0.0.1', port: 0 }),
};

/**
 * A topology's addresses, each listener on 127.0.0.1. Only listeners of the run itself can be dialled, whatever a
 * config says.
 */
export class MappedAddresses implements AddressPolicy {
  readonly #topology: Topology;
  readonly #sourcePorts = new Map<HostName, number>();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  bind(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: 0 };
  }

  route(bound: readonly Bound[], from: HostName, address: string, port: number): Route | NoRoute {
    const listeners = bound.map(({ listener }) => listener);
    const found = findListener(this.#topology, listeners, from, address, port);
    if ('error' in found) return found;
    const real = bound.find(({ listener }) => listener === found.listener);
    if (!real) return { error: 'unreachable', afterMs: 0 };
    const source = sourceAddress(this.#topology, from, found.address);
    return {
      host: '127.0.0.1',
      port: real.port,
      to: found.listener,
      addresses: {
        local: hostAndPort(source, this.#sourcePort(from)),
        remote: hostAndPort(found.address, port),
      },
    };
  }

  foreign(listener: Listener, socket: Socket): Addresses {
    return {
      local: hostAndPort(listener.address, listener.port),
      remote: addressesOf(socket).remote,
    };
  }

  /** Counted as on the memory network, so that both show the same addresses. */
  #sourcePort(host: HostName): number {
    const port = (this.#sourcePorts.get(host) ?? 49_151) + 1;
    this.#sourcePorts.set(host, port);
    return port;
  }
}

/** A socket's own addresses; IPv4 inside IPv6 is written as IPv4. */
export function addressesOf(socket: Socket): Addresses {
  const written = (address = '', port = 0) => hostAndPort(address.replace(/^::ffff:/, ''), port);
  return {
    local: written(socket.localAddress, socket.localPort),
    remote: written(socket.remoteAddress, socket.remotePort),
  };
}
