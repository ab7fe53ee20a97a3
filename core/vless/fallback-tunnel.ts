/**
 * An unauthenticated connection carried to the destination of its fallback.
 *
 * Xray v26.7.28, proxy/vless/inbound/inbound.go:Process: dial directly, five attempts; a PROXY header if one is wanted; all
 * octets read so far, for nothing was consumed; then both ways. Unlike a relay it does not pass an end on: when one side
 * has ended, the other is ended too after 1–2 s without octets; except that an end of the destination ends a TLS
 * connection in front at once.
 */
import { proxyHeader } from '../bytes/proxy-header.ts';
import { Attempts } from '../sansio/attempts.ts';
import {
  type Addresses,
  type Doing,
  facts,
  from,
  type Input,
  open,
  type Port,
  pauseReading,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import type { RelayTimeouts } from '../sansio/relay.ts';
import type { VlessFacts } from './facts.ts';
import type { Fallback } from './fallback.ts';

const retryStepMs = 100;
const fact = facts<VlessFacts>();

export interface FallbackTunnelOptions {
  readonly ports: { readonly outer: Port<Uint8Array>; readonly inner: Port<Uint8Array> };
  readonly entry: Fallback;
  /** Of the client's connection. */
  readonly front: Addresses;
  /** What was read of the client. */
  readonly first: Uint8Array;
  readonly timeouts: RelayTimeouts;
  /** Whether the client's connection is inside TLS; REALITY does not count. */
  readonly isTls: boolean;
}

export class FallbackTunnel {
  state: 'DIALLING' | 'FORWARDING' | 'ENDED' = 'DIALLING';
  readonly #outer: Port<Uint8Array>;
  readonly #inner: Port<Uint8Array>;
  readonly #entry: Fallback;
  readonly #front: Addresses;
  readonly #isTls: boolean;
  readonly #timeouts: RelayTimeouts;
  readonly #attempts = new Attempts(retryStepMs);
  readonly #read: Uint8Array[];
  #back: Addresses | null = null;
  /** Names of the ports whose other side has ended. */
  readonly #ended = new Set<string>();
  #active = false;

  constructor({ ports, entry, front, first, timeouts, isTls }: FallbackTunnelOptions) {
    this.#outer = ports.outer;
    this.#inner = ports.inner;
    this.#entry = entry;
    this.#front = front;
    this.#read = [first];
    this.#timeouts = timeouts;
    this.#isTls = isTls;
  }

  *start(): Doing {
    yield* pauseReading(this.#outer);
    yield* this.#dial();
  }

  /** Takes any input. */
  *take(input: Input): Doing {
    if (this.state === 'DIALLING') yield* this.#dialling(input);
    else if (this.state === 'FORWARDING') yield* this.#forwarding(input);
  }

  *#dial(): Doing {
    const { address, port } = this.#entry;
    yield* open(this.#inner, { to: 'address', address: address.host, port, leg: 'fallback' });
  }

  *#dialling(input: Input): Doing {
    if (from(input, this.#outer)) this.#read.push(input.value);
    else if (input.type === 'opened' && input.port === this.#inner.name) {
      yield* this.#opened(input.addresses);
    } else if (input.type === 'timer_fired' && input.timer === 'retry') yield* this.#retry();
    else if (input.type === 'closed' && input.port === this.#inner.name) {
      const pauseMs = this.#attempts.failed(input.error ?? 'connection_reset');
      if (pauseMs === 0) yield* this.#dial();
      else yield* setTimer('retry', pauseMs);
    } else if (input.type === 'closed') {
      this.#ended.add(input.port);
      if (input.how !== 'end') yield* this.#finish('client_reset', this.#front);
    }
  }

  *#retry(): Doing {
    if (!this.#attempts.exhausted) return yield* this.#dial();
    const { errors } = this.#attempts;
    yield* fact('vless:fallback_failed', { dest: this.#entry.dest, errors });
    this.state = 'ENDED';
  }

  *#opened(addresses: Addresses | null): Doing {
    this.#back = addresses;
    this.state = 'FORWARDING';
    const { xver } = this.#entry;
    if (xver) yield* send(this.#inner, proxyHeader(xver, this.#front.remote, this.#front.local));
    for (const octets of this.#read.splice(0)) yield* send(this.#inner, octets);
    yield* resumeReading(this.#outer);
    const halfClosed = this.#ended.has(this.#outer.name);
    yield* setTimer('inactivity', this.#timeouts[halfClosed ? 'halfClosedMs' : 'idleMs']);
  }

  *#forwarding(input: Input): Doing {
    if (input.type === 'timer_fired' && input.timer === 'inactivity') return yield* this.#inspect();
    if (!('port' in input)) return;
    const other = input.port === this.#outer.name ? this.#inner : this.#outer;
    switch (input.type) {
      case 'received':
        this.#active = true;
        return yield* send(other, input.value as Uint8Array);
      case 'blocked':
        return yield* pauseReading(other);
      case 'writable':
        return yield* resumeReading(other);
      case 'closed':
        return yield* this.#closed(input.port, input.how === 'end');
    }
  }

  *#closed(port: string, isEnd: boolean): Doing {
    this.#ended.add(port);
    if (!isEnd) {
      const isClient = port === this.#outer.name;
      return yield* this.#finish(
        isClient ? 'client_reset' : 'dest_reset',
        isClient ? this.#front : this.#back,
      );
    }
    const isOver = this.#ended.size === 2 || (this.#isTls && port === this.#inner.name);
    if (isOver) return yield* this.#finish(null, null);
    this.#active = false;
    yield* setTimer('inactivity', this.#timeouts.halfClosedMs);
  }

  *#inspect(): Doing {
    if (!this.#active) return yield* this.#finish('inactive', null);
    this.#active = false;
    yield* setTimer('inactivity', this.#timeouts[this.#ended.size ? 'halfClosedMs' : 'idleMs']);
  }

  *#finish(
    reason: VlessFacts['vless:fallback_ended']['reason'] | null,
    addresses: Addresses | null,
  ): Doing {
    if (reason) yield* fact('vless:fallback_ended', { reason, addresses });
    this.state = 'ENDED';
  }
}
