/**
 * HTTP/1.1 or HTTP/2 on one listener, told by the first octets (RFC 9113 §3.3, "prior knowledge").
 *
 * It is what it has chosen: HTTP/1.1 from the beginning, so that the wait for a first head is that of HTTP/1.1; HTTP/2
 * once the whole preface has come. Until octets differ from the preface they are kept, at most 23 of them.
 */
import { concat } from '../bytes/concat.ts';
import { cancelTimer, type Doing, type Input, type Machine } from '../sansio/machine.ts';
import { matchedPreface, prefaceOctets } from './preface.ts';

export interface PriorKnowledgeOptions {
  /** Both have the connection on a port `outer`. */
  readonly http1: () => Machine;
  readonly http2: () => Machine;
}

const nothing = new Uint8Array();

export class PriorKnowledge implements Machine {
  readonly #http2: () => Machine;
  #chosen: Machine;
  #isDecided = false;
  /** What has come, and is the preface so far. */
  #held: Uint8Array = nothing;
  /** Timers of what may yet be replaced. */
  readonly #timers = new Set<string>();

  constructor({ http1, http2 }: PriorKnowledgeOptions) {
    this.#chosen = http1();
    this.#http2 = http2;
  }

  get state(): Machine['state'] {
    return this.#chosen.state;
  }

  *handle(input: Input): Doing {
    if (this.#isDecided) return yield* this.#chosen.handle(input);
    const isOuter = input.type === 'received' && input.port === 'outer';
    if (isOuter) return yield* this.#compare(input.value as Uint8Array, input.now);
    if (input.type === 'closed' && this.#held.length > 0) {
      if (input.how === 'end') yield* this.#decide(input.now);
      // nobody is left whom HTTP/1.1 could answer
      else this.#held = nothing;
    }
    yield* this.#watched(input);
  }

  *#compare(octets: Uint8Array, now: number): Doing {
    const matched = matchedPreface(octets, this.#held.length);
    const length = this.#held.length + matched;
    this.#held = this.#held.length > 0 ? concat([this.#held, octets]) : octets;
    if (length === prefaceOctets.length) return yield* this.#replace(now);
    if (matched < octets.length) yield* this.#decide(now);
  }

  /** It is HTTP/1.1. */
  *#decide(now: number): Doing {
    this.#isDecided = true;
    const octets = this.#held;
    this.#held = nothing;
    yield* this.#chosen.handle({ type: 'received', port: 'outer', value: octets, now });
  }

  *#replace(now: number): Doing {
    this.#isDecided = true;
    const octets = this.#held;
    this.#held = nothing;
    for (const timer of this.#timers) yield* cancelTimer(timer);
    this.#chosen = this.#http2();
    yield* this.#chosen.handle({ type: 'start', now });
    yield* this.#chosen.handle({ type: 'received', port: 'outer', value: octets, now });
  }

  /** Passes an input on, and keeps in mind which timers it leads to. */
  *#watched(input: Input): Doing {
    const doing = this.#chosen.handle(input);
    for (let next = doing.next(); !next.done; ) {
      const command = next.value;
      if (command.type === 'set_timer') this.#timers.add(command.timer);
      if (command.type === 'cancel_timer') this.#timers.delete(command.timer);
      // it has given the connection up
      if (command.type === 'close') this.#isDecided = true;
      next = doing.next(yield command);
    }
  }
}
