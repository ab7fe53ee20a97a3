/**
 * What two ends say to each other on a stream, in the clear or inside of TLS: which protocol it is, and its layers.
 *
 * Whoever has dialled speaks first in every protocol here, and his first octets tell. Of what the other end says
 * before that, a few protocols can be told too; the rest waits.
 */
import type { StepData } from '../trace/catalogue.ts';
import type { Side } from '../trace/step.ts';
import { type Exchange, exchangeOf, plainExchange } from './exchange.ts';
import { type BodyOf, Http1Requests, Http1Responses } from './http1-stream.ts';
import { Http2Connection } from './http2-connection.ts';
import { type Layer, Pieces } from './pieces.ts';
import type { Secrets } from './secrets.ts';
import { SocksStream } from './socks-stream.ts';
import { TlsConnection } from './tls-connection.ts';
import { VlessStream } from './vless-stream.ts';
import { downlinkBody, type Uplinks } from './xhttp-stream.ts';

export type Leg = Extract<StepData['open']['target'], { readonly to: 'address' }>['leg'];

/** What the connections of a run share. */
export interface Shared {
  readonly secrets: Secrets;
  /** A session's packets are seen on each leg that they pass. */
  uplinksOf(leg: Leg | null): Uplinks;
}

type Protocol = 'socks' | 'tls' | 'vless' | 'http1' | 'http2' | 'unknown';

/** Legs whose HTTP is no part of XHTTP, whatever its paths look like. */
const plainLegs: ReadonlySet<Leg | null> = new Set<Leg>(['destination', 'target', 'socks']);

export class Conversation {
  readonly #shared: Shared;
  /** Null for a connection that was dialled outside the run. */
  readonly #leg: Leg | null;
  #protocol: Protocol | null = null;
  /** By ALPN, which is not always kept to. */
  #agreed: Protocol | null = null;
  readonly #ends: Readonly<Record<Side, End>> = { dialler: new End(), acceptor: new End() };
  /** Requests that are not answered yet. */
  readonly #exchanges: Exchange[] = [];
  #tls: TlsConnection | null = null;
  #http2: Http2Connection | null = null;

  constructor(shared: Shared, leg: Leg | null) {
    this.#shared = shared;
    this.#leg = leg;
  }

  line(side: Side): Layer {
    const end = this.#ends[side];
    return {
      push: (piece) => {
        if (end.layer) return end.layer.push(piece);
        end.held.push(piece);
        this.#choose();
      },
    };
  }

  /** TLS has agreed on a protocol by its ALPN name. */
  agree(name: string): void {
    if (name === 'h2') this.#agreed = 'http2';
  }

  #choose(): void {
    const { dialler, acceptor } = this.#ends;
    const protocol =
      this.#protocol ??
      (dialler.held.isEmpty
        ? answered(acceptor.held.front(1)[0], this.#leg, this.#agreed)
        : spoken(dialler.held, this.#leg));
    if (protocol) this.#settle(protocol);
  }

  #settle(protocol: Protocol): void {
    this.#protocol ??= protocol;
    for (const side of ['dialler', 'acceptor'] as const) {
      const end = this.#ends[side];
      if (end.layer || end.held.isEmpty) continue;
      end.layer = this.#layer(this.#protocol, side);
      for (const piece of end.held.drain()) end.layer.push(piece);
    }
  }

  #layer(protocol: Protocol, side: Side): Layer {
    const direction = side === 'dialler' ? 'uplink' : 'downlink';
    switch (protocol) {
      case 'socks':
        return new SocksStream(direction);
      case 'vless':
        return new VlessStream(direction, 0, null);
      case 'http1':
        return side === 'dialler' ? this.#requests() : this.#responses();
      case 'tls': {
        const { secrets } = this.#shared;
        this.#tls ??= new TlsConnection(secrets, 0, new Conversation(this.#shared, this.#leg));
        return this.#tls.line(side);
      }
      case 'http2':
        this.#http2 ??= new Http2Connection(0, this.#exchangeOf, this.#bodyOf);
        return this.#http2.line(side);
      case 'unknown':
        return { push: () => {} };
    }
  }

  #requests(): Layer {
    return new Http1Requests(
      0,
      (...request) => {
        const exchange = this.#exchangeOf(...request);
        this.#exchanges.push(exchange);
        return exchange;
      },
      this.#bodyOf,
    );
  }

  #responses(): Layer {
    const next = () => this.#exchanges.shift() ?? plainExchange('GET', '');
    return new Http1Responses(0, next, this.#bodyOf);
  }

  get #exchangeOf(): typeof exchangeOf {
    return plainLegs.has(this.#leg) ? plainExchange : exchangeOf;
  }

  readonly #bodyOf: BodyOf = (exchange, status, depth) =>
    status === null
      ? this.#shared.uplinksOf(this.#leg).body(exchange, depth)
      : downlinkBody(exchange, status, depth);
}

class End {
  readonly held = new Pieces();
  /** Null until it is known what is spoken. */
  layer: Layer | null = null;
}

const isLetter = (octet: number): boolean => octet >= 0x41 && octet <= 0x5a;
const http2Begins = 'PRI ';

/** What begins with these octets; null while they do not tell. */
function spoken(held: Pieces, leg: Leg | null): Protocol | null {
  const front = held.front(http2Begins.length);
  const [first] = front;
  if (first === undefined) return 'unknown';
  if (first === 5 && (leg === 'socks' || leg === null)) return 'socks';
  if (first === 22) return 'tls';
  if (first === 0) return 'vless';
  if (!isLetter(first)) return 'unknown';
  const text = String.fromCharCode(...front);
  if (text === http2Begins) return 'http2';
  return http2Begins.startsWith(text) && !held.hasGap ? null : 'http1';
}

/** What is answered with this octet where nothing has been asked yet; null where it does not tell. */
function answered(
  first: number | undefined,
  leg: Leg | null,
  agreed: Protocol | null,
): Protocol | null {
  if (first === undefined) return null;
  if (first === 5 && leg === 'socks') return 'socks';
  if (first === 22 || first === 21) return 'tls';
  return isLetter(first) ? 'http1' : agreed;
}
