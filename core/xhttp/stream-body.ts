/**
 * The uplink as the body of one request that goes on as long as the proxied connection (stream-up, stream-one).
 *
 * splithttp/dialer.go:Dial of Xray (v26.7.28), where a pipe without a buffer joins the two: what is written goes out as
 * it comes, and its end is the end of the body. When nobody takes the body any more, the next write fails.
 */
import type { HttpPart } from '../http/message.ts';
import { type Doing, type Port, pauseReading, resumeReading, send } from '../sansio/machine.ts';

type State =
  /** The request is not out. */
  | { readonly name: 'WAITING'; readonly early: readonly Uint8Array[]; readonly isLast: boolean }
  | { readonly name: 'OPEN'; readonly exchange: Port<HttpPart> }
  | { readonly name: 'ENDED' }
  | { readonly name: 'BROKEN' };

export class StreamBody {
  /** Where the uplink comes from. */
  readonly #conn: Port<Uint8Array>;
  #state: State = { name: 'WAITING', early: [], isLast: false };
  #isPausing = false;

  constructor(conn: Port<Uint8Array>) {
    this.#conn = conn;
  }

  /** Whether it has ended, so that nothing is lost with its request. */
  get isWhole(): boolean {
    return this.#state.name === 'ENDED';
  }

  /** The head of its request is out. */
  *begin(exchange: Port<HttpPart>): Doing {
    if (this.#state.name !== 'WAITING') return;
    const { early, isLast } = this.#state;
    this.#state = { name: 'OPEN', exchange };
    for (const octets of early) yield* this.write(octets);
    if (isLast) yield* this.end();
    yield* this.hold(false);
  }

  /** False when nobody takes it. */
  *write(data: Uint8Array): Doing<boolean> {
    const state = this.#state;
    if (state.name === 'WAITING') {
      this.#state = { ...state, early: [...state.early, data] };
      yield* this.hold(true);
    } else if (state.name === 'OPEN') yield* send<HttpPart>(state.exchange, { part: 'body', data });
    return state.name !== 'BROKEN';
  }

  *end(): Doing {
    const state = this.#state;
    if (state.name === 'WAITING') this.#state = { ...state, isLast: true };
    if (state.name !== 'OPEN') return;
    this.#state = { name: 'ENDED' };
    yield* send<HttpPart>(state.exchange, { part: 'end' });
  }

  /** Stops whoever writes, or lets him go on. */
  *hold(isHeld: boolean): Doing {
    const { name } = this.#state;
    const isOver = name === 'ENDED' || name === 'BROKEN';
    if (this.#isPausing === isHeld || (isHeld && isOver)) return;
    this.#isPausing = isHeld;
    yield* isHeld ? pauseReading(this.#conn) : resumeReading(this.#conn);
  }

  /** Its request is gone. */
  *fail(): Doing {
    if (this.#state.name === 'ENDED') return;
    this.#state = { name: 'BROKEN' };
    yield* this.hold(false);
  }
}
