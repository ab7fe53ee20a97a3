/**
 * Where a door leads.
 *
 * Xray v26.7.28, proxy/dokodemo/dokodemo.go:Process: an address that is not given is the loopback address of the family in
 * which the connection came, a port that is not given is the one to which it came; an entry of `portMap` for that port
 * goes before both, each half for itself.
 */
import type { Destination } from '../sansio/machine.ts';

export interface Door {
  readonly address: string | null;
  /** 0: not given. */
  readonly port: number;
  /** By local port; of an entry too either half may be missing. */
  readonly portMap: ReadonlyMap<
    number,
    { readonly address: { readonly host: string } | null; readonly port: number }
  >;
}

/** `local`: `address:port` at which the connection came in, IPv6 in brackets. */
export function behind({ address, port, portMap }: Door, local: string): Destination {
  const colon = local.lastIndexOf(':');
  const localPort = Number(local.slice(colon + 1));
  const loopback = local.slice(0, colon).includes('.') ? '127.0.0.1' : '::1';
  const mapped = portMap.get(localPort);
  return {
    host: mapped?.address?.host ?? address ?? loopback,
    port: mapped?.port || port || localPort,
  };
}
