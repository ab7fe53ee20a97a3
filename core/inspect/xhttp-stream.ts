/**
 * What XHTTP carries in the bodies of its requests and responses.
 *
 * The uplink of a session is put together of its packets by number, on whatever connections they come, or is the body of
 * one request; the downlink is the body of the answer to its GET, or to that one request.
 */
import { bringsDownlink, type Exchange } from './exchange.ts';
import type { Body } from './http1-stream.ts';
import { type Layer, markData, type Piece } from './pieces.ts';
import { VlessStream } from './vless-stream.ts';

/** The uplinks of all sessions as they are seen on connections of one kind. */
export class Uplinks {
  readonly #sessions = new Map<string, Uplink>();

  /** Who takes the body of a request; null for one that carries no uplink. */
  body(exchange: Exchange, depth: number): Body | null {
    const { xhttp } = exchange;
    if (xhttp?.role === 'packet') return this.#packet(exchange, xhttp.session, xhttp.seq, depth);
    if (xhttp?.role !== 'uplink' && xhttp?.role !== 'both') return null;
    return streamed(
      'xhttp:uplink',
      new VlessStream('uplink', depth + 1, exchange),
      exchange,
      depth,
    );
  }

  #packet(exchange: Exchange, session: string, seq: number, depth: number): Body {
    let uplink = this.#sessions.get(session);
    if (!uplink) {
      uplink = new Uplink(new VlessStream('uplink', depth + 1, exchange));
      this.#sessions.set(session, uplink);
    }
    const inner = uplink.packet(seq);
    return {
      push(piece) {
        markData(piece, 'xhttp:packet', depth, exchange);
        inner.push(piece);
      },
      end: () => inner.end(),
    };
  }
}

/** Packets in the order of their numbers. */
class Uplink {
  readonly #stream: Layer;
  #expected = 0;
  readonly #waiting = new Map<number, { readonly pieces: Piece[]; isComplete: boolean }>();

  constructor(stream: Layer) {
    this.#stream = stream;
  }

  packet(seq: number): Body {
    const packet = { pieces: [] as Piece[], isComplete: false };
    if (seq >= this.#expected && !this.#waiting.has(seq)) this.#waiting.set(seq, packet);
    return {
      push: (piece) => {
        packet.pieces.push(piece);
        this.#release();
      },
      end: () => {
        packet.isComplete = true;
        this.#release();
      },
    };
  }

  #release(): void {
    for (;;) {
      const next = this.#waiting.get(this.#expected);
      if (!next) return;
      for (const piece of next.pieces.splice(0)) this.#stream.push(piece);
      if (!next.isComplete) return;
      this.#waiting.delete(this.#expected++);
    }
  }
}

/** Who takes the body of a response; null for one that is no downlink. */
export function downlinkBody(
  exchange: Exchange,
  status: number | null,
  depth: number,
): Body | null {
  if (!bringsDownlink(exchange) || status !== 200) return null;
  const stream = new VlessStream('downlink', depth + 1, exchange);
  return streamed('xhttp:downlink', stream, exchange, depth);
}

const streamed = (
  name: 'xhttp:uplink' | 'xhttp:downlink',
  stream: Layer,
  exchange: Exchange,
  depth: number,
): Body => ({
  push(piece) {
    markData(piece, name, depth, exchange);
    stream.push(piece);
  },
  end: () => {},
});
