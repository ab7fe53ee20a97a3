/**
 * REALITY's server: TLS 1.3 for those who have its key, a tunnel to somebody else's site for everybody else.
 *
 *     DIALLING_TARGET → WAIT_CLIENT_HELLO → FORWARDING                                    strangers
 *                                         → WAIT_TARGET_FLIGHT → WAIT_FINISHED …          TLS's states from there
 *
 * The target is dialled before anything is read, and sees the ClientHello as it comes. Only then is it decided: a stranger stays
 * in the tunnel, byte for byte; whoever had the key never sees the target's flight, but one of the same lengths. XTLS/REALITY
 * 9234c772, tls.go:Server (the version that Xray v26.7.28 pins).
 *
 * Left out: the probes at start by which REALITY learns what records the target sends after a handshake, and their imitation
 * (record_detect.go). Its list of them is always empty here, as it is there for a target that sends none; clients do not
 * depend on them.
 */
import { hostAndPort } from '../bytes/ip.ts';
import { proxyHeader } from '../bytes/proxy-header.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import {
  type Doing,
  facts,
  from,
  type Input,
  type Machine,
  open,
  type Port,
  port,
  send,
} from '../sansio/machine.ts';
import { stateSecrets } from '../tls/facts.ts';
import { RecordLayer } from '../tls/record-layer.ts';
import { RecordProtection } from '../tls/record-protection.ts';
import {
  type Authenticated,
  type AuthenticationSettings,
  authenticate,
  type Stranger,
  unreadable,
} from './authentication.ts';
import { ClientHelloReader, type HelloReading } from './client-hello-reader.ts';
import type { RealityFacts, RejectionReason } from './facts.ts';
import { Gate } from './forwarding.ts';
import { Handover } from './handover.ts';
import { serverFlight } from './server-flight.ts';
import { type FlightReading, readOctets, TargetFlight } from './target-flight.ts';
import type { RateLimit } from './token-bucket.ts';
import { Tunnel } from './tunnel.ts';

export interface RealityServerSettings extends AuthenticationSettings {
  readonly target: { readonly address: { readonly host: string }; readonly port: number };
  /** Version of the PROXY protocol header that the target gets first; 0 for none. */
  readonly xver: 0 | 1 | 2;
  /** 32 octets; null: no such signature. */
  readonly mldsa65Seed: Uint8Array | null;
  readonly limitFallbackUpload: RateLimit | null;
  readonly limitFallbackDownload: RateLimit | null;
}

export interface RealityServerOptions {
  readonly crypto: CryptoProvider;
  /** What `now` counts from, in ms since 1970. */
  readonly epochMs: number;
  /** Of the client's connection, as `address:port`. */
  readonly remote: string;
  readonly local: string;
  readonly settings: RealityServerSettings;
  /** What goes inside; the facts say it, because Xray's listeners do not log alike. */
  readonly network?: 'raw' | 'xhttp';
}

const fact = facts<RealityFacts>();

interface States {
  DIALLING_TARGET: { readonly name: 'DIALLING_TARGET' };
  WAIT_CLIENT_HELLO: { readonly name: 'WAIT_CLIENT_HELLO' };
  FORWARDING: { readonly name: 'FORWARDING' };
  WAIT_TARGET_FLIGHT: {
    readonly name: 'WAIT_TARGET_FLIGHT';
    readonly client: Authenticated;
    /** The handshake message. */
    readonly clientHello: Uint8Array;
  };
  CLOSED: { readonly name: 'CLOSED' };
}

export class RealityServer implements Machine {
  readonly outer = port<Uint8Array>('outer');
  readonly inner = port<Uint8Array>('inner');
  readonly target = port<Uint8Array>('target');
  readonly #options: RealityServerOptions;
  readonly #gates = { outer: new Gate(this.outer), target: new Gate(this.target) };
  readonly #tunnel: Tunnel;
  readonly #hello = new ClientHelloReader();
  readonly #flight = new TargetFlight();
  /** What the target has said and is not used up. */
  #saved: Uint8Array[] = [];
  /** What the client has said and neither the target nor TLS has got. */
  #unread: Uint8Array[] = [];
  #hasClientEnded = false;
  #rejection: RejectionReason = unreadable.rejection;
  #state: States[keyof States] = { name: 'DIALLING_TARGET' };
  /** Once the flight is sent. */
  #handover: Handover | null = null;

  constructor(options: RealityServerOptions) {
    this.#options = options;
    const { limitFallbackUpload, limitFallbackDownload } = options.settings;
    this.#tunnel = new Tunnel({
      outer: this.outer,
      target: this.target,
      gates: this.#gates,
      limits: { uplink: limitFallbackUpload, downlink: limitFallbackDownload },
    });
  }

  get #network(): 'raw' | 'xhttp' {
    return this.#options.network ?? 'raw';
  }

  get state(): Machine['state'] {
    return this.#state.name === 'CLOSED' ? this.#state : (this.#handover?.state ?? this.#state);
  }

  *handle(input: Input): Doing {
    if (this.#handover) return yield* this.#secured(this.#handover, input);
    if (input.type === 'start') return yield* this.#start();
    if (input.type === 'opened') return yield* this.#opened(input.now);
    if (input.type === 'timer_fired') yield* this.#tunnel.fired(input.timer, input.now);
    else if (from(input, this.outer)) yield* this.#fromClient(input.value, input.now);
    else if (from(input, this.target)) yield* this.#fromTarget(input.value, input.now);
    else if (input.type === 'blocked') yield* this.#opposite(input.port).hold('blocked');
    else if (input.type === 'writable') yield* this.#opposite(input.port).release('blocked');
    else if (input.type === 'closed') yield* this.#closed(input);
    if (this.#tunnel.isOver) yield* this.#reject();
  }

  /** Of the port from which come the octets for this one. */
  #opposite(name: string): Gate {
    return name === this.target.name ? this.#gates.outer : this.#gates.target;
  }

  *#start(): Doing {
    const { address, port: at } = this.#options.settings.target;
    yield* this.#gates.outer.hold('dial');
    yield* open(this.target, { to: 'address', address: address.host, port: at, leg: 'target' });
  }

  *#opened(now: number): Doing {
    const { remote, local, settings } = this.#options;
    this.#state = { name: 'WAIT_CLIENT_HELLO' };
    if (settings.xver) yield* send(this.target, proxyHeader(settings.xver, remote, local));
    for (const octets of this.#unread.splice(0)) yield* this.#fromClient(octets, now);
    if (this.#hasClientEnded) return yield* this.#reject();
    yield* this.#gates.outer.release('dial');
  }

  *#fromClient(octets: Uint8Array, now: number): Doing {
    switch (this.#state.name) {
      case 'DIALLING_TARGET':
      case 'WAIT_TARGET_FLIGHT':
        this.#unread.push(octets);
        return;
      case 'WAIT_CLIENT_HELLO':
        return yield* this.#listen(octets, now);
      case 'FORWARDING':
        if (this.#tunnel.hasUplink || this.#tunnel.isTargetGone) {
          return yield* this.#tunnel.fromClient(octets, now);
        }
        return yield* this.#listen(octets, now);
    }
  }

  /** Lets the target hear the client while the hello is not decided. */
  *#listen(octets: Uint8Array, now: number): Doing {
    yield* send(this.target, octets);
    const reading = this.#hello.push(octets);
    if (reading.result === 'incomplete') return;
    const { crypto, settings, epochMs } = this.#options;
    const verdict =
      reading.result === 'hello'
        ? authenticate(crypto, settings, reading.message, epochMs + now)
        : unreadable;
    if (this.#tunnel.hasDownlink) return yield* this.#stranger(tooLate(verdict), now);
    if (verdict.opened) yield* fact('reality:session_id_opened', verdict.opened);
    if (verdict.result === 'stranger') return yield* this.#stranger(verdict, now);
    yield* fact('reality:authentication_decided', {
      result: 'authenticated',
      reason: null,
      server_name: verdict.serverName,
    });
    const { message } = reading as Extract<HelloReading, { readonly result: 'hello' }>;
    this.#state = { name: 'WAIT_TARGET_FLIGHT', client: verdict, clientHello: message };
    this.#rejection = 'target sent incorrect server hello or handshake incomplete';
    yield* this.#gates.outer.hold('flight');
  }

  *#stranger({ reason, serverName, rejection }: Stranger, now: number): Doing {
    yield* fact('reality:authentication_decided', {
      result: 'stranger',
      reason,
      server_name: serverName,
    });
    this.#rejection = rejection;
    this.#state = { name: 'FORWARDING' };
    this.#tunnel.startUplink(true, now);
  }

  *#fromTarget(octets: Uint8Array, now: number): Doing {
    if (this.#state.name !== 'WAIT_TARGET_FLIGHT') {
      this.#state = { name: 'FORWARDING' };
      return yield* this.#tunnel.fromTarget(octets, now);
    }
    for (let at = 0; at < octets.length; at += readOctets) {
      const read = octets.subarray(at, at + readOctets);
      if (!this.#flight.hasHello) this.#saved.push(read);
      const reading = this.#flight.read(read);
      if (reading.result === 'incomplete') continue;
      const later = octets.subarray(at + readOctets);
      if (reading.result === 'complete') return yield* this.#answer(reading, later, now);
      return yield* this.#unfit(reading, later, now);
    }
  }

  *#unfit(
    { reason, hello }: Extract<FlightReading, { readonly result: 'unfit' }>,
    later: Uint8Array,
    now: number,
  ): Doing {
    yield* fact('reality:target_unfit', { reason, server_hello_accepted: hello !== null });
    if (hello) return yield* this.#reject('handshake did not complete successfully');
    this.#state = { name: 'FORWARDING' };
    this.#tunnel.startUplink(false, now);
    const [first = later, ...more] = this.#saved.splice(0);
    yield* this.#tunnel.startDownlink(first, now);
    for (const octets of more) yield* send(this.outer, octets);
    if (later.length > 0) yield* this.#tunnel.fromTarget(later, now);
    for (const octets of this.#unread.splice(0)) yield* this.#tunnel.fromClient(octets, now);
    yield* this.#gates.outer.release('flight');
    if (this.#hasClientEnded) yield* this.#tunnel.clientClosed('end');
  }

  *#answer(
    { hello: targetHello, shape, unread }: Extract<FlightReading, { readonly result: 'complete' }>,
    later: Uint8Array,
    now: number,
  ): Doing {
    const { crypto, remote, settings } = this.#options;
    const { client, clientHello } = this.#state as States['WAIT_TARGET_FLIGHT'];
    this.#rejection = 'handshake did not complete successfully';
    yield* fact('reality:target_flight_read', {
      cipher_suite: targetHello.suite.name,
      group: targetHello.group,
      records: shape.records,
      ticket: shape.ticket,
    });
    const flight = yield* serverFlight({
      ...{ crypto, clientHello, hello: client.hello, authKey: client.authKey },
      ...{ targetHello, shape, mldsa65Seed: settings.mldsa65Seed },
    });
    if (!flight) return yield* this.#reject();
    this.#saved = [];
    const { random: clientRandom } = client.hello;
    yield* stateSecrets('handshake', clientRandom, flight.handshake);
    yield* stateSecrets('application', clientRandom, flight.application);
    yield* send(this.outer, flight.octets);
    const records = new RecordLayer(this.#hello.records);
    records.read = new RecordProtection(crypto, targetHello.suite, flight.handshake.client);
    records.write = flight.write;
    const handover = new Handover({
      continuation: {
        ...{ crypto, remote, records, suite: targetHello.suite, group: targetHello.group },
        ...{ serverName: client.serverName, alpn: '' },
        ...{ schedule: flight.schedule, transcript: flight.transcript },
        ...{ handshake: flight.handshake, application: flight.application },
      },
      ...{ target: this.target, gate: this.#gates.target, skip: unread },
    });
    this.#handover = handover;
    const { target, outer } = this;
    const received = (of: Port<Uint8Array>, value: Uint8Array) =>
      this.#secured(handover, { type: 'received', port: of.name, value, now });
    yield* received(target, later);
    // also where the client has said nothing: more than the hello may have come with it
    for (const value of [...this.#unread.splice(0), new Uint8Array()])
      yield* received(outer, value);
    if (this.#hasClientEnded) {
      yield* this.#secured(handover, { type: 'closed', port: outer.name, how: 'end', now });
    }
    yield* this.#gates.outer.release('flight');
  }

  *#closed(input: Extract<Input, { readonly type: 'closed' }>): Doing {
    const { name } = this.#state;
    if (input.how === 'failed') {
      const { address, port: at } = this.#options.settings.target;
      yield* fact('reality:target_dial_failed', {
        target: hostAndPort(address.host, at),
        error: input.error ?? 'connection_reset',
        network: this.#network,
      });
      this.#state = { name: 'CLOSED' };
    } else if (name === 'FORWARDING') {
      if (input.port === this.target.name) yield* this.#tunnel.targetClosed(input.how);
      else yield* this.#tunnel.clientClosed(input.how);
    } else if (
      input.port === this.outer.name &&
      input.how === 'end' &&
      name !== 'WAIT_CLIENT_HELLO'
    ) {
      this.#hasClientEnded = true;
    } else {
      const isLate = this.#flight.hasHello || input.port === this.outer.name;
      const failed = name === 'WAIT_TARGET_FLIGHT' && isLate;
      yield* this.#reject(failed ? 'handshake did not complete successfully' : this.#rejection);
    }
  }

  *#secured(handover: Handover, input: Input): Doing {
    yield* handover.take(input);
    if (handover.hasFailed) yield* this.#reject();
  }

  *#reject(reason: RejectionReason = this.#rejection): Doing {
    if (this.#state.name === 'CLOSED') return;
    const { remote } = this.#options;
    yield* fact('reality:connection_rejected', { remote, reason, network: this.#network });
    this.#state = { name: 'CLOSED' };
  }
}

/** The target has answered before the hello was there, so nobody is known any more. */
const tooLate = (verdict: Authenticated | Stranger): Stranger => ({
  result: 'stranger',
  reason: 'target_spoke_first',
  serverName: verdict.serverName,
  opened: null,
  rejection:
    verdict.result === 'stranger'
      ? verdict.rejection
      : 'authentication failed or validation criteria not met',
});
