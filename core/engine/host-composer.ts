/** What one host puts behind its ports. */
import type { Addresses, NetworkError, Offer, Scope, Target } from '../sansio/machine.ts';
import type { Resident } from './engine.ts';
import type { Connection, Listener } from './network.ts';
import type { Dial } from './wires.ts';

/** An address to dial, an error, or null when a partner has been joined. */
export type Answer = NetworkError | Dial | null;

export interface HostComposer {
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
