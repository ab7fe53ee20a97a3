/**
 * An outbound before its connection is there: it dials, up to five times, holds the inner side back, and keeps what that
 * has said all the same.
 */
import { Attempts } from './attempts.ts';
import {
  type Addresses,
  type Doing,
  from,
  type Input,
  type NetworkError,
  open,
  type Port,
  pauseReading,
  setTimer,
  type Target,
} from './machine.ts';

/** What has become of it: `abandoned` when the inner side gave up first. */
export type Dialled = 'waiting' | 'opened' | 'failed' | 'abandoned';

const timer = 'retry';

export class Dialling {
  readonly #inner: Port<Uint8Array>;
  readonly #outer: Port<Uint8Array>;
  readonly #target: Target;
  readonly #attempts: Attempts;
  readonly #early: Uint8Array[] = [];
  #addresses: Addresses | null = null;
  #innerEnded = false;

  /** `retryStepMs`: see `Attempts`. */
  constructor(
    inner: Port<Uint8Array>,
    outer: Port<Uint8Array>,
    target: Target,
    retryStepMs: number,
  ) {
    this.#inner = inner;
    this.#outer = outer;
    this.#target = target;
    this.#attempts = new Attempts(retryStepMs);
  }

  /** Of the connection, once it is opened. */
  get addresses(): Addresses | null {
    return this.#addresses;
  }

  /** Whether the inner side has told its end. */
  get innerEnded(): boolean {
    return this.#innerEnded;
  }

  /** Why the attempts failed, without an error that equals the one before it. */
  get errors(): readonly NetworkError[] {
    return this.#attempts.errors;
  }

  /** Hands over what the inner side has said; a second time there is nothing. */
  takeEarly(): readonly Uint8Array[] {
    return this.#early.splice(0);
  }

  *start(): Doing {
    yield* pauseReading(this.#inner);
    yield* open(this.#outer, this.#target);
  }

  *handle(input: Input): Doing<Dialled> {
    if (from(input, this.#inner)) this.#early.push(input.value);
    else if (input.type === 'opened') {
      this.#addresses = input.addresses;
      return 'opened';
    } else if (input.type === 'timer_fired') {
      if (this.#attempts.exhausted) return 'failed';
      yield* open(this.#outer, this.#target);
    } else if (input.type === 'closed') {
      if (input.port === this.#outer.name) yield* this.#failed(input.error ?? 'connection_reset');
      else if (input.how === 'end') this.#innerEnded = true;
      else return 'abandoned';
    }
    return 'waiting';
  }

  *#failed(error: NetworkError): Doing {
    const pauseMs = this.#attempts.failed(error);
    if (pauseMs === 0) yield* open(this.#outer, this.#target);
    else yield* setTimer(timer, pauseMs);
  }
}
