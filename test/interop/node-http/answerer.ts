/** A program that answers HTTP exchanges, whatever their version on the wire. */
import type { HttpPart } from '../../../core/http/message.ts';
import {
  close,
  type Doing,
  type Input,
  type Port,
  pauseReading,
  port,
  resumeReading,
  send,
  setTimer,
} from '../../../core/sansio/machine.ts';
import { body, end, machine, testOctets } from './live.ts';

const piece = testOctets(65_536);

/** What is sent back as it comes, or made: `/echo`, `/octets/<n>`, `/empty`. */
export class Answerer {
  readonly paths: string[] = [];
  produced = 0;
  readonly machine = machine((input) => this.#handle(input));
  #echoes = new Set<string>();
  #streams = new Map<string, { left: number; isBlocked: boolean }>();

  *#handle(input: Input): Doing {
    if (input.type === 'timer_fired') return yield* this.#produce(input.timer);
    if (!('port' in input)) return;
    const exchange = port<HttpPart>(input.port);
    const stream = this.#streams.get(input.port);
    switch (input.type) {
      case 'received':
        return yield* this.#onPart(exchange, input.value as HttpPart);
      case 'blocked':
        if (stream) stream.isBlocked = true;
        else yield* pauseReading(exchange);
        return;
      case 'writable':
        if (stream) stream.isBlocked = false;
        else yield* resumeReading(exchange);
        return yield* this.#produce(input.port);
      case 'closed':
        this.#streams.delete(input.port);
        this.#echoes.delete(input.port);
    }
  }

  *#onPart(exchange: Port<HttpPart>, part: HttpPart): Doing {
    if (part.part === 'request_head') return yield* this.#begin(exchange, part.target);
    if (!this.#echoes.has(exchange.name)) return;
    yield* send(exchange, part);
    if (part.part === 'end') yield* close(exchange, 'end');
  }

  *#begin(exchange: Port<HttpPart>, target: string): Doing {
    this.paths.push(target);
    const [, kind, count] = target.split('/');
    const headers = kind === 'octets' ? [{ name: 'Content-Length', value: `${count}` }] : [];
    yield* send<HttpPart>(exchange, { part: 'response_head', status: 200, headers });
    if (kind === 'echo') this.#echoes.add(exchange.name);
    else {
      this.#streams.set(exchange.name, { left: Number(count ?? 0), isBlocked: false });
      yield* this.#produce(exchange.name);
    }
  }

  /** A piece at a time, so that back-pressure can be felt. */
  *#produce(name: string): Doing {
    const stream = this.#streams.get(name);
    if (!stream || stream.isBlocked) return;
    const exchange = port<HttpPart>(name);
    if (stream.left > 0) {
      const data = piece.subarray(0, stream.left);
      stream.left -= data.length;
      this.produced += data.length;
      yield* send(exchange, body(data));
      return yield* setTimer(name, 0);
    }
    this.#streams.delete(name);
    yield* send(exchange, end);
    yield* close(exchange, 'end');
  }
}
