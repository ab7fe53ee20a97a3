/**
 * A TLS 1.3 client (RFC 9846; RFC 8446): it dials, shakes hands, and carries octets between `inner` and the wire. Its
 * states are in `client-states.ts`.
 *
 * Whoever opened it is told `opened` when the handshake is complete and Finished is sent; a dial or a handshake that
 * fails resets the port. Without TLS 1.2, resumption, 0-RTT, and certificates of its own.
 */
import type { CryptoProvider } from '../crypto/provider.ts';
import {
  type Doing,
  type Input,
  type Machine,
  open,
  type Port,
  port,
  type Target,
} from '../sansio/machine.ts';
import { type StateOf, transition } from '../sansio/transitions.ts';
import type { Decompress } from './client-certificates.ts';
import type { ClientSelf } from './client-flights.ts';
import type { ClientProfile } from './client-profile.ts';
import { type ClientMessages, type ClientStates, clientTransitions } from './client-states.ts';
import { defaultMaxRecords, updateKeys } from './connected-states.ts';
import { Endpoint } from './endpoint.ts';
import { RecordLayer } from './record-layer.ts';
import { Transcript } from './transcript.ts';

export interface TlsClientOptions {
  readonly crypto: CryptoProvider;
  readonly dial: Target;
  readonly profile: ClientProfile;
  /** A name or an IP literal; empty for none. */
  readonly serverName: string;
  /** Empty: none is offered. */
  readonly alpn: readonly string[];
  readonly decompress?: Decompress;
  /** Replaces the keys after so many records. */
  readonly maxRecords?: number;
}

type State = StateOf<ClientStates>;

export class TlsClient implements Machine {
  readonly outer: Port<Uint8Array> = port('outer');
  readonly inner: Port<Uint8Array> = port('inner');
  readonly #dial: Target;
  readonly #self: ClientSelf;
  readonly #endpoint: Endpoint;
  #state: State = { name: 'START' };
  #now = 0;

  constructor({ crypto, dial, profile, serverName, alpn, ...rest }: TlsClientOptions) {
    const client = this;
    this.#dial = dial;
    this.#self = {
      role: 'client',
      crypto,
      outer: this.outer,
      inner: this.inner,
      records: new RecordLayer(),
      transcript: new Transcript(crypto),
      maxRecords: rest.maxRecords ?? defaultMaxRecords,
      updates: { sent: 0, received: 0 },
      profile,
      serverName,
      alpn,
      decompress: rest.decompress ?? null,
      early: [],
      get now() {
        return client.#now;
      },
    };
    this.#endpoint = new Endpoint(this.#self, this);
  }

  get state(): State {
    return this.#state;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    if (input.type === 'start') return yield* open(this.outer, this.#dial);
    if (!('port' in input)) return;
    if (input.port === this.inner.name) return yield* this.#endpoint.onInner(input);
    if (input.port !== this.outer.name) return;
    if (input.type === 'opened') return yield* this.act('opened', input);
    if (input.type === 'closed' && input.how === 'failed') {
      return yield* this.act('dial_failed', input.error);
    }
    yield* this.#endpoint.onOuter(input);
  }

  *act<Type extends keyof ClientMessages>(type: Type, message: ClientMessages[Type]): Doing {
    const wasComplete = this.#self.records.isComplete;
    this.#state = yield* transition<ClientSelf, ClientStates, ClientMessages, Type>(
      clientTransitions,
      this.#self,
      this.#state,
      type,
      message,
    );
    if (!wasComplete && this.#state.name === 'CONNECTED') yield* this.#endpoint.connected();
  }

  /** Replaces the keys of what we send, and asks the peer for new ones of its own. Only in CONNECTED. */
  updateKeys(): Doing {
    return updateKeys(this.#self, 'update_requested');
  }
}
