/** Real time for the engine, from 0 at the run's beginning; it stands still while the run is held. */
import type { Clock } from '../engine/clock.ts';

export class WallClock implements Clock {
  readonly virtual = false;
  #elapsed = 0;
  #goingSince: number | null = performance.now();

  /** In ms, to the microsecond. */
  now(): number {
    const going = this.#goingSince === null ? 0 : performance.now() - this.#goingSince;
    return Math.round((this.#elapsed + going) * 1000) / 1000;
  }

  /** Does nothing: real time passes by itself. */
  advance(): void {}

  pause(): void {
    if (this.#goingSince === null) return;
    this.#elapsed += performance.now() - this.#goingSince;
    this.#goingSince = null;
  }

  resume(): void {
    this.#goingSince ??= performance.now();
  }
}
