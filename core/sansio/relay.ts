/**
 * Two octet ports joined: what comes in on one goes out on the other, with ends, back-pressure and inactivity.
 *
 * Xray's policy (spec: config.md §7; Xray `common/signal:CancelAfterInactivity`): a connection without octets for
 * `connIdle` ends; once one direction has ended, the other has `uplinkOnly` or `downlinkOnly`. Inactivity is looked
 * at once a period, so an end comes after one to two periods. A half-close goes on to the other side.
 */
import {
  cancelTimer,
  close,
  type Doing,
  type Input,
  type Port,
  pauseReading,
  resumeReading,
  send,
  setTimer,
} from './machine.ts';

export interface RelayTimeouts {
  readonly idleMs: number;
  /** After one direction has ended. */
  readonly halfClosedMs: number;
}

/** Xray's policy defaults. */
export const defaultTimeouts: RelayTimeouts = { idleMs: 300_000, halfClosedMs: 1_000 };

const timer = 'inactivity';

export class Relay {
  readonly #ports: readonly [Port<Uint8Array>, Port<Uint8Array>];
  readonly #timeouts: RelayTimeouts;
  /** Whether the side behind the port has ended. */
  readonly #ended: [boolean, boolean] = [false, false];
  #active = false;
  #done = false;
  #period = 0;

  constructor(
    outer: Port<Uint8Array>,
    inner: Port<Uint8Array>,
    timeouts: RelayTimeouts = defaultTimeouts,
  ) {
    this.#ports = [outer, inner];
    this.#timeouts = timeouts;
  }

  /** Both directions have ended, or the relay gave up; its machine is finished. */
  get done(): boolean {
    return this.#done;
  }

  *start(): Doing {
    this.#period = this.#timeouts.idleMs;
    yield* setTimer(timer, this.#period);
  }

  /** Handles any input of the two ports and of the relay's timer; other inputs change nothing. */
  *handle(input: Input): Doing {
    if (this.#done) return;
    if (input.type === 'timer_fired') {
      if (input.timer === timer) yield* this.#inspect();
      return;
    }
    if (!('port' in input)) return;
    const side =
      input.port === this.#ports[0].name ? 0 : input.port === this.#ports[1].name ? 1 : -1;
    if (side < 0) return;
    const other = this.#ports[1 - side] as Port<Uint8Array>;
    switch (input.type) {
      case 'received':
        this.#active = true;
        return yield* send(other, input.value as Uint8Array);
      case 'blocked':
        return yield* pauseReading(other);
      case 'writable':
        return yield* resumeReading(other);
      case 'closed':
        return yield* this.#closed(side as 0 | 1, input.how);
    }
  }

  *#closed(side: 0 | 1, how: 'end' | 'reset' | 'failed'): Doing {
    if (how !== 'end') return yield* this.#finish();
    this.#ended[side] = true;
    yield* close(this.#ports[1 - side] as Port<Uint8Array>, 'end');
    if (this.#ended[1 - side]) return yield* this.#finish();
    this.#active = false;
    this.#period = this.#timeouts.halfClosedMs;
    yield* setTimer(timer, this.#period);
  }

  *#inspect(): Doing {
    if (!this.#active) return yield* this.#finish();
    this.#active = false;
    yield* setTimer(timer, this.#period);
  }

  /** The machine goes to CLOSED after this, and what is left of its ports with it. */
  *#finish(): Doing {
    this.#done = true;
    yield* cancelTimer(timer);
  }
}
