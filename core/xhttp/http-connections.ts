/**
 * The HTTP/2 connections of an outbound: exchanges share them, and both halves where they share an XMUX client.
 *
 * What Go's HTTP/2 client does beneath Xray's (golang.org/x/net/http2: clientConnPool, IdleConnTimeout; splithttp/
 * dialer.go of Xray v26.7.28): each XMUX client dials when an exchange is wanted and no connection has room, one
 * dial at a time; a connection that nothing has run on for 300 s is closed. Without Go's retries of requests that no
 * server has seen.
 *
 * Ports: `http:<n>`, one a connection.
 */
import type { HttpCapacity } from '../http/message.ts';
import {
  type Addresses,
  close,
  type Doing,
  type NetworkError,
  open,
  type Port,
  type PortInput,
  port,
  type Scope,
} from '../sansio/machine.ts';
import type { Timers } from './timers.ts';
import type { XmuxClient } from './xmux.ts';

/** Until the server's SETTINGS say something else. */
const assumedExchanges = 100;
const idleMs = 300_000;

export interface HttpConnection {
  readonly port: Port<HttpCapacity>;
  readonly client: XmuxClient;
  /** Once it is opened. */
  addresses: Addresses | null;
  state: 'OPENING' | 'USABLE';
  running: number;
  /** How many may run. */
  limit: number;
  /** Who was there while it was opening. */
  readonly seekers: ConnectionSeeker[];
}

export interface ConnectionSeeker {
  readonly client: XmuxClient;
  readonly leg: 'uplink' | 'downlink';
  readonly scope: Scope;
  /** There is a connection with room; to be taken at once. */
  found(connection: HttpConnection, now: number): Doing;
  unreachable(error: NetworkError, now: number): Doing;
}

export class HttpConnections {
  readonly #portName: () => string;
  readonly #timers: Timers;
  /** In the order in which they were opened. */
  readonly #connections = new Map<string, HttpConnection>();

  /** `portName` gives a new name each time. */
  constructor(portName: () => string, timers: Timers) {
    this.#portName = portName;
    this.#timers = timers;
  }

  /** Finds a connection now, or later when one is made. */
  *seek(seeker: ConnectionSeeker, now: number): Doing {
    const own = [...this.#connections.values()].filter(({ client }) => client === seeker.client);
    const usable = own.find(({ state, running, limit }) => state === 'USABLE' && running < limit);
    if (usable) return yield* seeker.found(usable, now);
    const opening = own.find(({ state }) => state === 'OPENING');
    if (opening) opening.seekers.push(seeker);
    else yield* this.#open(seeker);
  }

  abandon(seeker: ConnectionSeeker): void {
    for (const { seekers } of this.#connections.values()) {
      const at = seekers.indexOf(seeker);
      if (at >= 0) seekers.splice(at, 1);
    }
  }

  /** An exchange begins on a connection. */
  *take(connection: HttpConnection): Doing {
    connection.running++;
    yield* this.#timers.cancel(idleTimer(connection));
  }

  /** An exchange on it is over. */
  *release(connection: HttpConnection): Doing {
    connection.running--;
    yield* this.#rest(connection);
  }

  /** False when the port is none of a connection. */
  *onInput(input: PortInput): Doing<boolean> {
    const connection = this.#connections.get(input.port);
    if (!connection) return false;
    if (input.type === 'opened') yield* this.#opened(connection, input.addresses, input.now);
    else if (input.type === 'received') {
      const { exchanges } = input.value as HttpCapacity;
      connection.limit = connection.running + exchanges;
    } else if (input.type === 'closed') yield* this.#closed(connection, input);
    return true;
  }

  *#open(seeker: ConnectionSeeker): Doing {
    const connection: HttpConnection = {
      port: port(this.#portName()),
      client: seeker.client,
      addresses: null,
      state: 'OPENING',
      running: 0,
      limit: assumedExchanges,
      seekers: [seeker],
    };
    this.#connections.set(connection.port.name, connection);
    const target = { to: 'http', leg: seeker.leg, version: '2' } as const;
    yield* open(connection.port, target, seeker.scope);
  }

  *#opened(connection: HttpConnection, addresses: Addresses | null, now: number): Doing {
    connection.state = 'USABLE';
    connection.addresses = addresses;
    for (const seeker of connection.seekers.splice(0)) yield* this.seek(seeker, now);
    yield* this.#rest(connection);
  }

  /** Exchanges that run on it end by themselves. */
  *#closed(
    connection: HttpConnection,
    { how, error, now }: Extract<PortInput, { readonly type: 'closed' }>,
  ): Doing {
    this.#connections.delete(connection.port.name);
    yield* this.#timers.cancel(idleTimer(connection));
    if (how === 'end') yield* close(connection.port, 'end');
    for (const seeker of connection.seekers.splice(0)) {
      yield* seeker.unreachable(error ?? 'connection_reset', now);
    }
  }

  *#rest(connection: HttpConnection): Doing {
    if (connection.running > 0 || !this.#connections.has(connection.port.name)) return;
    yield* this.#timers.set(idleTimer(connection), idleMs, () => this.#leave(connection));
  }

  *#leave(connection: HttpConnection): Doing {
    this.#connections.delete(connection.port.name);
    yield* close(connection.port, 'end');
  }
}

const idleTimer = (connection: HttpConnection): string => `idle:${connection.port.name}`;
