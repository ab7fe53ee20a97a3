/**
 * SOCKS5 on a connection: two or three messages from each side, then what is carried.
 */
import type { CodedUnit } from '../trace/units.ts';
import { type Layer, type Piece, Pieces } from './pieces.ts';
import { type Direction, Tunnelled } from './vless-stream.ts';

/** One direction. Which message comes next is told by the octet it begins with, or by the message before it. */
export class SocksStream implements Layer {
  readonly #direction: Direction;
  readonly #pieces = new Pieces();
  #last: CodedUnit | null = null;
  #inner: Layer | null = null;
  #isLost = false;
  /** Of the server's choice: whether the client is asked for a password. */
  #isPasswordAsked = false;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  push(piece: Piece): void {
    if (this.#isLost) return;
    if (this.#inner) return this.#inner.push(piece);
    this.#pieces.push(piece);
    while (!this.#pieces.isEmpty) {
      const name = this.#direction === 'uplink' ? this.#request() : this.#reply();
      if (!name) return this.#carry();
      const taken = this.#pieces.takeUnit(name, 0);
      if (taken === 'incomplete') return;
      if (taken === 'lost') {
        this.#isLost = true;
        return;
      }
      if (name === 'socks:method_reply') {
        this.#isPasswordAsked = (taken.value as { readonly method: number }).method === 2;
      }
      this.#last = name;
    }
  }

  #request(): CodedUnit | null {
    if (this.#last === null) return 'socks:method_selection';
    if (this.#last === 'socks:request') return null;
    const isCredentials = this.#pieces.front(1)[0] === 1;
    return isCredentials ? 'socks:credentials' : 'socks:request';
  }

  #reply(): CodedUnit | null {
    if (this.#last === null) return 'socks:method_reply';
    if (this.#last === 'socks:reply') return null;
    return this.#last === 'socks:method_reply' && this.#isPasswordAsked
      ? 'socks:credentials_reply'
      : 'socks:reply';
  }

  #carry(): void {
    this.#inner = new Tunnelled(this.#direction, 0);
    for (const rest of this.#pieces.drain()) this.#inner.push(rest);
  }
}
