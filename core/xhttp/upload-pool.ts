/**
 * The HTTP/1.1 connections that carry packets, kept for each XMUX client.
 *
 * splithttp/client.go:DefaultDialerClient.PostPacket of Xray (v26.7.28): a packet takes an idle connection or has a new
 * one dialled, and gives it back as soon as it is written; answers are not awaited. Different from Xray: answers are
 * read and ignored, where Xray leaves them in the socket; a connection that the other side has closed leaves the pool
 * at once, where Xray learns it from a failed write. A packet that was written into one that was closing is lost on both.
 */
import type { HttpPart, RequestHead } from '../http/message.ts';
import {
  close,
  type Doing,
  type NetworkError,
  open,
  type Port,
  type PortInput,
  port,
  type Scope,
  send,
} from '../sansio/machine.ts';
import type { XmuxClient } from './xmux.ts';

export interface UploadConnection {
  readonly port: Port<HttpPart>;
  readonly client: XmuxClient;
  state: 'OPENING' | 'IDLE' | 'BLOCKED';
  /** Packets that were sent on it. */
  packets: number;
  /** Who waits for it, or has written on it last. */
  writer: PacketWriter;
}

/** What a writer of packets is told of its connections. */
export interface PacketWriter {
  opened(connection: UploadConnection, now: number): Doing;
  failed(error: NetworkError): Doing;
  /** What was written last is not out yet. */
  blocked(connection: UploadConnection): Doing;
  writable(connection: UploadConnection, now: number): Doing;
  /** The connection has broken while it was blocked. */
  lost(connection: UploadConnection, now: number): Doing;
}

export class UploadPool<Writer extends PacketWriter> {
  readonly #portName: () => string;
  readonly #connections = new Map<string, UploadConnection & { writer: Writer }>();

  /** `portName` gives a new name each time. */
  constructor(portName: () => string) {
    this.#portName = portName;
  }

  /** An idle connection; or null, and the writer hears of a new one later. */
  *acquire(client: XmuxClient, scope: Scope, writer: Writer): Doing<UploadConnection | null> {
    const idle = this.#of(client).findLast(({ state }) => state === 'IDLE');
    if (idle) {
      idle.writer = writer;
      return idle;
    }
    const connection = {
      port: port<HttpPart>(this.#portName()),
      client,
      state: 'OPENING' as const,
      packets: 0,
      writer,
    };
    this.#connections.set(connection.port.name, connection);
    yield* open(connection.port, { to: 'http', leg: 'uplink' }, scope);
    return null;
  }

  *write(connection: UploadConnection, head: RequestHead, body: Uint8Array): Doing {
    connection.state = 'IDLE';
    connection.packets++;
    yield* send<HttpPart>(connection.port, head);
    yield* send<HttpPart>(connection.port, { part: 'body', data: body });
    yield* send<HttpPart>(connection.port, { part: 'end' });
    yield* this.trim(connection.client);
  }

  /** Closes the idle connections of a client that nobody will use again. */
  *trim(client: XmuxClient): Doing {
    if (!client.isRetired || client.running > 0) return;
    for (const connection of this.#of(client).filter(({ state }) => state === 'IDLE')) {
      this.#connections.delete(connection.port.name);
      yield* close(connection.port, 'end');
    }
  }

  /** Gives the writer that the input concerned; null when the port is none of the pool's. */
  *onInput(input: PortInput): Doing<Writer | null> {
    const connection = this.#connections.get(input.port);
    if (!connection) return null;
    const { writer } = connection;
    switch (input.type) {
      case 'opened':
        connection.state = 'IDLE';
        yield* writer.opened(connection, input.now);
        break;
      case 'blocked':
        connection.state = 'BLOCKED';
        yield* writer.blocked(connection);
        break;
      case 'writable':
        connection.state = 'IDLE';
        yield* writer.writable(connection, input.now);
        break;
      case 'closed':
        yield* this.#closed(connection, input);
        break;
    }
    return writer;
  }

  *#closed(
    connection: UploadConnection,
    { how, error, now }: Extract<PortInput, { readonly type: 'closed' }>,
  ): Doing {
    this.#connections.delete(connection.port.name);
    if (how === 'end') yield* close(connection.port, 'end');
    if (connection.state === 'OPENING') {
      yield* connection.writer.failed(error ?? 'connection_reset');
    } else if (connection.state === 'BLOCKED') yield* connection.writer.lost(connection, now);
  }

  #of(client: XmuxClient): UploadConnection[] {
    return [...this.#connections.values()].filter((connection) => connection.client === client);
  }
}
