/**
 * The client's end of an HTTP/1.1 connection (RFC 9112): it dials, writes requests and reads their responses. Its
 * states are in `client-states.ts`.
 *
 * Whoever opened it is told `opened` when TCP is up, before anything is written. A dial that fails, a response that is
 * malformed or cut off resets the port, with the network's error where there is one. Without CONNECT, upgrades, trailers, retries.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Doing,
  from,
  type Input,
  type Machine,
  type NetworkError,
  open,
  type Port,
  type PortInput,
  pauseReading,
  port,
  resumeReading,
  type Target,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import {
  type ClientMessages,
  type ClientSelf,
  type ClientStates,
  clientTransitions,
  lingerTimer,
} from './client-states.ts';
import { codeOf } from './errors.ts';
import { RequestWriter } from './request-writer.ts';
import { ResponseReader } from './response-reader.ts';

export interface Http1ClientOptions {
  readonly dial: Target;
}

type State = StateOf<ClientStates>;

export class Http1Client implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly inner: Port<HttpPart> = port('inner');
  readonly #dial: Http1ClientOptions['dial'];
  readonly #self: ClientSelf;
  #state: State = { name: 'CONNECTING', early: [], isPaused: false, isLast: false };
  /** Whoever asks takes no more of a response for now. */
  #isInnerBlocked = false;

  constructor({ dial }: Http1ClientOptions) {
    this.#dial = dial;
    const { outer, inner } = this;
    this.#self = { outer, inner, writer: new RequestWriter(), reader: new ResponseReader() };
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    if (input.type === 'start') return yield* open(this.outer, this.#dial);
    if (input.type === 'timer_fired') {
      if (input.timer === lingerTimer) yield* this.#do('linger_over', null);
      return;
    }
    if (input.type === 'attached') return;
    if (input.port === this.outer.name) yield* this.#onOuter(input);
    if (input.port === this.inner.name) yield* this.#onInner(input);
  }

  *#do<Type extends keyof ClientMessages>(type: Type, message: ClientMessages[Type]): Doing {
    this.#state = yield* transition<ClientSelf, ClientStates, ClientMessages, Type>(
      clientTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
    const isOver = this.#state.name === 'CLOSING' && this.#isInnerBlocked;
    if (!isOver) return;
    this.#isInnerBlocked = false;
    yield* resumeReading(this.outer);
  }

  *#onOuter(input: PortInput): Doing {
    switch (input.type) {
      case 'opened':
        yield* this.#do('opened', input.addresses);
        if (this.#isInnerBlocked) yield* pauseReading(this.outer);
        return;
      case 'received':
        return yield* this.#read(input);
      case 'blocked':
        return yield* pauseReading(this.inner);
      case 'writable':
        return yield* resumeReading(this.inner);
      case 'closed':
        return yield* this.#outerClosed(input.how, input.error);
    }
  }

  /** What is dialled may be more than an address, and fail or end before it is usable. */
  *#outerClosed(how: 'end' | 'reset' | 'failed', error: NetworkError | undefined): Doing {
    if (this.#state.name === 'CONNECTING') return yield* this.#do('dial_failed', error);
    if (how === 'end') yield* this.#do('outer_ended', null);
    else yield* this.#do('outer_gone', error ?? 'connection_reset');
  }

  /** This is where a peer's malformed octets end the connection. */
  *#read(input: PortInput): Doing {
    if (!from(input, this.outer) || this.#state.name === 'CLOSING') return;
    try {
      yield* this.#do('octets', input.value);
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      yield* this.#do('refusal', { code });
    }
  }

  *#onInner(input: PortInput): Doing {
    const { name } = this.#state;
    if (name === 'CLOSING') return;
    switch (input.type) {
      case 'received':
        return yield* this.#do('part', input.value as HttpPart);
      case 'blocked':
        this.#isInnerBlocked = true;
        if (name !== 'CONNECTING') yield* pauseReading(this.outer);
        return;
      case 'writable':
        this.#isInnerBlocked = false;
        if (name !== 'CONNECTING') yield* resumeReading(this.outer);
        return;
      case 'closed':
        return yield* this.#do(input.how === 'end' ? 'inner_ended' : 'inner_gone', null);
    }
  }
}
