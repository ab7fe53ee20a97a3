/**
 * VLESS on a stream: a header once, then what is carried; and in that, HTTP/1.1, when it looks like it.
 */
import { type Exchange, plainExchange } from './exchange.ts';
import { Http1Requests, Http1Responses } from './http1-stream.ts';
import { type Layer, markData, type Piece, Pieces } from './pieces.ts';

export type Direction = 'uplink' | 'downlink';

const headers = { uplink: 'vless:request', downlink: 'vless:response' } as const;

/** One direction of a proxied connection, its header in front. */
export class VlessStream implements Layer {
  readonly #direction: Direction;
  readonly #depth: number;
  readonly #exchange: Exchange | null;
  readonly #pieces = new Pieces();
  #inner: Layer | null = null;
  #isLost = false;

  /** `exchange`: of the HTTP message in whose body the header stands, if it stands in one. */
  constructor(direction: Direction, depth: number, exchange: Exchange | null) {
    this.#direction = direction;
    this.#depth = depth;
    this.#exchange = exchange;
  }

  push(piece: Piece): void {
    if (this.#isLost) return;
    if (this.#inner) return this.#inner.push(piece);
    this.#pieces.push(piece);
    const taken = this.#pieces.takeUnit(headers[this.#direction], this.#depth, this.#exchange);
    if (taken === 'lost') this.#isLost = true;
    if (typeof taken === 'string') return;
    this.#inner = new Tunnelled(this.#direction, this.#depth);
    for (const rest of this.#pieces.drain()) this.#inner.push(rest);
  }
}

/** How many octets tell whether a stream is HTTP: the longest method and a space, or `HTTP/1.1`. */
const telling = 8;
const looksLike: Readonly<Record<Direction, { readonly whole: RegExp; readonly part: RegExp }>> = {
  uplink: { whole: /^[A-Z]{3,7} /, part: /^[A-Z]{0,7}$/ },
  downlink: { whole: /^HTTP\/1\./, part: /^(H(T(T(P(\/(1)?)?)?)?)?)?$/ },
};

/** What is carried: marked as such, and looked into as far as it is HTTP/1.1. */
export class Tunnelled implements Layer {
  readonly #direction: Direction;
  readonly #depth: number;
  readonly #pieces = new Pieces();
  #inner: Layer | 'unknown' | null = null;

  constructor(direction: Direction, depth: number) {
    this.#direction = direction;
    this.#depth = depth;
  }

  push(piece: Piece): void {
    markData(piece, 'tunnelled', this.#depth);
    if (this.#inner === 'unknown') return;
    if (this.#inner) return this.#inner.push(piece);
    this.#pieces.push(piece);
    const text = String.fromCharCode(...this.#pieces.front(telling));
    const { whole, part } = looksLike[this.#direction];
    if (whole.test(text)) {
      this.#inner = this.#http();
      for (const early of this.#pieces.drain()) this.#inner.push(early);
    } else if (!part.test(text) || piece.octets === null) {
      this.#inner = 'unknown';
      this.#pieces.drain();
    }
  }

  #http(): Layer {
    const depth = this.#depth + 1;
    const nobody = () => null;
    if (this.#direction === 'uplink') return new Http1Requests(depth, plainExchange, nobody);
    // the requests are elsewhere: an answer to HEAD is read wrongly
    return new Http1Responses(depth, () => plainExchange('GET', ''), nobody);
  }
}
