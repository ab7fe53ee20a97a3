/**
 * The SOCKS server of a core: CONNECT, in version 5 without authentication or with user name and password, in versions
 * 4 and 4A without.
 *
 * RFC 1928, RFC 1929; where they leave a choice, as Xray v26.7.28 (proxy/socks/server.go:processTCP). Without UDP. For the HTTP
 * that Xray takes on the same port see `mixed.ts`.
 */
import { type Codec, decode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { DecodeError } from '../bytes/reader.ts';
import {
  type Destination,
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  port,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { Relay } from '../sansio/relay.ts';
import { transition } from '../sansio/transitions.ts';
import type { SocksFacts, SocksRejection } from './facts.ts';
import { credentials, methodSelection, request } from './messages.ts';
import { Reply4, request4 } from './messages4.ts';
import {
  answer4,
  awaited,
  handshakeTimer,
  type Messages,
  refuse,
  type Self,
  type State,
  type States,
  transitions,
} from './states.ts';

export interface SocksInboundOptions {
  /** The client, as `tcp:address:port`. */
  readonly source: string;
  /** Where the inbound listens; replies name it. */
  readonly bound: Destination;
  /** User name → password; absent: no authentication is asked for. */
  readonly accounts?: ReadonlyMap<string, string>;
}

/** Xray's policy default. It counts from the first octet. */
const handshakeMs = 60_000;

const codecs: { readonly [M in keyof Messages]: Codec<Messages[M]> } = {
  method_selection: methodSelection,
  credentials,
  request,
  request4,
};
const fact = facts<SocksFacts>();
type Awaiting = keyof typeof awaited;
type Reading = (SocksRejection & { readonly code: 'socks:handshake_cut_off' })['reading'];

export class SocksInbound implements Machine {
  readonly outer = port<Uint8Array>('outer');
  readonly inner = port<Uint8Array>('inner');
  readonly source: string;
  state: State = { name: 'WAIT_METHODS' };
  readonly #self: Self;
  readonly #relay = new Relay(this.outer, this.inner);
  /** What came and is no whole message yet. */
  #buffer: Uint8Array = new Uint8Array();

  constructor({ source, bound, accounts }: SocksInboundOptions) {
    this.source = source;
    this.#self = {
      outer: this.outer,
      inner: this.inner,
      source,
      bound,
      accounts: accounts ?? null,
      user: '',
    };
  }

  /** Who has authenticated; empty for nobody. */
  get user(): string {
    return this.#self.user;
  }

  *handle(input: Input): Doing {
    switch (this.state.name) {
      case 'RELAYING':
        return yield* this.#relaying(input);
      case 'CLOSED':
        return;
      default:
        return yield* this.#handshake(input);
    }
  }

  *#handshake(input: Input): Doing {
    if (from(input, this.outer)) {
      if (this.state.name === 'WAIT_METHODS' && this.#buffer.length === 0) {
        yield* setTimer(handshakeTimer, handshakeMs);
      }
      this.#buffer = concat([this.#buffer, input.value]);
      yield* this.#read();
    } else if (input.type === 'timer_fired' && input.timer === handshakeTimer) {
      yield* this.#cutOff('timed_out');
    } else if (input.type === 'closed') {
      yield* this.#cutOff(input.how === 'end' ? 'end' : 'reset');
    }
  }

  /** Takes as many messages off the buffer as are there; the one place where octets turn out to be wrong. */
  *#read(): Doing {
    try {
      if (this.#isVersion4 && this.#self.accounts) return yield* this.#refuseVersion4();
      while (this.state.name in awaited) {
        const type = this.#isVersion4 ? 'request4' : awaited[this.state.name as Awaiting];
        const unit = decode<Messages[typeof type]>(codecs[type], this.#buffer);
        if (!unit) return;
        this.#buffer = unit.rest;
        this.state = yield* transition<Self, States, Messages, typeof type>(
          transitions,
          this.#self,
          this.state,
          type,
          unit.value,
        );
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.state = yield* refuse(this.#self, this.#rejectionOf(error));
    }
    if (this.state.name !== 'RELAYING') return;
    yield* this.#relay.start();
    if (this.#buffer.length) yield* send(this.inner, this.#buffer);
    this.#buffer = new Uint8Array();
  }

  get #isVersion4(): boolean {
    return this.state.name === 'WAIT_METHODS' && this.#buffer[0] === 4;
  }

  /** Xray does so as soon as it has the command. */
  *#refuseVersion4(): Doing {
    if (this.#buffer.length < 2) return;
    yield* answer4(this.#self, Reply4.REJECTED);
    this.state = yield* refuse(this.#self, { code: 'socks:password_not_possible' });
  }

  #rejectionOf({ code, offset, path }: DecodeError): SocksRejection {
    const octet = this.#buffer[offset - 1] as number;
    switch (code) {
      case 'socks:unknown_address_type':
        return { code, address_type: octet };
      case 'socks:unsupported_auth_version':
        return { code, version: octet };
      case 'socks:text_too_long':
        return { code, reading: path.startsWith('domain') ? 'domain' : 'user_id' };
      default:
        return { code: 'socks:unsupported_version', version: octet };
    }
  }

  *#cutOff(how: 'end' | 'reset' | 'timed_out'): Doing {
    if (this.state.name === 'WAIT_METHODS' && this.#buffer.length === 0) {
      yield* fact('socks:connection_unused', {});
    } else {
      const [reading, partial] = this.#progress();
      const cause = how === 'end' && partial ? 'partial_end' : how;
      yield* refuse(this.#self, { code: 'socks:handshake_cut_off', reading, cause });
    }
    this.state = { name: 'CLOSED' };
  }

  /** Which field is being read, in the steps in which Xray reads; and whether a part of it has come. */
  #progress(): [Reading, boolean] {
    const { length } = this.#buffer;
    switch (this.state.name) {
      case 'WAIT_METHODS':
        if (this.#isVersion4) return this.#progress4(length);
        return length < 2 ? ['header', length > 0] : ['methods', length > 2];
      case 'WAIT_CREDENTIALS':
        return ['credentials', length > 0];
      default:
        return length < 3 ? ['request', length > 0] : ['address', length > 3];
    }
  }

  /** The texts are read octet by octet, so that no part of one is missing. */
  #progress4(length: number): [Reading, boolean] {
    if (length < 8) return ['header', length !== 2];
    return [this.#buffer.includes(0, 8) ? 'domain' : 'user_id', false];
  }

  *#relaying(input: Input): Doing {
    yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }
}
