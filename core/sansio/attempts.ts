/**
 * Repeated dials as Xray repeats them: five, with pauses that grow by a step.
 *
 * Xray v26.7.28, common/retry:ExponentialBackoff(5, step). The first pause is none, and there is one after the last
 * failure too, before the failure is told.
 */
import type { NetworkError } from './machine.ts';

const most = 5;

export class Attempts {
  readonly #stepMs: number;
  readonly #errors: NetworkError[] = [];
  #failures = 0;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** Whether all attempts have failed. */
  get exhausted(): boolean {
    return this.#failures >= most;
  }

  /** Why they failed, without an error that equals the one before it. */
  get errors(): readonly NetworkError[] {
    return this.#errors;
  }

  /** Enters a failure; gives the pause after it in ms. */
  failed(error: NetworkError): number {
    if (this.#errors.at(-1) !== error) this.#errors.push(error);
    return this.#stepMs * this.#failures++;
  }
}
