/**
 * Which accepted socket belongs to which dial of the run, at one listener. The dialler's local port tells.
 *
 * Either end may be first to know that the connection is there. So an accepted socket waits while a dial is out whose
 * port is not known yet, and a connected dial waits to be accepted.
 */
import type { Socket } from 'node:net';

export class Pairing<Dial> {
  /** Dials whose local port is not known yet. */
  readonly #dialling = new Set<Dial>();
  readonly #connected = new Map<number, Dial>();
  readonly #unclaimed = new Map<number, Socket>();

  begin(dial: Dial): void {
    this.#dialling.add(dial);
  }

  /** The dial is connected from this port; gives its accepted socket, if that has come. */
  connect(dial: Dial, port: number): Socket | null {
    this.#dialling.delete(dial);
    const socket = this.#unclaimed.get(port);
    if (!socket) this.#connected.set(port, dial);
    this.#unclaimed.delete(port);
    return socket ?? null;
  }

  /** A socket from this port is accepted; gives the dial it belongs to, if that is connected. */
  accept(socket: Socket, port: number): Dial | null {
    const dial = this.#connected.get(port);
    this.#connected.delete(port);
    if (dial !== undefined) return dial;
    this.#unclaimed.set(port, socket);
    socket.once('close', () => {
      if (this.#unclaimed.get(port) === socket) this.#unclaimed.delete(port);
    });
    return null;
  }

  /** The dial has failed, or was taken back. */
  forget(dial: Dial): void {
    this.#dialling.delete(dial);
    for (const [port, other] of this.#connected) if (other === dial) this.#connected.delete(port);
  }

  /** Sockets that no dial can belong to any more: they come from outside the run. Gives each once. */
  strangers(): readonly Socket[] {
    if (this.#dialling.size > 0) return [];
    const sockets = [...this.#unclaimed.values()];
    this.#unclaimed.clear();
    return sockets;
  }
}
