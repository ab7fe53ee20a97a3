/**
 * Exchanges for those who want one, whatever the HTTP version: one request and its response.
 *
 * splithttp/client.go:OpenStream of Xray (v26.7.28) waits until its HTTP library says that there is a connection, and for
 * nothing else; here that is `connected`. Over HTTP/1.1 each stream has a connection of its own, over HTTP/2 it shares
 * one.
 *
 * Ports: `http:<n>` over HTTP/1.1, `exchange:<n>` over HTTP/2.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  close,
  type Doing,
  type NetworkError,
  open,
  type Port,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  type Scope,
} from '../sansio/machine.ts';
import type { ConnectionSeeker, HttpConnection, HttpConnections } from './http-connections.ts';
import type { PlayedHttpVersion } from './http-version.ts';
import type { XmuxClient } from './xmux.ts';

export interface ExchangeUser {
  /** Its request can be written now. */
  connected(exchange: Port<HttpPart>, addresses: Addresses | null, now: number): Doing;
  /** There will be no connection. */
  unreachable(error: NetworkError, now: number): Doing;
  /** Everything that comes on the exchange's port. */
  onInput(input: PortInput): Doing;
}

/** Why an exchange broke whose connection was there; what the network says of it does not matter to Go's client. */
export const lossOf = (error: NetworkError | undefined): Loss =>
  error?.startsWith('failed: ') ? error : 'cut_off';

export type Loss = NetworkError | 'cut_off';

export interface Wanted {
  readonly client: XmuxClient;
  readonly version: PlayedHttpVersion;
  readonly leg: 'uplink' | 'downlink';
  readonly scope: Scope;
}

interface Entry {
  readonly port: Port<HttpPart>;
  readonly user: ExchangeUser;
  /** Of HTTP/2. */
  readonly connection: HttpConnection | null;
  isConnected: boolean;
}

export class Exchanges {
  readonly #portName: () => string;
  readonly #connections: HttpConnections;
  /** By port. */
  readonly #entries = new Map<string, Entry>();
  readonly #entryOf = new Map<ExchangeUser, Entry>();
  readonly #seekers = new Map<ExchangeUser, ConnectionSeeker>();
  /** Those of them whose responses shall wait. */
  readonly #held = new Set<ExchangeUser>();
  #count = 0;

  /** `portName` gives a new name of an HTTP connection each time. */
  constructor(portName: () => string, connections: HttpConnections) {
    this.#portName = portName;
    this.#connections = connections;
  }

  /** Over HTTP/2 the user may be connected before this returns. */
  *seek(user: ExchangeUser, wanted: Wanted, now: number): Doing {
    if (wanted.version === '2') return yield* this.#seekShared(user, wanted, now);
    const own = port<HttpPart>(this.#portName());
    this.#add({ port: own, user, connection: null, isConnected: false });
    yield* open(own, { to: 'http', leg: wanted.leg }, wanted.scope);
  }

  /** The user wants its exchange no more: it gives it up, or both messages are whole. */
  *leave(user: ExchangeUser, how: 'end' | 'reset'): Doing {
    const seeker = this.#seekers.get(user);
    if (seeker) this.#connections.abandon(seeker);
    this.#seekers.delete(user);
    this.#held.delete(user);
    const entry = this.#entryOf.get(user);
    if (!entry) return;
    yield* close(entry.port, how);
    yield* this.#forget(entry);
  }

  /** Lets the response wait, or go on. */
  *hold(user: ExchangeUser, isHeld: boolean): Doing {
    const entry = this.#entryOf.get(user);
    if (entry) yield* isHeld ? pauseReading(entry.port) : resumeReading(entry.port);
    else if (isHeld && this.#seekers.has(user)) this.#held.add(user);
    else this.#held.delete(user);
  }

  /** False when the port is none of an exchange. */
  *onInput(input: PortInput): Doing<boolean> {
    const entry = this.#entries.get(input.port);
    if (!entry) return false;
    const { user } = entry;
    if (input.type === 'closed') {
      yield* this.#forget(entry);
      if (input.how === 'end') yield* close(entry.port, 'end');
    }
    if (entry.isConnected) yield* user.onInput(input);
    else if (input.type === 'opened') {
      entry.isConnected = true;
      yield* user.connected(entry.port, input.addresses, input.now);
    } else if (input.type === 'closed') {
      yield* user.unreachable(input.error ?? 'connection_reset', input.now);
    }
    return true;
  }

  *#seekShared(user: ExchangeUser, { client, leg, scope }: Wanted, now: number): Doing {
    const found = (connection: HttpConnection, at: number): Doing =>
      this.#begin(user, connection, scope, at);
    const unreachable = (error: NetworkError, at: number): Doing => {
      this.#seekers.delete(user);
      return user.unreachable(error, at);
    };
    const seeker: ConnectionSeeker = { client, leg, scope, found, unreachable };
    this.#seekers.set(user, seeker);
    yield* this.#connections.seek(seeker, now);
  }

  *#begin(user: ExchangeUser, connection: HttpConnection, scope: Scope, now: number): Doing {
    this.#seekers.delete(user);
    const own = port<HttpPart>(`exchange:${++this.#count}`);
    this.#add({ port: own, user, connection, isConnected: true });
    yield* this.#connections.take(connection);
    yield* open(own, { to: 'exchange', connection: connection.port.name }, scope);
    yield* user.connected(own, connection.addresses, now);
    if (this.#held.delete(user)) yield* pauseReading(own);
  }

  #add(entry: Entry): void {
    this.#entries.set(entry.port.name, entry);
    this.#entryOf.set(entry.user, entry);
  }

  *#forget({ port: own, user, connection }: Entry): Doing {
    this.#entries.delete(own.name);
    this.#entryOf.delete(user);
    if (connection) yield* this.#connections.release(connection);
  }
}
