/**
 * The POST of stream-up: splithttp/client.go:OpenStream of Xray (v26.7.28), with `uploadOnly`.
 *
 * The dial waits for its connection after the GET's. What is answered is thrown away, and Xray says nothing of a failure:
 * whoever writes learns it. An answer that is complete means that nobody reads the body any more.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  type Doing,
  facts,
  type NetworkError,
  type Port,
  type PortInput,
  type Scope,
  send,
} from '../sansio/machine.ts';
import { type Exchanges, type ExchangeUser, type Loss, lossOf } from './exchanges.ts';
import type { XhttpFacts } from './facts.ts';
import { streamRequest } from './requests.ts';
import type { Route } from './route.ts';
import { StreamBody } from './stream-body.ts';
import { chargeRequest, type XmuxClient } from './xmux.ts';

export interface StreamUplinkOptions {
  readonly conn: Port<Uint8Array>;
  readonly route: Route;
  readonly sessionId: string;
  readonly client: XmuxClient;
  readonly exchanges: Exchanges;
  readonly scope: Scope;
  readonly epochMs: number;
  /** There is a connection, or there will be none: the dial returns. */
  readonly onSettled: () => Doing;
}

const fact = facts<XhttpFacts>();

export class StreamUplink implements ExchangeUser {
  readonly #options: StreamUplinkOptions;
  readonly #body: StreamBody;
  #isSettled = false;
  /** Of the answer, once it has begun. */
  #status: number | null = null;

  constructor(options: StreamUplinkOptions) {
    this.#options = options;
    this.#body = new StreamBody(options.conn);
  }

  *dial(now: number): Doing {
    const { client, route, exchanges, scope } = this.#options;
    chargeRequest(client, now);
    const wanted = { client, version: route.version, leg: 'uplink', scope } as const;
    yield* exchanges.seek(this, wanted, now);
  }

  *connected(exchange: Port<HttpPart>, _addresses: Addresses | null, now: number): Doing {
    const { route, sessionId, epochMs } = this.#options;
    const head = yield* streamRequest(route, { sessionId, hasBody: true }, epochMs + now);
    yield* send<HttpPart>(exchange, head);
    yield* this.#settle();
    yield* this.#body.begin(exchange);
  }

  *unreachable(error: NetworkError): Doing {
    yield* this.#lose(error);
    yield* this.#settle();
  }

  *onInput(input: PortInput): Doing {
    switch (input.type) {
      case 'received': {
        const part = input.value as HttpPart;
        if (part.part === 'response_head') this.#status = part.status;
        if (part.part === 'end') yield* this.#answered();
        return;
      }
      case 'blocked':
      case 'writable':
        return yield* this.#body.hold(input.type === 'blocked');
      case 'closed':
        return yield* this.#lose(lossOf(input.error));
    }
  }

  /** False when nobody takes it. */
  *write(octets: Uint8Array): Doing<boolean> {
    return yield* this.#body.write(octets);
  }

  *end(): Doing {
    yield* this.#body.end();
  }

  /** The proxied connection is over: the body ends, and what is still answered is read to its end. */
  *finish(): Doing {
    yield* this.#body.end();
    if (!this.#isSettled) yield* this.#options.exchanges.leave(this, 'reset');
  }

  *#settle(): Doing {
    this.#isSettled = true;
    yield* this.#options.onSettled();
  }

  *#answered(): Doing {
    const { isWhole } = this.#body;
    if (!isWhole) yield* this.#lose(null);
    yield* this.#options.exchanges.leave(this, isWhole ? 'end' : 'reset');
  }

  *#lose(error: Loss | null): Doing {
    const { route, scope } = this.#options;
    if (this.#body.isWhole) return;
    const data = { destination: route.destination, status: this.#status, error };
    yield* fact('xhttp:stream_upload_ended', data, scope);
    yield* this.#body.fail();
  }
}
