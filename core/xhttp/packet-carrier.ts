/** How packets get to the server: what the uploader needs to know of it, whatever the HTTP version. */
import type { Doing, NetworkError, Scope } from '../sansio/machine.ts';
import type { PacketRequest } from './requests.ts';
import type { XmuxClient } from './xmux.ts';

/** Something that a packet can be written on now. */
export interface Carriage {
  /** That were written on it. */
  readonly packets: number;
  write(request: PacketRequest): Doing;
}

export interface PacketCarrier {
  /** Something to write on; or null, and the writer hears of it later. */
  acquire(
    client: XmuxClient,
    scope: Scope,
    writer: PacketWriter,
    now: number,
  ): Doing<Carriage | null>;
  /** A client is put aside: what only it used may be closed. */
  trim(client: XmuxClient): Doing;
}

/** What a writer of packets is told. */
export interface PacketWriter {
  opened(carriage: Carriage, now: number): Doing;
  /** There is no connection; or, for a packet that has gone to `target`, it broke before it was answered. */
  failed(error: NetworkError | 'cut_off', target?: string): Doing;
  /** A packet was answered with anything but 200. */
  rejected(status: number): Doing;
  /** What was written last is not out yet. */
  blocked(carriage: Carriage): Doing;
  writable(carriage: Carriage, now: number): Doing;
  /** It has broken while it was blocked. */
  lost(carriage: Carriage, now: number): Doing;
}
