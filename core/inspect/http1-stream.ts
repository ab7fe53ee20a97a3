/**
 * HTTP/1.1 on a stream: heads, bodies by length or in chunks.
 *
 * What a body means is not known here; whoever makes the stream may take it.
 */

import type { HeaderField } from '../http/message.ts';
import { codeOf } from '../http1/errors.ts';
import { type Framing, requestFraming, responseFraming } from '../http1/framing.ts';
import type { Exchange } from './exchange.ts';
import { type Layer, markData, type Piece, Pieces, type UnitValue } from './pieces.ts';

/** Takes the octets of one body, in order. */
export interface Body {
  push(piece: Piece): void;
  end(): void;
}

/** Who takes a body; null: nobody. `status` is null for a request. */
export type BodyOf = (exchange: Exchange, status: number | null, depth: number) => Body | null;

const version = (text: string): '1.0' | '1.1' => (text === 'HTTP/1.0' ? '1.0' : '1.1');

/** `again`: something was read, there may be more; `wait`: octets are missing; `lost`: what follows cannot be read. */
type Progress = 'again' | 'wait' | 'lost';

/** One message after another. */
abstract class Messages implements Layer {
  readonly depth: number;
  readonly pieces = new Pieces();
  readonly #bodyOf: BodyOf;
  #body: BodyStream | null = null;
  #isLost = false;

  constructor(depth: number, bodyOf: BodyOf) {
    this.depth = depth;
    this.#bodyOf = bodyOf;
  }

  push(piece: Piece): void {
    if (this.#isLost) return;
    this.pieces.push(piece);
    for (let progress: Progress = 'again'; progress === 'again'; ) {
      if (this.pieces.isEmpty) return;
      progress = this.#body ? this.#body.read(this.pieces) : this.readHead();
      if (this.#body?.isComplete) this.#body = null;
      this.#isLost = progress === 'lost';
    }
  }

  /** Takes a head off the pieces and begins its body. */
  protected abstract readHead(): Progress;

  protected begin(exchange: Exchange, status: number | null, framing: () => Framing): Progress {
    try {
      const body = this.#bodyOf(exchange, status, this.depth) ?? plainBody(exchange, this.depth);
      this.#body = new BodyStream(framing(), body, exchange, this.depth);
      if (this.#body.isComplete) this.#body = null;
      return 'again';
    } catch (error) {
      if (codeOf(error) === null) throw error;
      return 'lost';
    }
  }
}

/** Says what a request is for, and may keep that for its response. */
export type OnRequest = (
  method: string,
  target: string,
  headers: readonly HeaderField[],
) => Exchange;

export class Http1Requests extends Messages {
  readonly #onRequest: OnRequest;

  constructor(depth: number, onRequest: OnRequest, bodyOf: BodyOf) {
    super(depth, bodyOf);
    this.#onRequest = onRequest;
  }

  protected override readHead(): Progress {
    const taken = this.pieces.takeUnit('http1:request_head', this.depth, (head) =>
      this.#onRequest(head.method, head.request_target, head.headers),
    );
    if (typeof taken === 'string') return taken === 'incomplete' ? 'wait' : 'lost';
    const { headers, http_version } = taken.value;
    return this.begin(taken.unit.exchange as Exchange, null, () =>
      requestFraming(headers, version(http_version)),
    );
  }
}

export class Http1Responses extends Messages {
  readonly #nextExchange: () => Exchange;

  /** `nextExchange` gives the request that the next final response answers. */
  constructor(depth: number, nextExchange: () => Exchange, bodyOf: BodyOf) {
    super(depth, bodyOf);
    this.#nextExchange = nextExchange;
  }

  protected override readHead(): Progress {
    const taken = this.pieces.takeUnit('http1:response_head', this.depth, ({ status_code }) =>
      // RFC 9110 §15.2: informational responses come before the one that answers
      status_code < 200 ? null : this.#nextExchange(),
    );
    if (typeof taken === 'string') return taken === 'incomplete' ? 'wait' : 'lost';
    const { exchange } = taken.unit;
    if (!exchange) return 'again';
    const { status_code, headers, http_version } = taken.value;
    return this.begin(exchange, status_code, () =>
      responseFraming(status_code, headers, exchange.method, version(http_version)),
    );
  }
}

const plainBody = (exchange: Exchange, depth: number): Body => ({
  push: (piece) => markData(piece, 'http1:body', depth, exchange),
  end: () => {},
});

/** One body, its framing taken off. */
class BodyStream {
  readonly #framing: Framing;
  readonly #body: Body;
  readonly #exchange: Exchange;
  readonly #depth: number;
  #expects: 'chunk_header' | 'data' | 'chunk_end' | 'trailers' = 'data';
  /** Of the body, or of the chunk that is being read. */
  #missing = Number.POSITIVE_INFINITY;
  isComplete = false;

  constructor(framing: Framing, body: Body, exchange: Exchange, depth: number) {
    this.#framing = framing;
    this.#body = body;
    this.#exchange = exchange;
    this.#depth = depth;
    if (framing.by === 'chunks') this.#expects = 'chunk_header';
    if (framing.by === 'length') this.#missing = framing.octets;
    if (framing.by === 'none' || this.#missing === 0) this.#end();
  }

  read(pieces: Pieces): Progress {
    if (this.#expects === 'data') return this.#data(pieces);
    const name = `http1:${this.#expects}` as const;
    const taken = pieces.takeUnit(name, this.#depth, this.#exchange);
    if (typeof taken === 'string') return taken === 'incomplete' ? 'wait' : 'lost';
    if (this.#expects === 'chunk_header') {
      this.#missing = (taken.value as UnitValue<'http1:chunk_header'>).chunk_size;
      this.#expects = this.#missing === 0 ? 'trailers' : 'data';
    } else if (this.#expects === 'chunk_end') this.#expects = 'chunk_header';
    else this.#end();
    return 'again';
  }

  #data(pieces: Pieces): Progress {
    for (const piece of pieces.take(this.#missing)) {
      this.#missing -= piece.length;
      this.#body.push(piece);
    }
    if (this.#missing > 0) return 'wait';
    if (this.#framing.by === 'chunks') this.#expects = 'chunk_end';
    else this.#end();
    return 'again';
  }

  #end(): void {
    this.isComplete = true;
    this.#body.end();
  }
}
