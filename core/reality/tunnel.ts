/**
 * The tunnel between a stranger and the target: whoever is not known gets the target's own octets, ends and pace, and
 * nothing else.
 *
 * XTLS/REALITY 9234c772, tls.go:Server. Its two directions begin at different times: towards the client with the target's first
 * octets, towards the target once the ClientHello is known to be none of ours. What differs from a wire, there and here: a
 * reset of either side reaches the other as an end.
 */
import { type Doing, type Port, send } from '../sansio/machine.ts';
import { Forwarding, type Gate } from './forwarding.ts';
import { readOctets } from './target-flight.ts';
import type { RateLimit } from './token-bucket.ts';

export interface TunnelOptions {
  readonly outer: Port<Uint8Array>;
  readonly target: Port<Uint8Array>;
  /** Of what is read from each. */
  readonly gates: { readonly outer: Gate; readonly target: Gate };
  readonly limits: { readonly uplink: RateLimit | null; readonly downlink: RateLimit | null };
}

export class Tunnel {
  readonly #options: TunnelOptions;
  #uplink: Forwarding | null = null;
  #downlink: Forwarding | null = null;
  #isTargetGone = false;
  #isOver = false;

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  /** Whether the target has said anything, which is passed on. */
  get hasDownlink(): boolean {
    return this.#downlink !== null;
  }

  get hasUplink(): boolean {
    return this.#uplink !== null;
  }

  /** Whether the target has reset its connection. */
  get isTargetGone(): boolean {
    return this.#isTargetGone;
  }

  /** Whether nothing more can be carried; what is left of both connections is to be closed. */
  get isOver(): boolean {
    return this.#isOver || !!(this.#uplink?.done && this.#downlink?.done);
  }

  /** From now on the client's octets go to the target. `passesEnd`: and its end. */
  startUplink(passesEnd: boolean, now: number): void {
    const { target, gates, limits } = this.#options;
    this.#uplink = new Forwarding({
      name: 'uplink',
      gate: gates.outer,
      sink: target,
      passesEnd,
      limit: limits.uplink,
      now,
    });
  }

  *fromClient(octets: Uint8Array, now: number): Doing {
    if (this.#isTargetGone) this.#isOver = true;
    else yield* (this.#uplink as Forwarding).take(octets, now);
  }

  /** The first read is not limited. */
  *fromTarget(octets: Uint8Array, now: number): Doing {
    if (this.#downlink) return yield* this.#downlink.take(octets, now);
    yield* this.startDownlink(octets.subarray(0, readOctets), now);
    if (octets.length > readOctets) yield* this.fromTarget(octets.subarray(readOctets), now);
  }

  /** Sends what has been read of the target; from now on its octets go to the client. */
  *startDownlink(first: Uint8Array, now: number): Doing {
    const { outer, gates, limits } = this.#options;
    yield* send(outer, first);
    this.#downlink = new Forwarding({
      name: 'downlink',
      gate: gates.target,
      sink: outer,
      passesEnd: true,
      limit: limits.downlink,
      now,
    });
  }

  /** A client that ends before its hello is there ends everything, as does a reset. */
  *clientClosed(how: 'end' | 'reset' | 'failed'): Doing {
    if (how !== 'end' || !this.#uplink || this.#isTargetGone) this.#isOver = true;
    else yield* this.#uplink.end();
  }

  /** A target that has said nothing ends everything. */
  *targetClosed(how: 'end' | 'reset' | 'failed'): Doing {
    if (!this.#downlink) this.#isOver = true;
    else {
      this.#isTargetGone = how !== 'end';
      yield* this.#downlink.end();
    }
  }

  *fired(timer: string, now: number): Doing {
    const forwarding = timer === 'uplink' ? this.#uplink : this.#downlink;
    if (timer === 'uplink' && this.#isTargetGone) this.#isOver = true;
    else yield* forwarding?.fired(now) ?? [];
  }
}
