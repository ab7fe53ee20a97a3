/** Where the engine's time comes from. Times are ms since the run began. */
export interface Clock {
  now(): number;
  /** Whether `advance` may be asked to move time on when nothing else is left to do. */
  readonly virtual: boolean;
  /** Virtual clocks only: sets the time, which never goes back. */
  advance(to: number): void;
}

/** A clock that stands still until the engine has nothing left to do at this time. */
export class VirtualClock implements Clock {
  readonly virtual = true;
  #now = 0;
  now(): number {
    return this.#now;
  }
  advance(to: number): void {
    if (to > this.#now) this.#now = to;
  }
}
