/**
 * The inputs of a TLS machine as messages of its table, for either end: records are read, back-pressure and endings are
 * passed on. This is where a peer's malformed octets are answered.
 */
import { decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import {
  type Doing,
  from,
  type PortInput,
  pauseReading,
  resumeReading,
} from '../sansio/machine.ts';
import { alertDescription } from './alert.ts';
import type { EndpointMessages, EndpointSelf } from './endpoint-messages.ts';
import { failureOf } from './errors.ts';
import { handshake } from './messages/handshake.ts';
import type { Incoming } from './record-layer.ts';

/** The machine behind an endpoint. */
export interface Actor {
  readonly state: { readonly name: string };
  act<Type extends keyof EndpointMessages>(type: Type, message: EndpointMessages[Type]): Doing;
}

export class Endpoint {
  readonly #self: EndpointSelf;
  readonly #actor: Actor;
  /** The wire takes no more for now. */
  #isOuterBlocked = false;
  /** Whoever is inside takes no more for now. */
  #isInnerBlocked = false;

  constructor(self: EndpointSelf, actor: Actor) {
    this.#self = self;
    this.#actor = actor;
  }

  *onOuter(input: PortInput): Doing {
    const { outer } = this.#self;
    if (from(input, outer)) return yield* this.#onOctets(input.value);
    switch (input.type) {
      case 'closed':
        return yield* this.#actor.act(input.how === 'end' ? 'outer_ended' : 'outer_gone', null);
      case 'blocked':
      case 'writable':
        this.#isOuterBlocked = input.type === 'blocked';
        if (this.#isConnected) yield* this.#settleInner();
    }
  }

  *onInner(input: PortInput): Doing {
    const { inner } = this.#self;
    if (from(input, inner)) return yield* this.#actor.act('inner_octets', input.value);
    switch (input.type) {
      case 'closed':
        return yield* this.#actor.act(input.how === 'end' ? 'inner_ended' : 'inner_gone', null);
      case 'blocked':
      case 'writable':
        this.#isInnerBlocked = input.type === 'blocked';
        if (this.#isConnected) yield* this.#settleOuter();
    }
  }

  /** A handshake reads whatever inner says; what was said meanwhile holds from its end on. */
  *connected(): Doing {
    if (this.#isOuterBlocked) yield* this.#settleInner();
    if (this.#isInnerBlocked) yield* this.#settleOuter();
  }

  get #isConnected(): boolean {
    return this.#self.records.isComplete && this.#actor.state.name !== 'CLOSED';
  }

  *#settleInner(): Doing {
    const { inner } = this.#self;
    yield* this.#isOuterBlocked ? pauseReading(inner) : resumeReading(inner);
  }

  *#settleOuter(): Doing {
    const { outer } = this.#self;
    yield* this.#isInnerBlocked ? pauseReading(outer) : resumeReading(outer);
  }

  *#onOctets(octets: Uint8Array): Doing {
    const { records } = this.#self;
    if (!this.#reads) return;
    records.push(octets);
    // what several records bring goes on as one
    const data: Uint8Array[] = [];
    try {
      while (this.#reads) {
        const incoming = records.next();
        if (incoming?.kind === 'data') data.push(incoming.data);
        else {
          yield* this.#onData(data);
          if (!incoming) return;
          yield* this.#onIncoming(incoming);
        }
      }
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      yield* this.#onData(data);
      yield* this.#actor.act('failure', failure);
    }
  }

  *#onData(data: Uint8Array[]): Doing {
    if (data.length > 0) yield* this.#actor.act('application_data', concat(data.splice(0)));
  }

  /** What comes after the peer's end is not read. */
  get #reads(): boolean {
    const { name } = this.#actor.state;
    return name !== 'CLOSED' && name !== 'HALF_CLOSED_REMOTE';
  }

  *#onIncoming(incoming: Exclude<Incoming, { readonly kind: 'data' }>): Doing {
    switch (incoming.kind) {
      case 'alert':
        if (incoming.description === alertDescription.close_notify) {
          return yield* this.#actor.act('close_notify', null);
        }
        return yield* this.#actor.act('alert', incoming);
      case 'message':
        return yield* this.#onMessage(incoming.octets);
    }
  }

  *#onMessage(octets: Uint8Array): Doing {
    const { records } = this.#self;
    if (records.isComplete) records.ignore();
    const unit = decode(handshake, octets);
    if (!unit) throw new RangeError('A message is not whole'); // the reader of messages waits for all of it
    const { name, body } = unit.value;
    yield* this.#actor.act(name, { body, octets } as EndpointMessages[typeof name]);
  }
}
