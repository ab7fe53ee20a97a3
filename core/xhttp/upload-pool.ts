/**
 * The HTTP/1.1 connections that carry packets, kept for each XMUX client.
 *
 * splithttp/client.go:DefaultDialerClient.PostPacket of Xray (v26.7.28): a packet takes an idle connection or has a new
 * one dialled, and gives it back as soon as it is written; answers are not awaited. Different from Xray: answers are
 * read and ignored, where Xray leaves them in the socket; a connection that the other side has closed leaves the pool
 * at once, where Xray learns it from a failed write. A packet that was written into one that was closing is lost on both.
 */
import type { HttpPart } from '../http/message.ts';
import {
  close,
  type Doing,
  open,
  type Port,
  type PortInput,
  port,
  type Scope,
  send,
} from '../sansio/machine.ts';
import type { Carriage, PacketCarrier, PacketWriter } from './packet-carrier.ts';
import type { PacketRequest } from './requests.ts';
import type { XmuxClient } from './xmux.ts';

interface UploadConnection extends Carriage {
  readonly port: Port<HttpPart>;
  readonly client: XmuxClient;
  state: 'OPENING' | 'IDLE' | 'BLOCKED';
  packets: number;
  /** Who waits for it, or has written on it last. */
  writer: PacketWriter;
}

export class UploadPool implements PacketCarrier {
  readonly #portName: () => string;
  readonly #connections = new Map<string, UploadConnection>();

  /** `portName` gives a new name each time. */
  constructor(portName: () => string) {
    this.#portName = portName;
  }

  *acquire(client: XmuxClient, scope: Scope, writer: PacketWriter): Doing<Carriage | null> {
    const idle = this.#of(client).findLast(({ state }) => state === 'IDLE');
    if (idle) {
      idle.writer = writer;
      return idle;
    }
    const connection: UploadConnection = {
      port: port(this.#portName()),
      client,
      state: 'OPENING',
      packets: 0,
      writer,
      write: (request) => this.#write(connection, request),
    };
    this.#connections.set(connection.port.name, connection);
    yield* open(connection.port, { to: 'http', leg: 'uplink' }, scope);
    return null;
  }

  /** Closes the idle connections of a client that nobody will use again. */
  *trim(client: XmuxClient): Doing {
    if (!client.isRetired || client.running > 0) return;
    for (const connection of this.#of(client).filter(({ state }) => state === 'IDLE')) {
      this.#connections.delete(connection.port.name);
      yield* close(connection.port, 'end');
    }
  }

  /** False when the port is none of the pool's. */
  *onInput(input: PortInput): Doing<boolean> {
    const connection = this.#connections.get(input.port);
    if (!connection) return false;
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
    return true;
  }

  *#write(connection: UploadConnection, { head, body }: PacketRequest): Doing {
    connection.state = 'IDLE';
    connection.packets++;
    yield* send<HttpPart>(connection.port, head);
    if (body.length > 0) yield* send<HttpPart>(connection.port, { part: 'body', data: body });
    yield* send<HttpPart>(connection.port, { part: 'end' });
    yield* this.trim(connection.client);
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
