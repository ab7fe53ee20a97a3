/**
 * What each port of each machine is bound to: another machine of the same host, one end of a connection, or nothing yet.
 */
import type { Input } from '../sansio/machine.ts';
import type { Side } from '../trace/step.ts';
import { AssertionError, type Resident } from './engine.ts';
import type { Connection } from './network.ts';

export interface End {
  readonly connection: Connection;
  readonly side: Side;
}

export interface WireBinding {
  readonly kind: 'wire';
  readonly end: End;
  /** False while the dial is out. */
  usable: boolean;
  /** This side has sent its end. */
  ended: boolean;
  /** This side has been told the other's end. */
  peerEnded: boolean;
}

export type Binding =
  /** Asked for, not there yet; what is sent meanwhile waits. */
  | { readonly kind: 'opening'; readonly waiting: Input[] }
  | {
      readonly kind: 'machine';
      readonly peer: Resident;
      readonly peerPort: string;
      ended: boolean;
    }
  | WireBinding
  /** The other side has reset it, and the machine has not handled that yet. */
  | { readonly kind: 'gone' };

/** The machines that live in a run, and their ports. */
export class Bindings {
  #residents = new Map<Resident, Map<string, Binding>>();

  get size(): number {
    return this.#residents.size;
  }

  add(resident: Resident): void {
    this.#residents.set(resident, new Map());
  }

  /** Takes a machine out; its ports must have been closed before. */
  remove(resident: Resident): void {
    for (const timer of resident.timers.values()) timer.cancel();
    resident.timers.clear();
    resident.removed = true;
    this.#residents.delete(resident);
  }

  clear(): void {
    for (const resident of this.#residents.keys()) resident.removed = true;
    this.#residents.clear();
  }

  /** The ports of a machine; undefined once it is removed. */
  find(resident: Resident): Map<string, Binding> | undefined {
    return this.#residents.get(resident);
  }

  /** Throws AssertionError for a machine that is not here. */
  of(resident: Resident): Map<string, Binding> {
    const ports = this.#residents.get(resident);
    if (!ports) throw new AssertionError(`${resident.host} ${resident.id} is not in the wiring`);
    return ports;
  }

  /** What was sent on a port before anything was behind it. */
  waiting(resident: Resident, port: string): readonly Input[] {
    const binding = this.of(resident).get(port);
    return binding?.kind === 'opening' ? binding.waiting : [];
  }
}

export const stepOrNull = (step: number): number | null => (step < 0 ? null : step);
