/**
 * What follows REALITY's own flight: TLS with the client, and the rest of what the target says, which is nobody's.
 *
 * XTLS/REALITY 9234c772, tls.go:Server. The target is left alone when the client's Finished is there. Until then its end ends the
 * connection, but for one that has said something after its flight.
 */
import { close, type Doing, from, type Input, type Port } from '../sansio/machine.ts';
import { type Continuation, TlsServer } from '../tls/server.ts';
import type { Gate } from './forwarding.ts';

export class Handover {
  readonly #tls: TlsServer;
  readonly #target: Port<Uint8Array>;
  readonly #gate: Gate;
  /** Octets of the target's flight that are still to come. */
  #skip: number;
  #isTargetWatched = true;
  #isComplete = false;
  #hasFailed = false;

  /** `gate`: of what is read of the target; `skip`: octets of its flight that are still to come. */
  constructor(options: {
    readonly continuation: Continuation;
    readonly target: Port<Uint8Array>;
    readonly gate: Gate;
    readonly skip: number;
  }) {
    const completed = () => this.#completed();
    this.#tls = TlsServer.continued({ ...options.continuation, completed });
    this.#target = options.target;
    this.#gate = options.gate;
    this.#skip = options.skip;
  }

  get state(): TlsServer['state'] {
    return this.#tls.state;
  }

  /** Whether the connection has ended before the client had shown that it has the keys. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get #isClosed(): boolean {
    return this.#tls.state.name === 'CLOSED';
  }

  *take(input: Input): Doing {
    if (this.#hasFailed || this.#isClosed) return;
    if ('port' in input && input.port === this.#target.name) yield* this.#ofTarget(input);
    else yield* this.#tls.handle(input);
    this.#hasFailed ||= this.#isClosed && !this.#isComplete;
  }

  *#ofTarget(input: Input): Doing {
    if (from(input, this.#target)) {
      // as a closed socket answers
      if (this.#isComplete) yield* close(this.#target, 'reset');
      else yield* this.#leftOver(input.value.length);
    } else if (input.type === 'closed') {
      this.#hasFailed = this.#isTargetWatched && !this.#isComplete;
    }
  }

  *#leftOver(octets: number): Doing {
    const skipped = Math.min(this.#skip, octets);
    this.#skip -= skipped;
    if (skipped === octets) return;
    this.#isTargetWatched = false;
    yield* this.#gate.hold('flight');
  }

  *#completed(): Doing {
    this.#isComplete = true;
    yield* close(this.#target, 'end');
    yield* this.#gate.release('flight');
  }
}
