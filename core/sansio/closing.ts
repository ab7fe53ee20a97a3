/**
 * The end of a machine whose ports lead to the wire: each gets its end, and then time for the other side to end too.
 *
 * A machine that simply became CLOSED would reset its connections, and a reset may overtake what was sent last.
 */
import { type AnyPort, cancelTimer, close, type Doing, type Input, setTimer } from './machine.ts';

/** RFC 1928 §6 gives a SOCKS server as long to end a connection that it has refused. */
const patienceMs = 10_000;
const timer = 'closing';

export class Closing {
  readonly #ports: readonly AnyPort[];
  readonly #waiting: Set<string>;

  /** `ended`: names of those ports of which the other side has told its end already. */
  constructor(ports: readonly AnyPort[], ended: ReadonlySet<string> = new Set()) {
    this.#ports = ports;
    this.#waiting = new Set(ports.map((port) => port.name).filter((name) => !ended.has(name)));
  }

  /** Nothing is to be waited for; the machine is finished. */
  get done(): boolean {
    return this.#waiting.size === 0;
  }

  *start(): Doing {
    for (const port of this.#ports) yield* close(port, 'end');
    if (!this.done) yield* setTimer(timer, patienceMs);
  }

  /** Handles any input; octets that still come are dropped. */
  *handle(input: Input): Doing {
    if (this.done) return;
    if (input.type === 'timer_fired' && input.timer === timer) this.#waiting.clear();
    if (input.type !== 'closed' || !this.#waiting.delete(input.port)) return;
    if (this.done) yield* cancelTimer(timer);
  }
}
