/**
 * A network of Node's duplex streams: what carries octets may be TCP, TLS, or anything else that is one.
 *
 * Connections from outside are given by `accept`, dials are answered by what `connect` gives.
 */
import type { Duplex } from 'node:stream';
import type { Connection, Listener, Network, NetworkEvents } from '../../core/engine/network.ts';
import type { Side } from '../../core/trace/step.ts';

const addresses = { local: '127.0.0.1:1', remote: '127.0.0.1:2' };
const listener: Listener = {
  host: 'here',
  address: '127.0.0.1',
  port: 0,
  tag: 'test',
  leg: 'origin',
};

export interface DuplexNetworkOptions {
  readonly events: NetworkEvents;
  /** Gives a stream that is connected. */
  readonly connect: () => Promise<Duplex>;
  /** There may be work for the engine. */
  readonly wake: () => void;
}

export class DuplexNetwork implements Network {
  readonly #options: DuplexNetworkOptions;
  readonly #streams = new Map<Connection, Duplex>();

  constructor(options: DuplexNetworkOptions) {
    this.#options = options;
  }

  accept(stream: Duplex): void {
    const connection = this.#options.events.accepted(null, listener, addresses);
    this.#attach(connection, 'acceptor', stream);
    this.#options.wake();
  }

  listen(): void {}

  dial(connection: Connection): void {
    const { events, connect, wake } = this.#options;
    connect().then(
      (stream) => {
        this.#attach(connection, 'dialler', stream);
        events.opened(connection, addresses);
        wake();
      },
      () => {
        events.failed(connection, 'connection_refused');
        wake();
      },
    );
  }

  send(connection: Connection, _side: Side, octets: Uint8Array): boolean {
    const stream = this.#streams.get(connection);
    return stream?.writable ? stream.write(octets) : true;
  }

  close(connection: Connection, _side: Side, how: 'end' | 'reset' | 'finish'): void {
    const stream = this.#streams.get(connection);
    if (how !== 'end') this.#streams.delete(connection);
    if (how === 'reset') stream?.destroy();
    else stream?.end();
    if (how === 'finish') stream?.resume();
  }

  pauseReading(connection: Connection): void {
    this.#streams.get(connection)?.pause();
  }

  resumeReading(connection: Connection): void {
    this.#streams.get(connection)?.resume();
  }

  dispose(): void {
    for (const stream of this.#streams.values()) stream.destroy();
    this.#streams.clear();
  }

  #attach(connection: Connection, side: Side, stream: Duplex): void {
    const { events, wake } = this.#options;
    this.#streams.set(connection, stream);
    let hasEnded = false;
    const tell = (what: () => void): void => {
      if (this.#streams.get(connection) !== stream) return;
      what();
      wake();
    };
    stream.on('data', (data: Buffer) => {
      const octets = new Uint8Array(data.buffer, data.byteOffset, data.length);
      tell(() => events.received(connection, side, octets));
    });
    stream.on('drain', () => tell(() => events.writable(connection, side)));
    stream.on('error', () => {});
    stream.on('end', () => {
      hasEnded = true;
      tell(() => events.closed(connection, side, 'end'));
    });
    stream.on('close', () => {
      if (!hasEnded) tell(() => events.closed(connection, side, 'reset'));
      this.#streams.delete(connection);
    });
  }
}
