/**
 * A TLS 1.3 server (RFC 9846; RFC 8446): it shakes hands on `outer`, then offers `inner` and carries octets between the
 * two. Its states are in `server-states.ts`.
 *
 * A client has 4 s, as Xray's inbounds give it. Without TLS 1.2, tickets, 0-RTT, and certificates of clients.
 */
import type { CryptoProvider } from '../crypto/provider.ts';
import {
  cancelTimer,
  type Doing,
  from,
  type Input,
  type Machine,
  type Port,
  port,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import { ClearText } from './clear-text.ts';
import { defaultMaxRecords, updateKeys } from './connected-states.ts';
import { Endpoint } from './endpoint.ts';
import { RecordLayer } from './record-layer.ts';
import type { ServerIdentity } from './server-certificates.ts';
import {
  type Awaited,
  type ServerMessages,
  type ServerSelf,
  type ServerStates,
  serverTransitions,
} from './server-states.ts';
import { Transcript } from './transcript.ts';

export interface TlsServerOptions {
  readonly crypto: CryptoProvider;
  /** The peer's `address:port`. */
  readonly remote: string;
  readonly certificates: readonly ServerIdentity[];
  /** In order of preference; empty: none is spoken of. */
  readonly alpn: readonly string[];
  /** A name that no certificate has ends the handshake. */
  readonly rejectUnknownSni?: boolean;
  /** Whether a request in clear text is answered, as Go's HTTP server does; else it is met with silence. */
  readonly answersClearText?: boolean;
  /** For the whole handshake. */
  readonly handshakeTimeoutMs?: number;
  /** Replaces the keys after so many records. */
  readonly maxRecords?: number;
}

/** A handshake that somebody else has brought as far as the client's Finished. */
export interface Continuation extends Awaited {
  readonly crypto: CryptoProvider;
  readonly remote: string;
  /** All messages up to the server's Finished. */
  readonly transcript: Transcript;
  /** Reads by the client's handshake secret, writes by the server's application secret. */
  readonly records: RecordLayer;
}

const timer = 'handshake';

type State = StateOf<ServerStates>;

export class TlsServer implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly inner: Port<Uint8Array> = port('inner');
  readonly #self: ServerSelf;
  readonly #endpoint: Endpoint;
  readonly #timeoutMs: number;
  readonly #clearText: ClearText | null;
  #state: State;

  constructor(options: TlsServerOptions, continued: Continuation | null = null) {
    const { crypto, remote, certificates, alpn, rejectUnknownSni = false } = options;
    this.#timeoutMs = options.handshakeTimeoutMs ?? 4_000;
    this.#clearText = options.answersClearText ? new ClearText() : null;
    this.#self = {
      role: 'server',
      crypto,
      outer: this.outer,
      inner: this.inner,
      records: continued?.records ?? new RecordLayer(),
      transcript: continued?.transcript ?? new Transcript(crypto),
      maxRecords: options.maxRecords ?? defaultMaxRecords,
      updates: { sent: 0, received: 0 },
      remote,
      certificates,
      alpn,
      rejectUnknownSni,
    };
    this.#endpoint = new Endpoint(this.#self, this);
    this.#state = continued
      ? { name: 'WAIT_FINISHED', awaited: continued }
      : { name: 'START', retry: null };
  }

  /** One that begins in WAIT_FINISHED; it gets no `start`, and has no timeout. */
  static continued(continuation: Continuation): TlsServer {
    const { crypto, remote } = continuation;
    return new TlsServer({ crypto, remote, certificates: [], alpn: [] }, continuation);
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    if (input.type === 'start') return yield* setTimer(timer, this.#timeoutMs);
    if (input.type === 'timer_fired') {
      const isAwaited = input.timer === timer && !this.#self.records.isComplete;
      if (isAwaited) yield* this.act('timeout', null);
      return;
    }
    if (!('port' in input)) return;
    if (from(input, this.outer)) this.#clearText?.take(input.value);
    if (input.port === this.inner.name) yield* this.#endpoint.onInner(input);
    if (input.port === this.outer.name) yield* this.#endpoint.onOuter(input);
  }

  *act<Type extends keyof ServerMessages>(type: Type, message: ServerMessages[Type]): Doing {
    if (type === 'failure' && this.#state.name === 'START') yield* this.#answerClearText();
    const wasComplete = this.#self.records.isComplete;
    this.#state = yield* transition<ServerSelf, ServerStates, ServerMessages, Type>(
      serverTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
    if (wasComplete || this.#state.name !== 'CONNECTED') return;
    yield* cancelTimer(timer);
    yield* this.#endpoint.connected();
  }

  *#answerClearText(): Doing {
    const answer = this.#clearText?.answer;
    if (answer) yield* send(this.outer, answer);
  }

  /** Replaces the keys of what we send, and asks the peer for new ones of its own. Only in CONNECTED. */
  updateKeys(): Doing {
    return updateKeys(this.#self, 'update_requested');
  }
}
