/**
 * One direction of a stranger's tunnel: what comes in on one port goes out on the other, octet for octet, with its end, at
 * the pace of the slower side and of a limit where there is one.
 *
 * XTLS/REALITY 9234c772, tls.go:Server and :RatelimitedConn. Nothing times out, as there.
 */
import {
  close,
  type Doing,
  type Port,
  pauseReading,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { type RateLimit, TokenBucket } from './token-bucket.ts';

/** Reading of a port, which several may hold up at a time. */
export class Gate {
  readonly #port: Port<Uint8Array>;
  readonly #holds = new Set<string>();

  constructor(port: Port<Uint8Array>) {
    this.#port = port;
  }

  *hold(reason: string): Doing {
    if (this.#holds.size === 0) yield* pauseReading(this.#port);
    this.#holds.add(reason);
  }

  *release(reason: string): Doing {
    if (this.#holds.delete(reason) && this.#holds.size === 0) yield* resumeReading(this.#port);
  }
}

/** What Go's `io.Copy` reads at once, in octets. */
const readOctets = 32_768;

export class Forwarding {
  /** Of the direction: `uplink` or `downlink`. */
  readonly timer: string;
  readonly #sink: Port<Uint8Array>;
  readonly #gate: Gate;
  readonly #passesEnd: boolean;
  readonly #bucket: TokenBucket | null;
  /** Reads that wait for the limit; of the first the price is paid. */
  readonly #waiting: Uint8Array[] = [];
  #sourceEnded = false;
  #done = false;

  /** `gate`: of the port that the octets come from. */
  constructor(options: {
    readonly name: 'uplink' | 'downlink';
    readonly gate: Gate;
    readonly sink: Port<Uint8Array>;
    /** Whether the end of the source becomes an end towards the sink. */
    readonly passesEnd: boolean;
    readonly limit: RateLimit | null;
    readonly now: number;
  }) {
    this.timer = options.name;
    this.#gate = options.gate;
    this.#sink = options.sink;
    this.#passesEnd = options.passesEnd;
    const { limit, now } = options;
    this.#bucket = limit?.bytesPerSec ? new TokenBucket(limit, now) : null;
  }

  /** Whether the end has come and been passed on, after all octets. */
  get done(): boolean {
    return this.#done;
  }

  *take(octets: Uint8Array, now: number): Doing {
    if (!this.#bucket) return yield* send(this.#sink, octets);
    const isIdle = this.#waiting.length === 0;
    for (let at = 0; at < octets.length; at += readOctets) {
      this.#waiting.push(octets.subarray(at, at + readOctets));
    }
    if (isIdle) yield* this.#pay(this.#bucket, now);
  }

  *end(): Doing {
    this.#sourceEnded = true;
    if (this.#waiting.length === 0) yield* this.#finish();
  }

  /** The timer of this direction has fired. */
  *fired(now: number): Doing {
    const paid = this.#waiting.shift();
    if (paid) yield* send(this.#sink, paid);
    if (this.#bucket) yield* this.#pay(this.#bucket, now);
  }

  *#pay(bucket: TokenBucket, now: number): Doing {
    for (let read = this.#waiting[0]; read; read = this.#waiting[0]) {
      const delayMs = bucket.take(read.length, now);
      if (delayMs > 0) {
        yield* this.#gate.hold('limit');
        return yield* setTimer(this.timer, delayMs);
      }
      this.#waiting.shift();
      yield* send(this.#sink, read);
    }
    yield* this.#gate.release('limit');
    if (this.#sourceEnded) yield* this.#finish();
  }

  *#finish(): Doing {
    this.#done = true;
    if (this.#passesEnd) yield* close(this.#sink, 'end');
  }
}
