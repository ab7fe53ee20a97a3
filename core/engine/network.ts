/**
 * What carries octets from host to host. Two implementations: memory (here) and sockets (core/node).
 *
 * A network knows connections and addresses; it knows no machine. It tells what happens through `NetworkEvents`.
 */
import type { Addresses, Leg, NetworkError } from '../sansio/machine.ts';
import type { HostName, Side } from '../trace/step.ts';

/** A TCP connection between two hosts, as the engine counts them; one end may be outside the run. */
export interface Connection {
  /** 1, 2, 3 … in the order of dialling. */
  readonly id: number;
  readonly leg: Leg;
}

export interface Listener {
  readonly host: HostName;
  readonly address: string;
  readonly port: number;
  /** The inbound's tag or the peer's name. */
  readonly tag: string;
  /** What a connection from outside the run would be for. */
  readonly leg: Leg;
}

export interface Network {
  listen(listener: Listener): void;
  /** Answers by `opened` or `failed`; the acceptor's side is told by `accepted`. */
  dial(connection: Connection, host: HostName, address: string, port: number): void;
  /** False when the sender must wait for `writable`; the octets are taken all the same. `delayMs` is an intervention's. */
  send(connection: Connection, side: Side, octets: Uint8Array, delayMs: number): boolean;
  /** `finish`: both directions in an orderly way, as closing a socket does; nothing more is told of this side. */
  close(connection: Connection, side: Side, how: 'end' | 'reset' | 'finish'): void;
  pauseReading(connection: Connection, side: Side): void;
  resumeReading(connection: Connection, side: Side): void;
  /** Ends everything at once, without telling anybody. */
  dispose(): void;
}

export interface NetworkEvents {
  /** A SYN has reached the listener; `null` for one from outside the run. Gives the connection that it belongs to. */
  accepted(connection: Connection | null, listener: Listener, addresses: Addresses): Connection;
  opened(connection: Connection, addresses: Addresses): void;
  failed(connection: Connection, error: NetworkError): void;
  received(connection: Connection, side: Side, octets: Uint8Array): void;
  closed(connection: Connection, side: Side, how: 'end' | 'reset'): void;
  writable(connection: Connection, side: Side): void;
}
