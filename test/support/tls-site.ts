/**
 * A TLS 1.3 site on loopback for REALITY to hide behind: Node's own TLS. What becomes of clear text on a TLS port is
 * every server's own choice: this one closes, or answers as nginx and Go do.
 */
import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { createServer, type Server } from 'node:tls';
import type { PemIdentity } from './pem.ts';

export type ClearText = 'closes' | 'answers 400';

const answer = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
/** The first octet of a TLS record with a handshake message. */
const handshake = 22;

export class TlsSite {
  readonly #tls: Server;
  /** In front of the TLS server where clear text is answered. */
  readonly #front: TcpServer | null;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(identity: PemIdentity, clearText: ClearText = 'closes') {
    this.#tls = createServer(
      { ...identity, minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'] },
      (socket) => {
        socket.on('error', () => {});
        socket.resume();
      },
    );
    this.#tls.on('tlsClientError', () => {});
    this.#tls.on('connection', (socket) => this.#keep(socket));
    this.#front = clearText === 'closes' ? null : createTcpServer((socket) => this.#sort(socket));
  }

  async listen(): Promise<this> {
    for (const server of [this.#tls, this.#front]) {
      if (!server) continue;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      this.port = (server.address() as AddressInfo).port;
    }
    return this;
  }

  close(): void {
    this.#tls.close();
    this.#front?.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #sort(socket: Socket): void {
    this.#keep(socket);
    socket.once('data', (first: Buffer) => {
      if (first[0] !== handshake) return void socket.end(answer);
      const inner = connect((this.#tls.address() as AddressInfo).port, '127.0.0.1');
      this.#keep(inner);
      inner.write(first);
      socket.pipe(inner).pipe(socket);
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
  }
}
