/** Raw TCP ends for tests: what they have got, octet for octet, and how it ended. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class Peer {
  readonly socket: Socket;
  readonly #pieces: Buffer[] = [];
  /** `end`: a FIN; `reset`: an RST. */
  ended: 'end' | 'reset' | null = null;
  #woken: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (octets: Buffer) => {
      this.#pieces.push(octets);
      this.#wake();
    });
    socket.on('end', () => this.#end('end'));
    socket.on('error', () => this.#end('reset'));
  }

  static async dial(port: number): Promise<Peer> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const peer = new Peer(socket);
    await once(socket, 'connect');
    return peer;
  }

  get octets(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  send(octets: Uint8Array | string): this {
    this.socket.write(octets);
    return this;
  }

  end(): this {
    this.socket.end();
    return this;
  }

  reset(): this {
    this.socket.resetAndDestroy();
    return this;
  }

  /** Passes on to another all that it gets, and its end; and the other way round. */
  join(other: Peer): void {
    for (const [from, to] of [
      [this, other],
      [other, this],
    ] as const) {
      if (from.octets.length) to.send(from.octets);
      from.socket.on('data', (octets) => to.send(octets));
      if (from.ended) to.end();
      else from.socket.once('end', () => to.end());
    }
  }

  /** Resolves with all octets so far when there are at least so many. */
  async got(count: number): Promise<Buffer> {
    while (this.octets.length < count) {
      if (this.ended)
        throw new Error(`It ended (${this.ended}) after ${this.octets.length} octets`);
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
    return this.octets;
  }

  /** Resolves with how it ended when it has. */
  async closed(): Promise<'end' | 'reset'> {
    while (!this.ended) await new Promise<void>((resolve) => this.#woken.push(resolve));
    return this.ended;
  }

  #end(how: 'end' | 'reset'): void {
    if (this.ended !== 'reset') this.ended = how;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#woken.splice(0)) wake();
  }
}

/** Takes connections one by one. */
export class Acceptor {
  readonly #server: Server;
  readonly #accepted: Peer[] = [];
  #waiting: ((peer: Peer) => void)[] = [];
  /** How many have come. */
  count = 0;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.count++;
      const peer = new Peer(socket);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(peer);
      else this.#accepted.push(peer);
    });
  }

  static async listen(): Promise<Acceptor> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const acceptor = new Acceptor(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return acceptor;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async next(): Promise<Peer> {
    return this.#accepted.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#server.close();
  }
}
