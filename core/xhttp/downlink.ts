/**
 * The downlink of one proxied connection: the request that asks for it, and the body of the answer.
 *
 * The dial of a proxied connection waits for this request's connection and for nothing else (splithttp/client.go:
 * OpenStream of Xray v26.7.28): it goes on as soon as that is usable, before the request is answered. Without gzip in
 * answers, which Accept-Encoding asks for all the same, and without redirects.
 */
import type { HttpPart } from '../http/message.ts';
import type { Addresses, Doing, NetworkError, Port, PortInput } from '../sansio/machine.ts';
import { transition } from '../sansio/transitions.ts';
import {
  type DownlinkMessages,
  type DownlinkSelf,
  type DownlinkState,
  downlinkTransitions,
} from './downlink-states.ts';
import { type ExchangeUser, lossOf } from './exchanges.ts';

/** Whose downlink it is. */
export interface DownlinkOwner {
  /** The request's head is out; in stream-one its body may follow. */
  downlinkConnected(exchange: Port<HttpPart>, addresses: Addresses | null, now: number): Doing;
  downlinkUnreachable(now: number): Doing;
  /** The request's body shall wait, or go on. */
  requestHeld(isHeld: boolean): Doing;
  deliver(octets: Uint8Array): Doing;
  /** It is complete. */
  downlinkEnded(): Doing;
  downlinkBroken(): Doing;
}

export class Downlink implements ExchangeUser {
  readonly #self: DownlinkSelf;
  readonly #owner: DownlinkOwner;
  #state: DownlinkState = { name: 'DIALLING' };

  constructor(self: DownlinkSelf, owner: DownlinkOwner) {
    this.#self = self;
    this.#owner = owner;
  }

  get state(): DownlinkState {
    return this.#state;
  }

  *connected(exchange: Port<HttpPart>, addresses: Addresses | null, now: number): Doing {
    yield* this.#do('connected', { exchange, now });
    yield* this.#owner.downlinkConnected(exchange, addresses, now);
  }

  *unreachable(error: NetworkError, now: number): Doing {
    yield* this.#do('unreachable', { error });
    yield* this.#owner.downlinkUnreachable(now);
  }

  *onInput(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#read(input.value as HttpPart);
      case 'blocked':
      case 'writable':
        return yield* this.#owner.requestHeld(input.type === 'blocked');
      case 'closed':
        yield* this.#do('lost', { error: lossOf(input.error) });
        return yield* this.#owner.downlinkBroken();
    }
  }

  /** Nobody wants it any more. */
  *giveUp(): Doing {
    const { name } = this.#state;
    if (name !== 'ENDED' && name !== 'CLOSED') yield* this.#do('given_up', {});
  }

  *#read(part: HttpPart): Doing {
    if (part.part === 'request_head') return;
    yield* this.#do(part.part, part);
    const { name } = this.#state;
    if (name === 'CLOSED') yield* this.#owner.downlinkBroken();
    else if (name === 'ENDED') yield* this.#owner.downlinkEnded();
    else if (part.part === 'body' && part.data.length > 0) yield* this.#owner.deliver(part.data);
  }

  *#do<Type extends keyof DownlinkMessages>(type: Type, message: DownlinkMessages[Type]): Doing {
    this.#state = yield* transition(downlinkTransitions, this.#self, this.#state, type, message);
  }
}
