/** The timers of a machine that serves many: each knows what to do when it fires. */
import { cancelTimer, type Doing, setTimer } from '../sansio/machine.ts';

export class Timers {
  readonly #pending = new Map<string, (now: number) => Doing>();

  /** Sets or re-sets the timer of this name. */
  *set(name: string, delayMs: number, onFired: (now: number) => Doing): Doing {
    this.#pending.set(name, onFired);
    yield* setTimer(name, delayMs);
  }

  *cancel(name: string): Doing {
    if (this.#pending.delete(name)) yield* cancelTimer(name);
  }

  *fired(name: string, now: number): Doing {
    const onFired = this.#pending.get(name);
    this.#pending.delete(name);
    if (onFired) yield* onFired(now);
  }
}
