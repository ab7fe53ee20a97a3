/**
 * The SOCKS5 server of a core: CONNECT, without authentication or with user name and password.
 *
 * RFC 1928, RFC 1929; where they leave a choice, as Xray v26.7.28 (proxy/socks/server.go:processTCP). Without UDP, and
 * without the SOCKS4 and HTTP that Xray takes on the same port: their first octet ends the connection.
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
import {
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
};
const fact = facts<SocksFacts>();

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
      while (this.state.name in awaited) {
        const type = awaited[this.state.name as keyof typeof awaited];
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

  #rejectionOf({ code, offset }: DecodeError): SocksRejection {
    const octet = this.#buffer[offset - 1] as number;
    switch (code) {
      case 'socks:unknown_address_type':
        return { code, address_type: octet };
      case 'socks:unsupported_auth_version':
        return { code, version: octet };
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
  #progress(): [
    (SocksRejection & { readonly code: 'socks:handshake_cut_off' })['reading'],
    boolean,
  ] {
    const { length } = this.#buffer;
    switch (this.state.name) {
      case 'WAIT_METHODS':
        return length < 2 ? ['header', length > 0] : ['methods', length > 2];
      case 'WAIT_CREDENTIALS':
        return ['credentials', length > 0];
      default:
        return length < 3 ? ['request', length > 0] : ['address', length > 3];
    }
  }

  *#relaying(input: Input): Doing {
    yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }
}
