/**
 * Flow-control windows (RFC 9113 §5.2, §6.9): how many octets of DATA may still be sent one way, on a stream or on the
 * whole connection.
 */

const maxWindow = 2 ** 31 - 1;

/** What the peer lets this end send. */
export class SendWindow {
  #available: number;

  constructor(octets: number) {
    this.#available = octets;
  }

  /** In octets; below zero after the peer has made all windows smaller (§6.9.2). */
  get available(): number {
    return this.#available;
  }

  take(octets: number): void {
    this.#available -= octets;
  }

  /** By a WINDOW_UPDATE, or by a new INITIAL_WINDOW_SIZE, which may make it smaller. False beyond 2^31-1 octets. */
  change(octets: number): boolean {
    this.#available += octets;
    return this.#available <= maxWindow;
  }
}

/**
 * What this end lets the peer send. It is widened again by what has been taken, in steps: Go tells the peer from 4 KiB
 * on, this from an eighth of the window, because each step is a frame to send and one to read.
 */
export class ReceiveWindow {
  readonly #stepOctets: number;
  /** What the peer may still send, as it knows it. */
  #available: number;
  /** What has been taken and the peer does not know of yet. */
  #untold = 0;

  constructor(octets: number) {
    this.#available = octets;
    this.#stepOctets = Math.min(octets / 8, mostStepOctets);
  }

  get available(): number {
    return this.#available;
  }

  /** False when the peer has sent more than it may. */
  receive(octets: number): boolean {
    if (octets > this.#available) return false;
    this.#available -= octets;
    return true;
  }

  /** Octets that were received are taken; gives by how many to widen the window now, or 0 for later. */
  release(octets: number): number {
    this.#untold += octets;
    if (this.#untold < this.#stepOctets && this.#untold < this.#available) return 0;
    const increment = this.#untold;
    this.#untold = 0;
    this.#available += increment;
    return increment;
  }
}

const mostStepOctets = 524_288;
