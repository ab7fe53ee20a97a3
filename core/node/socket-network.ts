/**
 * Hosts on real sockets.
 *
 * Where both ends of a connection are in the run, its two sockets are paired by the dialler's port, so that the ledger
 * links across the wire; what comes from outside is told as such. Interventions belong to the memory network: a send's
 * delay is not observed here, nor are the topology's delays.
 *
 * Half-close is TCP's. A reset is TCP's too, except after this side's end: then what was sent still goes out, as
 * after `close` in other languages.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Connection, Listener, Network, NetworkEvents } from '../engine/network.ts';
import type { Addresses, NetworkError } from '../sansio/machine.ts';
import type { HostName, Side } from '../trace/step.ts';
import { type AddressPolicy, addressesOf, type Bound, type Route } from './address-policy.ts';
import { Pairing } from './pairing.ts';
import { octetsRead } from './young-garbage.ts';

export interface SocketNetworkOptions {
  readonly events: NetworkEvents;
  readonly policy: AddressPolicy;
  /** Called after each event: there may be work for the engine. */
  readonly wake: () => void;
  /** Called with what an event's handling threw; `connection` is the one it was about. */
  readonly fault: (error: unknown, connection: Connection | null) => void;
}

/** A listener that could not be bound. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly listener: Listener;
  constructor(listener: Listener, cause: unknown) {
    super(`Cannot listen on ${listener.address}:${listener.port}`, { cause });
    this.listener = listener;
  }
}

/** Xray's patience with a dial. */
const dialTimeoutMs = 16_000;
/** As Xray sets on the connections it dials. */
const keepAliveMs = 45_000;
/** How long a closed socket may go without progress in sending its last octets. */
const lingerMs = 30_000;

interface Dial {
  readonly connection: Connection;
  readonly route: Route | null;
  readonly socket: Socket | null;
  readonly timer: NodeJS.Timeout;
}

/** One end of a connection. */
interface End {
  readonly connection: Connection;
  readonly side: Side;
  readonly socket: Socket;
  /** The machine has asked for no more. */
  paused: boolean;
  /** The machine was told to wait. */
  blocked: boolean;
  ended: boolean;
  peerEnded: boolean;
}

interface Listening extends Bound {
  readonly server: Server;
  port: number;
  readonly pairing: Pairing<Dial>;
}

export class SocketNetwork implements Network {
  readonly #options: SocketNetworkOptions;
  readonly #listening: Listening[] = [];
  readonly #binding: Promise<void>[] = [];
  readonly #dials = new Map<Connection, Dial>();
  readonly #ends = new Map<Connection, Partial<Record<Side, End>>>();
  /** Every socket there is, also those that nobody of the run knows any more. */
  readonly #sockets = new Set<Socket>();
  #held = false;
  #disposed = false;

  constructor(options: SocketNetworkOptions) {
    this.#options = options;
  }

  /** Where the listeners are, once `ready`. */
  get bound(): readonly Bound[] {
    return this.#listening;
  }

  /** Resolves when all listeners are bound; rejects with a ListenError. */
  async ready(): Promise<void> {
    await Promise.all(this.#binding);
  }

  listen(listener: Listener): void {
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
      (socket) => this.#accepted(listening, socket),
    );
    const listening: Listening = {
      listener,
      server,
      port: listener.port,
      pairing: new Pairing(),
    };
    this.#listening.push(listening);
    const binding = new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(new ListenError(listener, error)));
      server.listen(this.#options.policy.bind(listener), () => {
        const address = server.address();
        if (address !== null && typeof address === 'object') listening.port = address.port;
        server.on('error', (error) => this.#options.fault(error, null));
        resolve();
      });
    });
    binding.catch(() => {}); // told by `ready`
    this.#binding.push(binding);
  }

  dial(connection: Connection, host: HostName, address: string, port: number): void {
    const route = this.#options.policy.route(this.#listening, host, address, port);
    if ('error' in route) {
      const timer = setTimeout(() => this.#failed(dial, route.error), route.afterMs);
      const dial: Dial = { connection, route: null, socket: null, timer };
      this.#dials.set(connection, dial);
      return;
    }
    const socket = connect({
      host: route.host,
      port: route.port,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    });
    const timer = setTimeout(() => {
      this.#failed(dial, 'timed_out');
      socket.destroy();
    }, dialTimeoutMs);
    const dial: Dial = { connection, route, socket, timer };
    this.#dials.set(connection, dial);
    this.#listenerOf(dial)?.pairing.begin(dial);
    this.#watch(socket);
    socket.once('connect', () => this.#connected(dial, socket));
    socket.once('error', (error) => this.#failed(dial, networkError(error)));
  }

  send(connection: Connection, side: Side, octets: Uint8Array, _delayMs: number): boolean {
    const end = this.#ends.get(connection)?.[side];
    if (!end?.socket.writable) return true;
    if (end.socket.writableCorked === 0) gather(end.socket);
    if (!end.socket.write(octets)) end.blocked = true;
    return !end.blocked;
  }

  close(connection: Connection, side: Side, how: 'end' | 'reset' | 'finish'): void {
    const dial = this.#dials.get(connection);
    if (dial && side === 'dialler') {
      this.#settle(dial);
      dial.socket?.destroy();
      return;
    }
    const end = this.#ends.get(connection)?.[side];
    if (!end) return;
    if (how === 'end') {
      end.ended = true;
      end.socket.end();
      return;
    }
    this.#forget(end);
    if (how === 'reset' && !end.ended) return void end.socket.resetAndDestroy();
    if (!end.ended) end.socket.end();
    linger(end.socket);
  }

  pauseReading(connection: Connection, side: Side): void {
    const end = this.#ends.get(connection)?.[side];
    if (!end) return;
    end.paused = true;
    end.socket.pause();
  }

  resumeReading(connection: Connection, side: Side): void {
    const end = this.#ends.get(connection)?.[side];
    if (!end) return;
    end.paused = false;
    if (!this.#held) end.socket.resume();
  }

  /** Reads nothing from any socket until `release`. */
  hold(): void {
    this.#held = true;
    for (const end of this.#allEnds()) end.socket.pause();
  }

  release(): void {
    this.#held = false;
    for (const end of this.#allEnds()) if (!end.paused) end.socket.resume();
  }

  dispose(): void {
    this.#disposed = true;
    for (const dial of [...this.#dials.values()]) this.#settle(dial);
    for (const { server } of this.#listening) server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#ends.clear();
  }

  // what sockets tell

  #accepted(listening: Listening, socket: Socket): void {
    this.#watch(socket);
    const { remotePort } = socket;
    if (this.#disposed || remotePort === undefined) return void socket.destroy();
    const dial = listening.pairing.accept(socket, remotePort);
    if (dial) this.#pair(listening, dial, socket);
    this.#takeStrangers(listening);
  }

  #connected(dial: Dial, socket: Socket): void {
    if (this.#dials.get(dial.connection) !== dial) return;
    const listening = this.#listenerOf(dial);
    const port = socket.localPort;
    if (!listening || port === undefined) return this.#opened(dial, socket);
    const accepted = listening.pairing.connect(dial, port);
    if (accepted) this.#pair(listening, dial, accepted);
    this.#takeStrangers(listening);
  }

  #pair({ listener }: Listening, dial: Dial, accepted: Socket): void {
    const { connection, route, socket } = dial;
    if (!socket || !route?.addresses) return;
    const { local, remote } = route.addresses;
    const taken = this.#tell(connection, (events) => {
      events.accepted(connection, listener, { local: remote, remote: local });
      this.#attach(connection, 'acceptor', accepted);
    });
    if (!taken) accepted.destroy();
    this.#opened(dial, socket);
  }

  #opened(dial: Dial, socket: Socket): void {
    this.#dials.delete(dial.connection);
    clearTimeout(dial.timer);
    const addresses: Addresses = dial.route?.addresses ?? addressesOf(socket);
    const taken = this.#tell(dial.connection, (events) => {
      this.#attach(dial.connection, 'dialler', socket);
      events.opened(dial.connection, addresses);
    });
    if (!taken) socket.destroy();
  }

  #failed(dial: Dial, error: NetworkError): void {
    if (!this.#settle(dial)) return;
    this.#tell(dial.connection, (events) => events.failed(dial.connection, error));
  }

  #takeStrangers({ listener, pairing }: Listening): void {
    for (const socket of pairing.strangers()) {
      const addresses = this.#options.policy.foreign(listener, socket);
      const taken = this.#tell(null, (events) => {
        const connection = events.accepted(null, listener, addresses);
        this.#attach(connection, 'acceptor', socket);
      });
      if (!taken) socket.destroy();
    }
  }

  #attach(connection: Connection, side: Side, socket: Socket): void {
    const end: End = {
      connection,
      side,
      socket,
      paused: false,
      blocked: false,
      ended: false,
      peerEnded: false,
    };
    const ends = this.#ends.get(connection) ?? {};
    ends[side] = end;
    this.#ends.set(connection, ends);
    socket.on('data', (data: Buffer) => {
      const octets = new Uint8Array(data.buffer, data.byteOffset, data.length);
      this.#tellOf(end, (events) => events.received(connection, side, octets));
      octetsRead(octets.length);
    });
    socket.on('end', () => {
      end.peerEnded = true;
      this.#tellOf(end, (events) => events.closed(connection, side, 'end'));
    });
    socket.on('drain', () => {
      end.blocked = false;
      this.#tellOf(end, (events) => events.writable(connection, side));
    });
    socket.on('close', () => {
      const whole = end.ended && end.peerEnded;
      if (!whole) this.#tellOf(end, (events) => events.closed(connection, side, 'reset'));
      this.#forget(end);
    });
    if (this.#held) socket.pause();
    else socket.resume();
  }

  // bookkeeping

  #tellOf(end: End, tell: (events: NetworkEvents) => void): void {
    if (this.#ends.get(end.connection)?.[end.side] === end) this.#tell(end.connection, tell);
  }

  /** False when the handling threw. */
  #tell(connection: Connection | null, tell: (events: NetworkEvents) => void): boolean {
    if (this.#disposed) return true;
    let taken = true;
    try {
      tell(this.#options.events);
    } catch (error) {
      taken = false;
      this.#options.fault(error, connection);
    }
    this.#options.wake();
    return taken;
  }

  /** The dial is over; false when it was before. */
  #settle(dial: Dial): boolean {
    if (this.#dials.get(dial.connection) !== dial) return false;
    this.#dials.delete(dial.connection);
    clearTimeout(dial.timer);
    const listening = this.#listenerOf(dial);
    listening?.pairing.forget(dial);
    if (listening) this.#takeStrangers(listening);
    return true;
  }

  #listenerOf({ route }: Dial): Listening | undefined {
    return route?.to ? this.#listening.find(({ listener }) => listener === route.to) : undefined;
  }

  #forget({ connection, side }: End): void {
    const ends = this.#ends.get(connection);
    if (!ends) return;
    delete ends[side];
    if (!ends.dialler && !ends.acceptor) this.#ends.delete(connection);
  }

  #allEnds(): End[] {
    return [...this.#ends.values()].flatMap(({ dialler, acceptor }) =>
      [dialler, acceptor].filter((end) => end !== undefined),
    );
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // 'close' follows and is told
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** What is written to a socket while the engine works goes to the system at once afterwards, in one call. */
function gather(socket: Socket): void {
  socket.cork();
  process.nextTick(() => socket.uncork());
}

/** Lets a socket send what it has, then closes it. */
function linger(socket: Socket): void {
  socket.setTimeout(lingerMs, () => socket.destroy());
  socket.resume();
  socket.destroySoon();
}

const networkErrors: Readonly<Record<string, NetworkError>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  ETIMEDOUT: 'timed_out',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  EAI_FAIL: 'name_not_found',
  EAI_NODATA: 'name_not_found',
  EAI_NONAME: 'name_not_found',
};

const networkError = (error: NodeJS.ErrnoException): NetworkError =>
  networkErrors[error.code ?? ''] ?? 'unreachable';
