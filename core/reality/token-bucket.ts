/**
 * How fast strangers are passed their octets: the first `afterBytes` at once, all further ones from a bucket of tokens.
 *
 * XTLS/REALITY 9234c772, tls.go:RatelimitedConn: each read is paid for after it was made, and a bucket may go into debt.
 */

/** All in octets. */
export interface RateLimit {
  readonly afterBytes: number;
  /** 0: no limit. */
  readonly bytesPerSec: number;
  /** What the bucket holds, when it is more than a second's worth. */
  readonly burstBytesPerSec: number;
}

export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #free: number;
  #tokens: number;
  #at: number;

  /** A full bucket at the time `now`, in ms. */
  constructor({ afterBytes, bytesPerSec, burstBytesPerSec }: RateLimit, now: number) {
    this.#perMs = bytesPerSec / 1000;
    this.#capacity = Math.max(bytesPerSec, burstBytesPerSec);
    this.#free = afterBytes;
    this.#tokens = this.#capacity;
    this.#at = now;
  }

  /** Takes what one read of so many octets costs; gives the ms that it must wait. */
  take(octets: number, now: number): number {
    if (this.#free > 0) {
      this.#free -= octets;
      return 0;
    }
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    this.#tokens -= octets;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens / this.#perMs);
  }
}
