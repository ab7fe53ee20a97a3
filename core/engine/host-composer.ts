/** What one host puts behind its ports. */
import type { Addresses, NetworkError, Offer, Scope, Target } from '../sansio/machine.ts';
import type { Resident } from './engine.ts';
import type { Connection, Listener } from './network.ts';
import type { Dial } from './wires.ts';

/** What a composer is asked for: addresses and exchanges are the wiring's own matter. */
export type Wanted = Exclude<Target, Dial | { readonly to: 'exchange' }>;

/** An address to dial, an error, or null when a partner has been joined. */
export type Answer = NetworkError | Dial | null;

export interface HostComposer {
  readonly listeners: readonly Listener[];
  /** Says or begins what the host does by itself; its listeners are there. */
  start(): void;
  accepted(
    connection: Connection,
    listener: Listener,
    addresses: Addresses,
    cause: number | null,
  ): void;
  open(opener: Resident, port: string, target: Wanted, scope: Scope, cause: number | null): Answer;
  offer(offerer: Resident, port: string, offer: Offer, scope: Scope, cause: number | null): void;
}
