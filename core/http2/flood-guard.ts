/**
 * How much a peer may ask for that leads nowhere: frames that carry nothing, and streams that are given up as soon as
 * they are begun.
 *
 * Each is paid for from a purse that fills with time. RFC 9113 §10.5: "An endpoint that doesn't monitor this behavior
 * exposes itself to a risk of denial of service"; the answer is ENHANCE_YOUR_CALM. The purses of frames and of resets
 * hold what Go lets queue (`maxQueuedControlFrames`) and what nghttp2 lets pass (1,000, and 33 a second) respectively.
 */
import { refused } from './errors.ts';

class Purse {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  /** In ms, on the run's clock. */
  #filled = 0;

  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** False when there is not enough left. */
  pay(now: number): boolean {
    const gained = ((now - this.#filled) * this.#perSecond) / 1_000;
    this.#left = Math.min(this.#most, this.#left + gained) - 1;
    this.#filled = now;
    return this.#left >= 0;
  }
}

export class FloodGuard {
  readonly #frames = new Purse(10_000, 1_000);
  readonly #resets = new Purse(1_000, 33);

  /** A frame has come that only costs: SETTINGS, PING, PRIORITY, a DATA or a fragment without octets. Throws ProtocolError. */
  idleFrame(now: number): void {
    if (!this.#frames.pay(now)) {
      throw refused('http2:frame_flood', 'Too many frames have come that carry nothing');
    }
  }

  /** A stream was reset, or had to be, before anything was answered on it. Throws ProtocolError. */
  earlyReset(now: number): void {
    if (!this.#resets.pay(now)) {
      throw refused('http2:reset_flood', 'Too many streams were reset before an answer');
    }
  }
}
