/**
 * The outbound that dials the destination itself.
 *
 * Xray v26.7.28, proxy/freedom/freedom.go:Process: five attempts; what the rules block is taken in and never answered for
 * 30–90 s. Without UDP, fragments, noises, redirection and domain strategies.
 */
import { hostAndPort } from '../bytes/ip.ts';
import { Dialling } from '../sansio/dialling.ts';
import {
  close,
  type Destination,
  type Doing,
  facts,
  type Input,
  type Machine,
  port,
  random,
  ready,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { Relay } from '../sansio/relay.ts';
import type { FreedomFacts } from './facts.ts';
import { blockingRule, type FinalRule } from './rules.ts';

export interface FreedomOutboundOptions {
  readonly destination: Destination;
  readonly finalRules: readonly FinalRule[];
}

const retryStepMs = 100;
/** In seconds. */
const defaultBlockDelay = { from: 30, to: 90 };
const fact = facts<FreedomFacts>();

type StateName = 'DIALLING' | 'RELAYING' | 'BLACK_HOLE' | 'CLOSED';

export class FreedomOutbound implements Machine {
  readonly inner = port<Uint8Array>('inner');
  readonly outer = port<Uint8Array>('outer');
  state: { readonly name: StateName } = { name: 'DIALLING' };
  readonly #destination: Destination;
  readonly #finalRules: readonly FinalRule[];
  /** `tcp:host:port` */
  readonly #named: string;
  readonly #relay = new Relay(this.outer, this.inner);
  readonly #dialling: Dialling;
  #local = '';
  #remote = '';

  constructor({ destination, finalRules }: FreedomOutboundOptions) {
    this.#destination = destination;
    this.#finalRules = finalRules;
    const { host, port: at } = destination;
    this.#named = `tcp:${hostAndPort(host, at)}`;
    const target = { to: 'address', address: host, port: at, leg: 'destination' } as const;
    this.#dialling = new Dialling(this.inner, this.outer, target, retryStepMs);
  }

  *handle(input: Input): Doing {
    switch (this.state.name) {
      case 'DIALLING':
        return yield* this.#dial(input);
      case 'RELAYING':
        return yield* this.#relaying(input);
      case 'BLACK_HOLE':
        return yield* this.#swallow(input);
    }
  }

  *#dial(input: Input): Doing {
    if (input.type === 'start') return yield* this.#start();
    switch (yield* this.#dialling.handle(input)) {
      case 'opened':
        return yield* this.#opened(input.now);
      case 'failed':
        return yield* this.#failed();
      case 'abandoned':
        this.state = { name: 'CLOSED' };
    }
  }

  *#start(): Doing {
    const rule = blockingRule(this.#finalRules, this.#destination);
    if (rule) yield* this.#block(rule);
    else yield* this.#dialling.start();
  }

  *#failed(): Doing {
    const { errors } = this.#dialling;
    yield* fact('freedom:connection_failed', { destination: this.#named, errors });
    yield* close(this.inner, 'reset', errors.at(-1));
    this.state = { name: 'CLOSED' };
  }

  *#opened(now: number): Doing {
    const { addresses, innerEnded } = this.#dialling;
    this.#local = addresses?.local ?? '';
    this.#remote = addresses?.remote ?? '';
    yield* fact('freedom:connection_opened', {
      destination: this.#named,
      local: this.#local,
      remote: this.#remote,
    });
    this.state = { name: 'RELAYING' };
    yield* ready(this.inner, addresses);
    yield* this.#relay.start();
    for (const octets of this.#dialling.takeEarly()) yield* send(this.outer, octets);
    yield* resumeReading(this.inner);
    if (innerEnded) {
      yield* this.#relay.handle({ type: 'closed', port: this.inner.name, how: 'end', now });
    }
  }

  *#relaying(input: Input): Doing {
    if (input.type === 'closed' && input.port === this.outer.name && input.how === 'reset') {
      yield* fact('freedom:connection_reset', { local: this.#local, remote: this.#remote });
    }
    yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }

  *#block({ blockDelay }: FinalRule): Doing {
    const { from: least, to: most } = blockDelay ?? defaultBlockDelay;
    const [a, b] = yield* random(2);
    const drawn = (((a as number) << 8) | (b as number)) % (Math.abs(most - least) + 1);
    const seconds = least + drawn;
    yield* fact('freedom:target_blocked', { destination: this.#named, seconds });
    this.state = { name: 'BLACK_HOLE' };
    yield* setTimer('black_hole', seconds * 1000);
  }

  *#swallow(input: Input): Doing {
    if (input.type === 'closed') this.state = { name: 'CLOSED' };
    else if (input.type === 'timer_fired') {
      yield* fact('freedom:black_hole_ended', { destination: this.#named });
      this.state = { name: 'CLOSED' };
    }
  }
}
