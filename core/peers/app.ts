/**
 * A program that asks for one page through a SOCKS proxy and reads the whole answer, as `curl --socks5-hostname` does.
 * Its states are in `app-states.ts`.
 *
 * It offers no authentication and sends each message only after the answer to the one before. An upload's body goes
 * out in pieces, one when the one before is gone; a response may come before its end.
 */
import { type Codec, decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { DecodeError } from '../bytes/reader.ts';
import type { HeaderField } from '../http/message.ts';
import { codeOf } from '../http1/errors.ts';
import { ResponseReader } from '../http1/response-reader.ts';
import {
  type Destination,
  type Doing,
  from,
  type Input,
  type Machine,
  open,
  type Port,
  port,
  type Target,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import { methodReply, reply } from '../socks/messages.ts';
import {
  type AppMessages,
  type AppSelf,
  type AppStates,
  appTransitions,
  lingerTimer,
  pieceTimer,
} from './app-states.ts';

export interface AppOptions {
  readonly socks: Extract<Target, { readonly to: 'address' }>;
  readonly destination: Destination;
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  /** Beside Host and, for POST, Content-Length. */
  readonly requestHeaders?: readonly HeaderField[];
  /** Whether it sends its request as soon as the tunnel is there, or only after a line from the destination. */
  readonly speaksFirst?: boolean;
  /** For POST: how many octets are sent, all of them `x`. */
  readonly bodyOctets?: number;
  /** How many octets of a body are one write. */
  readonly pieceOctets?: number;
  /** Between two writes of a body. */
  readonly pieceIntervalMs?: number;
}

const curlHeaders: readonly HeaderField[] = [
  { name: 'User-Agent', value: 'curl/8.14.1' },
  { name: 'Accept', value: '*/*' },
];

const LF = 0x0a;

type State = StateOf<AppStates>;

export class App implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly #socks: AppOptions['socks'];
  readonly #self: AppSelf;
  #state: State = { name: 'DIALLING' };
  /** The beginning of a reply of the proxy. */
  #partial: Uint8Array = new Uint8Array();
  #isBlocked = false;
  /** A piece of the body is due, and waits until the one before it is gone. */
  #isDue = false;

  constructor(options: AppOptions) {
    this.#socks = options.socks;
    this.#self = {
      outer: this.outer,
      destination: options.destination,
      method: options.method ?? 'GET',
      path: options.path,
      headers: options.requestHeaders ?? curlHeaders,
      speaksFirst: options.speaksFirst ?? true,
      bodyOctets: options.bodyOctets ?? 0,
      piece: new Uint8Array(options.pieceOctets ?? 65_536).fill(0x78),
      pieceIntervalMs: options.pieceIntervalMs ?? 0,
      reader: new ResponseReader(),
    };
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    if (input.type === 'start') return yield* open(this.outer, this.#socks);
    if (input.type === 'timer_fired') return yield* this.#onTimer(input.timer);
    if (from(input, this.outer)) return yield* this.#onOctets(input.value);
    switch (input.type) {
      case 'opened':
        return yield* this.#do('opened', null);
      case 'blocked':
        this.#isBlocked = true;
        return;
      case 'writable':
        this.#isBlocked = false;
        return yield* this.#sendPiece();
      case 'closed':
        if (input.how === 'failed') return yield* this.#do('dial_failed', null);
        return yield* this.#do(input.how === 'end' ? 'outer_ended' : 'outer_gone', null);
    }
  }

  *#do<Type extends keyof AppMessages>(type: Type, message: AppMessages[Type]): Doing {
    this.#state = yield* transition<AppSelf, AppStates, AppMessages, Type>(
      appTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
  }

  *#onTimer(timer: string): Doing {
    if (timer === lingerTimer) return yield* this.#do('linger_over', null);
    this.#isDue = timer === pieceTimer;
    yield* this.#sendPiece();
  }

  *#sendPiece(): Doing {
    if (!this.#isDue || this.#isBlocked || this.#state.name !== 'WAIT_RESPONSE') return;
    this.#isDue = false;
    yield* this.#do('piece_due', null);
  }

  /** This is where malformed replies and responses are told. */
  *#onOctets(received: Uint8Array): Doing {
    try {
      yield* this.#read(received);
    } catch (error) {
      if (codeOf(error)) yield* this.#do('failed', 'malformed_response');
      else if (error instanceof DecodeError) yield* this.#do('failed', 'malformed_reply');
      else throw error;
    }
  }

  *#read(received: Uint8Array): Doing {
    let rest = received;
    if (this.#state.name === 'WAIT_METHOD')
      rest = yield* this.#take(methodReply, 'method_reply', rest);
    if (this.#state.name === 'WAIT_REPLY') rest = yield* this.#take(reply, 'reply', rest);
    if (this.#state.name === 'WAIT_GREETING') {
      const lineEnd = rest.indexOf(LF);
      if (lineEnd < 0) return;
      rest = rest.subarray(lineEnd + 1);
      yield* this.#do('greeting', null);
    }
    if (rest.length > 0 && this.#state.name === 'WAIT_RESPONSE') yield* this.#do('response', rest);
  }

  /** Takes one reply off the front; gives what follows it. */
  *#take<Type extends 'method_reply' | 'reply'>(
    codec: Codec<AppMessages[Type]>,
    type: Type,
    octets: Uint8Array,
  ): Doing<Uint8Array> {
    const whole = concat([this.#partial, octets]);
    const unit = decode(codec, whole);
    this.#partial = unit ? new Uint8Array() : whole;
    if (!unit) return this.#partial.subarray(whole.length);
    yield* this.#do(type, unit.value);
    return unit.rest;
  }
}
