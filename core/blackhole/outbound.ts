/**
 * The outbound that takes a connection and lets it go, at once or after a fixed answer.
 *
 * Xray v26.7.28, proxy/blackhole/blackhole.go:Process, config.go. What the client has sent is not read; after the answer comes a
 * pause, so that it arrives before the end. Without UDP, which Xray drains for 30–90 s.
 */
import { toLatin1 } from '../bytes/utf8.ts';
import {
  type Doing,
  type Input,
  type Machine,
  pauseReading,
  port,
  send,
  setTimer,
} from '../sansio/machine.ts';

export interface BlackholeOutboundOptions {
  readonly response: 'none' | 'http';
}

/** Xray's own text, whose lines end in LF alone. */
const forbidden = toLatin1(
  'HTTP/1.1 403 Forbidden\nConnection: close\nCache-Control: max-age=3600, public\nContent-Length: 0\n\n\n',
);
const pauseMs = 1_000;

export class BlackholeOutbound implements Machine {
  readonly inner = port<Uint8Array>('inner');
  state: { readonly name: 'ANSWERING' | 'CLOSED' } = { name: 'ANSWERING' };
  readonly #response: BlackholeOutboundOptions['response'];

  constructor({ response }: BlackholeOutboundOptions) {
    this.#response = response;
  }

  *handle(input: Input): Doing {
    if (input.type === 'start' && this.#response === 'http') {
      yield* pauseReading(this.inner);
      yield* send(this.inner, forbidden);
      yield* setTimer('pause', pauseMs);
    } else if (input.type === 'start' || input.type === 'timer_fired') {
      this.state = { name: 'CLOSED' };
    } else if (input.type === 'closed' && input.how !== 'end') {
      this.state = { name: 'CLOSED' };
    }
  }
}
