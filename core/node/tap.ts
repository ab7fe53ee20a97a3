/**
 * A tap between two programs: a port of this computer that passes every connection on, octet by octet, and tells what
 * has passed and when.
 *
 * Half-closes and resets are passed on as such. What passes may be delayed by the time that the wire between two hosts
 * takes; the handshake of TCP cannot be, for the system answers it.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { otherSide, type Side } from '../trace/step.ts';

export interface TapOptions {
  /** Where connections are passed on to, on this computer. */
  readonly to: () => number;
  /** One way, in ms. */
  readonly delayMs: number;
  readonly events: TapEvents;
}

/** One connection through a tap. Ports are those of this computer. */
export interface Tapping {
  /** From which it was dialled. */
  readonly from: number;
  /** From which it was passed on; 0 until it is. */
  passedFrom: number;
}

export interface TapEvents {
  dialled(connection: Tapping): void;
  /** It has been passed on; `passedFrom` is known. */
  passed(connection: Tapping): void;
  /** `seen` at the end that does it, later `passed` to the other one. Octets are the caller's to keep. */
  sent(connection: Tapping, side: Side, octets: Uint8Array, where: 'seen' | 'passed'): void;
  ended(connection: Tapping, side: Side, how: 'end' | 'reset', where: 'seen' | 'passed'): void;
}

export class Tap {
  readonly #options: TapOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor(options: TapOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (dialler) =>
      this.#pass(dialler),
    );
  }

  /** Where to dial, once it listens. */
  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends everything at once, without telling anybody. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
    }
  }

  #pass(dialler: Socket): void {
    const { events, to, delayMs } = this.#options;
    const connection: Tapping = { from: dialler.remotePort ?? 0, passedFrom: 0 };
    events.dialled(connection);
    const acceptor = connect({ port: to(), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    acceptor.once('connect', () => {
      connection.passedFrom = acceptor.localPort ?? 0;
      events.passed(connection);
    });
    const sockets: Record<Side, Socket> = { dialler, acceptor };
    for (const side of ['dialler', 'acceptor'] as const) {
      const socket = sockets[side];
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      relay(connection, side, socket, sockets[otherSide(side)], delayMs, events);
    }
  }
}

/** One direction. */
function relay(
  connection: Tapping,
  side: Side,
  from: Socket,
  to: Socket,
  delayMs: number,
  events: TapEvents,
): void {
  let ended = false;
  // timers of one length fire in the order in which they were set
  const later = (work: () => void) => {
    if (delayMs > 0) setTimeout(work, delayMs);
    else work();
  };
  from.on('data', (octets: Uint8Array) => {
    events.sent(connection, side, octets, 'seen');
    later(() => {
      if (!to.writable) return;
      events.sent(connection, side, octets, 'passed');
      if (to.write(octets)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
  });
  const end = (how: 'end' | 'reset') => {
    if (ended) return;
    ended = true;
    events.ended(connection, side, how, 'seen');
    later(() => {
      if (to.destroyed) return;
      events.ended(connection, side, how, 'passed');
      if (how === 'end') to.end();
      else to.resetAndDestroy();
    });
  };
  from.once('end', () => end('end'));
  from.on('error', () => {
    // its own end may have come before: whoever closes with octets unread resets afterwards
    if (!to.destroyed) {
      ended = false;
      end('reset');
    }
  });
}
