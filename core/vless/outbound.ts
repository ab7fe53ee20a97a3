/**
 * The VLESS client: a header in front of the uplink, a header taken off the downlink.
 *
 * Xray v26.7.28, proxy/vless/outbound/outbound.go:Process. The header waits up to 500 ms for the first octets of the proxied
 * connection and goes out with them in one write. TCP only; no flow, no encryption, no connections in advance.
 */

import { decode, encode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { hostAndPort } from '../bytes/ip.ts';
import { DecodeError } from '../bytes/reader.ts';
import { Dialling } from '../sansio/dialling.ts';
import {
  cancelTimer,
  close,
  type Destination,
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  port,
  ready,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { Relay } from '../sansio/relay.ts';
import { noAddons } from './addons.ts';
import type { ReadFailure, ResponseRejection, VlessFacts } from './facts.ts';
import { Command, request, response, targetOf } from './messages.ts';

export interface VlessOutboundOptions {
  /** Of the user, 16 octets. */
  readonly id: Uint8Array;
  readonly destination: Destination;
  /** `host:port` of the server, as Xray logs it. */
  readonly server: string;
}

const retryStepMs = 200;
const firstOctetsMs = 500;
const fact = facts<VlessFacts>();

type StateName = 'DIALLING' | 'WAIT_FIRST_OCTETS' | 'RELAYING' | 'CLOSED';

export class VlessOutbound implements Machine {
  readonly inner = port<Uint8Array>('inner');
  readonly transport = port<Uint8Array>('transport');
  state: { readonly name: StateName } = { name: 'DIALLING' };
  readonly #options: VlessOutboundOptions;
  readonly #relay = new Relay(this.transport, this.inner);
  readonly #dialling = new Dialling(this.inner, this.transport, { to: 'transport' }, retryStepMs);
  /** The beginning of the downlink as long as the response header is not whole; null after it. */
  #response: Uint8Array | null = new Uint8Array();

  constructor(options: VlessOutboundOptions) {
    this.#options = options;
  }

  *handle(input: Input): Doing {
    switch (this.state.name) {
      case 'DIALLING':
        return yield* this.#dial(input);
      case 'WAIT_FIRST_OCTETS':
        return yield* this.#waiting(input);
      case 'RELAYING':
        return yield* this.#relaying(input);
    }
  }

  *#dial(input: Input): Doing {
    if (input.type === 'start') return yield* this.#dialling.start();
    switch (yield* this.#dialling.handle(input)) {
      case 'opened':
        return yield* this.#opened(input.now);
      case 'failed':
        return yield* this.#failed();
      case 'abandoned':
        this.state = { name: 'CLOSED' };
    }
  }

  *#failed(): Doing {
    const { errors } = this.#dialling;
    yield* fact('vless:transport_failed', { via: this.#options.server, errors });
    yield* close(this.inner, 'reset', errors.at(-1));
    this.state = { name: 'CLOSED' };
  }

  *#opened(now: number): Doing {
    const { addresses, innerEnded } = this.#dialling;
    const { destination, server } = this.#options;
    const named = `tcp:${hostAndPort(destination.host, destination.port)}`;
    yield* fact('vless:request_tunnelled', { destination: named, via: server });
    yield* ready(this.inner, addresses);
    yield* resumeReading(this.inner);
    this.state = { name: 'WAIT_FIRST_OCTETS' };
    const early = this.#dialling.takeEarly();
    if (early.length) yield* this.#begin(concat(early));
    else if (!innerEnded) yield* setTimer('first_octets', firstOctetsMs);
    if (innerEnded) {
      yield* this.handle({ type: 'closed', port: this.inner.name, how: 'end', now });
    }
  }

  *#waiting(input: Input): Doing {
    if (from(input, this.inner)) {
      yield* cancelTimer('first_octets');
      yield* this.#begin(input.value);
    } else if (input.type === 'timer_fired') yield* this.#begin(new Uint8Array());
    else if (input.type === 'closed' && input.port === this.inner.name) {
      // Xray gives up without a header
      this.state = { name: 'CLOSED' };
    } else yield* this.#relaying(input);
  }

  /** Sends the header with the first octets of the uplink, which may be none. */
  *#begin(octets: Uint8Array): Doing {
    const header = encode(request, {
      user_id: this.#options.id,
      addons: noAddons,
      command: Command.TCP,
      target: targetOf(this.#options.destination),
    });
    this.state = { name: 'RELAYING' };
    yield* this.#relay.start();
    yield* send(this.transport, concat([header, octets]));
  }

  *#relaying(input: Input): Doing {
    const head = this.#response;
    if (head && from(input, this.transport)) {
      const rest = yield* this.#readResponse(concat([head, input.value]));
      if (rest.length) yield* this.#relay.handle({ ...input, value: rest });
    } else if (head && input.type === 'closed' && input.port === this.transport.name) {
      yield* this.#reject(cutOff(head, input.how === 'end' ? 'end' : 'reset'));
    } else yield* this.#relay.handle(input);
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }

  /** What follows the response header; nothing as long as it is not whole. */
  *#readResponse(head: Uint8Array): Doing<Uint8Array> {
    try {
      const unit = decode(response, head);
      this.#response = unit ? null : head;
      if (unit) return unit.rest;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const version = head[0] as number;
      yield* this.#reject(
        version === 0
          ? { code: 'vless:response_addons_malformed' }
          : { code: 'vless:unexpected_response_version', version },
      );
    }
    return new Uint8Array();
  }

  *#reject(rejection: ResponseRejection): Doing {
    yield* fact('vless:response_rejected', rejection);
    this.state = { name: 'CLOSED' };
  }
}

function cutOff(head: Uint8Array, how: 'end' | 'reset'): ResponseRejection {
  const { length } = head;
  if (length === 0) return { code: 'vless:response_version_missing', cause: how };
  if (length === 1) {
    return { code: 'vless:response_addons_missing', field: 'length', cause: how };
  }
  const cause: ReadFailure = how === 'end' && length > 2 ? 'partial_end' : how;
  return { code: 'vless:response_addons_missing', field: 'value', cause };
}
