/**
 * Drives an engine from Node's event loop: it works while there is work, waits for the schedule's next time, and lets
 * the loop breathe between bounded portions.
 *
 * A watched run gives `work` one recorded step at a time, an unwatched one whole activations; the pump is the same.
 * While it is held nothing runs, whatever arrives.
 */
import type { Engine } from '../engine/engine.ts';

export interface PumpOptions {
  readonly engine: Engine;
  /** Does the next piece of work; false when nothing is left to do now. */
  readonly work: () => boolean;
  /** What stands still while the pump is held: a clock, a network. */
  readonly gate?: { hold(): void; release(): void };
  /** A portion is done: all work at hand, or as much as fits. */
  readonly rested?: () => void;
  /** `work` or `rested` has thrown; the pump goes on unless it is disposed. */
  readonly fault: (error: unknown) => void;
}

/** How long one portion may take, in ms. */
const portionMs = 8;
/** How much is done between two looks at the clock. */
const piecesPerLook = 64;
/** Node's longest timeout. */
const longestMs = 2 ** 31 - 1;

export class Pump {
  readonly #options: PumpOptions;
  #held = false;
  #running = false;
  #disposed = false;
  #next: NodeJS.Immediate | null = null;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  get held(): boolean {
    return this.#held;
  }

  /** There may be work. */
  wake(): void {
    if (!this.#next) this.#run();
  }

  /** Lets nothing run until `release`; also from inside `work`. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#stop();
    this.#options.gate?.hold();
  }

  /** Lets work go on, after the caller has returned. */
  release(): void {
    if (this.#disposed) return;
    if (this.#held) {
      this.#held = false;
      this.#options.gate?.release();
    }
    this.#soon();
  }

  /** No timer of the pump is left. */
  dispose(): void {
    this.#disposed = true;
    this.#stop();
  }

  #run(): void {
    if (this.#running || this.#held || this.#disposed) return;
    this.#running = true;
    const finished = this.#portion();
    try {
      this.#options.rested?.();
    } catch (error) {
      this.#options.fault(error);
    }
    this.#running = false;
    if (this.#held || this.#disposed) return;
    if (finished) this.#arm();
    else this.#soon();
  }

  /** False when it ended because of its length. */
  #portion(): boolean {
    const until = performance.now() + portionMs;
    for (let pieces = 1; !this.#held && !this.#disposed; pieces++) {
      try {
        if (!this.#options.work()) return true;
      } catch (error) {
        this.#options.fault(error);
      }
      if (pieces % piecesPerLook === 0 && performance.now() > until) return false;
    }
    return true;
  }

  #soon(): void {
    this.#next ??= setImmediate(() => {
      this.#next = null;
      this.#run();
    });
  }

  /** Waits for the schedule's next time. */
  #arm(): void {
    const { clock, schedule } = this.#options.engine;
    const at = schedule.next;
    if (at === this.#timer?.at) return;
    if (this.#timer) clearTimeout(this.#timer.handle);
    this.#timer = null;
    if (at === null) return;
    const delayMs = Math.min(longestMs, Math.max(0, Math.ceil(at - clock.now())));
    const handle = setTimeout(() => {
      this.#timer = null;
      this.wake();
    }, delayMs);
    this.#timer = { at, handle };
  }

  #stop(): void {
    if (this.#next) clearImmediate(this.#next);
    if (this.#timer) clearTimeout(this.#timer.handle);
    this.#next = null;
    this.#timer = null;
  }
}
