/**
 * Packets over HTTP/2: each is an exchange of its own, and several may be in flight.
 *
 * splithttp/client.go:DefaultDialerClient.PostPacket of Xray (v26.7.28): the answer is read to its end, and anything but
 * 200 ends the uplink; so does an exchange that breaks, which puts its XMUX client out of use too. Nothing is sent again.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  type Doing,
  type NetworkError,
  type Port,
  type PortInput,
  type Scope,
  send,
} from '../sansio/machine.ts';
import { type Exchanges, type ExchangeUser, type Loss, lossOf } from './exchanges.ts';
import type { Carriage, PacketCarrier, PacketWriter } from './packet-carrier.ts';
import type { PacketRequest } from './requests.ts';
import type { XmuxClient } from './xmux.ts';

export class PacketExchanges implements PacketCarrier {
  readonly #exchanges: Exchanges;

  constructor(exchanges: Exchanges) {
    this.#exchanges = exchanges;
  }

  *acquire(
    client: XmuxClient,
    scope: Scope,
    writer: PacketWriter,
    now: number,
  ): Doing<Carriage | null> {
    const packet = new PacketExchange(this.#exchanges, client, writer);
    yield* this.#exchanges.seek(packet, { client, version: '2', leg: 'uplink', scope }, now);
    return packet.isConnectedAtOnce() ? packet : null;
  }

  /** Connections without exchanges end by themselves. */
  *trim(): Doing {}
}

class PacketExchange implements Carriage, ExchangeUser {
  packets = 0;
  readonly #exchanges: Exchanges;
  readonly #client: XmuxClient;
  readonly #writer: PacketWriter;
  #port: Port<HttpPart> | null = null;
  /** The writer has been told to wait. */
  #isAwaited = false;
  #target: string | undefined;
  #status = 0;

  constructor(exchanges: Exchanges, client: XmuxClient, writer: PacketWriter) {
    this.#exchanges = exchanges;
    this.#client = client;
    this.#writer = writer;
  }

  /** Whether there was a connection already; if not, the writer is told when there is one. */
  isConnectedAtOnce(): boolean {
    this.#isAwaited = this.#port === null;
    return !this.#isAwaited;
  }

  *write({ head, body }: PacketRequest): Doing {
    const exchange = this.#port as Port<HttpPart>;
    this.packets++;
    this.#target = head.target;
    yield* send<HttpPart>(exchange, head);
    if (body.length > 0) yield* send<HttpPart>(exchange, { part: 'body', data: body });
    yield* send<HttpPart>(exchange, { part: 'end' });
  }

  // ExchangeUser

  *connected(exchange: Port<HttpPart>, _addresses: Addresses | null, now: number): Doing {
    this.#port = exchange;
    if (this.#isAwaited) yield* this.#writer.opened(this, now);
  }

  *unreachable(error: NetworkError): Doing {
    yield* this.#fail(error);
  }

  *onInput(input: PortInput): Doing {
    switch (input.type) {
      case 'received':
        return yield* this.#read(input.value as HttpPart);
      case 'blocked':
        return yield* this.#writer.blocked(this);
      case 'writable':
        return yield* this.#writer.writable(this, input.now);
      case 'closed':
        return yield* this.#fail(lossOf(input.error));
    }
  }

  *#read(part: HttpPart): Doing {
    if (part.part === 'response_head') this.#status = part.status;
    if (part.part !== 'end') return;
    yield* this.#exchanges.leave(this, 'end');
    if (this.#status !== 200) yield* this.#writer.rejected(this.#status);
  }

  *#fail(error: Loss): Doing {
    this.#client.isClosed = true;
    yield* this.#writer.failed(error, this.#target);
  }
}
