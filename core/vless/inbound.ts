/**
 * The VLESS server: who is known is carried to a destination, who is not may be given to a fallback.
 *
 * Xray v26.7.28, proxy/vless/inbound/inbound.go:Process. With fallbacks one read decides, whatever its length; without,
 * the header is waited for. Once the user is accepted there is no fallback any more. TCP only; no flow, no encryption.
 */

import { encode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { hostAndPort } from '../bytes/ip.ts';
import {
  type Addresses,
  cancelTimer,
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  open,
  port,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { defaultTimeouts, Relay, type RelayTimeouts } from '../sansio/relay.ts';
import { noAddons } from './addons.ts';
import type { FlowRejection, RequestRejection, VlessFacts } from './facts.ts';
import { chooseFallback, type Fallback, prepareFallbacks } from './fallback.ts';
import { FallbackTunnel } from './fallback-tunnel.ts';
import { response } from './messages.ts';
import { cutOff, fallbackReason, type ReadRequest, readRequest } from './request-reader.ts';
import { idText, type User, vlessRoute } from './users.ts';

export interface InboundTimeouts extends RelayTimeouts {
  /** For the header, from the start; null where the transport has no such limit (Xray's XHTTP has none). */
  readonly handshakeMs: number | null;
}
export const rawTimeouts: InboundTimeouts = { ...defaultTimeouts, handshakeMs: 60_000 };
export const xhttpTimeouts: InboundTimeouts = { ...defaultTimeouts, handshakeMs: null };

export interface VlessSecurity {
  readonly protocol: 'tls' | 'reality';
  readonly serverName: string;
  readonly alpn: string;
}

export interface VlessInboundOptions {
  readonly users: readonly User[];
  /** Null where the configuration has none. */
  readonly fallbacks: readonly Fallback[] | null;
  /** The client's `address:port`, as Xray logs it. */
  readonly remote: string;
  /** Of the inbound's end of the connection; a PROXY header names it. Empty where there is none. */
  readonly local: string;
  /** What the security around the connection has learnt; texts are empty where it has not, or there is none. */
  readonly security?: VlessSecurity;
  readonly timeouts?: InboundTimeouts;
}

/** Octets of one read, at most. */
const readOctets = 8192;

const responseHeader = encode(response, { version: 0, addons: noAddons });
const fact = facts<VlessFacts>();

type StateName = 'WAIT_FIRST' | 'WAIT_REQUEST' | 'RELAYING' | 'DIALLING' | 'FORWARDING' | 'CLOSED';

export class VlessInbound implements Machine {
  readonly outer = port<Uint8Array>('outer');
  readonly inner = port<Uint8Array>('inner');
  readonly fallback = port<Uint8Array>('fallback');
  readonly source: string;
  /** Of the user; empty before one is known, and for one without. */
  email = '';
  state: { readonly name: StateName } = { name: 'WAIT_FIRST' };
  readonly #options: VlessInboundOptions;
  readonly #timeouts: InboundTimeouts;
  readonly #relay: Relay;
  #tunnel: FallbackTunnel | null = null;
  #header: Uint8Array = new Uint8Array();
  #responded = false;

  constructor(options: VlessInboundOptions) {
    this.#options = options;
    this.#timeouts = options.timeouts ?? rawTimeouts;
    this.#relay = new Relay(this.outer, this.inner, this.#timeouts);
    this.source = options.remote;
  }

  /** What rules that name users are held against. */
  get user(): string {
    return this.email;
  }

  *handle(input: Input): Doing {
    switch (this.state.name) {
      case 'WAIT_FIRST':
      case 'WAIT_REQUEST':
        return yield* this.#reading(input);
      case 'RELAYING':
        return yield* this.#relaying(input);
      case 'DIALLING':
      case 'FORWARDING':
        return yield* this.#forwarding(input);
    }
  }

  *#reading(input: Input): Doing {
    const { handshakeMs } = this.#timeouts;
    if (input.type === 'start' && handshakeMs !== null) yield* setTimer('handshake', handshakeMs);
    else if (from(input, this.outer)) {
      if (this.state.name === 'WAIT_FIRST') yield* this.#first(input.value);
      else yield* this.#request(concat([this.#header, input.value]));
    } else if (input.type === 'timer_fired' && input.timer === 'handshake') {
      yield* this.#cutOff('timed_out');
    } else if (input.type === 'closed') {
      yield* this.#cutOff(input.how === 'end' ? 'end' : 'reset');
    }
  }

  *#first(octets: Uint8Array): Doing {
    const first = octets.subarray(0, readOctets);
    yield* fact('vless:first_read', { length: first.length });
    const { users, fallbacks } = this.#options;
    const reason = fallbacks && fallbackReason(first, users);
    if (!reason) return yield* this.#request(octets);
    yield* this.#endHandshake();
    yield* fact('vless:fallback_started', reason);
    const { security } = this.#options;
    const { serverName = '', alpn: chosenAlpn = '' } = security ?? {};
    if (security) yield* fact('vless:security_seen', { server_name: serverName, alpn: chosenAlpn });
    const seen = { serverName, alpn: chosenAlpn, first };
    const choice = chooseFallback(prepareFallbacks(fallbacks), seen);
    const real_path = choice.realPath;
    if ('missing' in choice) {
      yield* fact('vless:fallback_missing', { key: choice.missing, real_path });
      this.state = { name: 'CLOSED' };
      return;
    }
    const { entry, name, alpn, path } = choice;
    yield* fact('vless:fallback_chosen', { name, alpn, path, real_path, dest: entry.dest });
    const front: Addresses = { local: this.#options.local, remote: this.#options.remote };
    const ports = { outer: this.outer, inner: this.fallback };
    const timeouts = this.#timeouts;
    const isTls = security?.protocol === 'tls';
    this.#tunnel = new FallbackTunnel({ ports, entry, front, first: octets, timeouts, isTls });
    this.state = { name: 'DIALLING' };
    yield* this.#tunnel.start();
  }

  *#request(octets: Uint8Array): Doing {
    this.#header = octets;
    this.state = { name: 'WAIT_REQUEST' };
    const reading = readRequest(octets, this.#options.users);
    if (reading.result === 'rejected') yield* this.#reject(reading.rejection);
    else if (reading.result === 'read') yield* this.#accept(reading.read);
  }

  *#accept({ user, request, destination, rest }: ReadRequest): Doing {
    this.#header = new Uint8Array();
    this.email = user.email;
    yield* this.#endHandshake();
    yield* fact('vless:user_authenticated', {
      destination: `tcp:${hostAndPort(destination.host, destination.port)}`,
      email: user.email,
      vless_route: vlessRoute(request.user_id),
    });
    const rejection = flowRejection(request.addons.flow, user);
    if (rejection) {
      yield* fact('vless:flow_rejected', rejection);
      this.state = { name: 'CLOSED' };
      return;
    }
    yield* open(this.inner, { to: 'destination', destination });
    this.state = { name: 'RELAYING' };
    yield* this.#relay.start();
    if (rest.length) yield* send(this.inner, rest);
  }

  *#cutOff(how: 'end' | 'reset' | 'timed_out'): Doing {
    if (this.state.name === 'WAIT_FIRST') {
      yield* this.#reject({ code: 'vless:nothing_read', cause: how });
    } else yield* this.#reject(cutOff(this.#header, how));
  }

  *#endHandshake(): Doing {
    if (this.#timeouts.handshakeMs !== null) yield* cancelTimer('handshake');
  }

  *#reject(rejection: RequestRejection): Doing {
    yield* fact('vless:request_rejected', { remote: this.#options.remote, ...rejection });
    this.state = { name: 'CLOSED' };
  }

  *#relaying(input: Input): Doing {
    if (from(input, this.inner)) {
      yield* this.#relay.handle({ ...input, value: this.#withHeader(input.value) });
    } else {
      // Xray flushes the header when the other side ends without an octet
      const isOver = input.type === 'closed' && input.port === this.inner.name;
      if (isOver && !this.#responded) yield* send(this.outer, this.#withHeader(new Uint8Array()));
      yield* this.#relay.handle(input);
    }
    if (this.#relay.done) this.state = { name: 'CLOSED' };
  }

  /** The response header goes out with the first octets of the downlink, in one send. */
  #withHeader(octets: Uint8Array): Uint8Array {
    if (this.#responded) return octets;
    this.#responded = true;
    return concat([responseHeader, octets]);
  }

  *#forwarding(input: Input): Doing {
    const tunnel = this.#tunnel as FallbackTunnel;
    yield* tunnel.take(input);
    const name = tunnel.state === 'ENDED' ? 'CLOSED' : tunnel.state;
    if (name !== this.state.name) this.state = { name };
  }
}

/** None of our users has a flow, so a client may name none. */
function flowRejection(flow: string, user: User): FlowRejection | null {
  if (flow === '') return null;
  if (flow !== 'xtls-rprx-vision') return { code: 'vless:unknown_flow', flow };
  return { code: 'vless:flow_not_allowed', id: idText(user.id), flow };
}
