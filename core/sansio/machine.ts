/**
 * What a protocol machine is: it receives inputs, yields commands, changes its state. Nothing else.
 *
 * A machine knows no other machine, no clock, no socket. It names its own ports; wiring decides what is behind them.
 * Handlers are synchronous generators: whoever pulls them sees every command, and pauses by not pulling.
 *
 * Nothing parks a handler except for `random`, which is answered at once. The result of `open` is an input, because
 * while a dial is out a machine must still see a close, a timer, more octets (design §14).
 */

declare const carries: unique symbol;
/** A machine's own name for one of its two-way channels, and the type of what the channel carries. */
export interface Port<T> {
  readonly name: string;
  readonly [carries]?: (value: T) => T;
}
export const port = <T>(name: string): Port<T> => ({ name });
/** A port whose type is told by `from`. */
// biome-ignore lint/suspicious/noExplicitAny: the type is recovered by `from`
export type AnyPort = Port<any>;

/** Where the user wants to go. `host` is a domain name or an IP literal without brackets. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * The number under which Xray logs one proxied connection (`[3503482820]`); null for work that belongs to none.
 * Wiring gives it to each machine it creates; a machine that serves many connections passes it on by hand.
 */
export type Scope = number | null;

/** What a connection between hosts is for, in the words of the lessons. */
export type Leg =
  | 'socks'
  | 'uplink'
  | 'downlink'
  | 'origin'
  | 'fallback'
  | 'destination'
  /** REALITY's server to the site it hides behind. */
  | 'target';

/** What is to be found behind a port that a machine opens. */
export type Target =
  /** A TCP connection. */
  | {
      readonly to: 'address';
      readonly address: string;
      readonly port: number;
      readonly leg: Leg;
      /** What the connection is to carry, where it is not the dialler's own octets. */
      readonly transport?: 'xhttp';
    }
  /** Wherever routing sends it. */
  | { readonly to: 'destination'; readonly destination: Destination }
  /** The outbound with this tag; the opener of `destination` is joined to it. */
  | { readonly to: 'outbound'; readonly tag: string; readonly destination: Destination }
  /** The stream that the outbound's stream settings describe. */
  | { readonly to: 'transport' }
  /** The octets beneath a transport: the connection that settings name, inside its security where there is one. */
  | { readonly to: 'security'; readonly leg: Leg }
  /**
   * An HTTP connection, of HTTP/1.1 where no version is given. On one of HTTP/1.1 exchanges follow each other on this
   * port (values of `HttpPart`); on one of HTTP/2 it carries `HttpCapacity` to the opener, and exchanges have ports of their own.
   */
  | {
      readonly to: 'http';
      readonly leg: 'uplink' | 'downlink' | 'origin';
      readonly version?: '1.1' | '2';
    }
  /** One exchange on the HTTP/2 connection that the opener has behind its port `connection`. */
  | { readonly to: 'exchange'; readonly connection: string };

/** What a machine tells of a port for which it wants a partner. */
export type Offer =
  /** One HTTP request and its response (values of `HttpPart`). */
  | { readonly kind: 'exchange'; readonly remote: string }
  /** A proxied octet stream that a transport has put together. */
  | {
      readonly kind: 'stream';
      readonly remote: string;
      /** What the security around it has learnt; absent where there is none. Empty texts: none asked for, none chosen. */
      readonly security?: { readonly serverName: string; readonly alpn: string };
    };

/** Why there is no connection, or none any more. */
export type NetworkError =
  /** An error above the network, in the words in which Xray logs it. */
  | `failed: ${string}`
  | 'connection_refused'
  | 'connection_reset'
  | 'timed_out'
  | 'unreachable'
  | 'name_not_found';

/** Addresses of a connection as `address:port`, IPv6 in brackets. */
export interface Addresses {
  readonly local: string;
  readonly remote: string;
}

export type Input =
  | { readonly type: 'start'; readonly now: number }
  /** Wiring has put a partner behind this port. */
  | {
      readonly type: 'attached';
      readonly port: string;
      readonly offer: Offer;
      readonly scope: Scope;
      readonly now: number;
    }
  /** The `open` of this port succeeded. */
  | {
      readonly type: 'opened';
      readonly port: string;
      readonly addresses: Addresses | null;
      readonly now: number;
    }
  | {
      readonly type: 'received';
      readonly port: string;
      readonly value: unknown;
      readonly now: number;
    }
  /** `end`: the other side sends no more, this side may. `reset`: the channel is gone. `failed`: the `open` did not succeed. */
  | {
      readonly type: 'closed';
      readonly port: string;
      readonly how: 'end' | 'reset' | 'failed';
      readonly error?: NetworkError;
      readonly now: number;
    }
  /** Send no more on this port until `writable`; what is sent all the same is kept, not lost. */
  | { readonly type: 'blocked'; readonly port: string; readonly now: number }
  | { readonly type: 'writable'; readonly port: string; readonly now: number }
  | { readonly type: 'timer_fired'; readonly timer: string; readonly now: number };

export type PortInput = Extract<Input, { readonly port: string }>;

/** An input that carries a value of a port's type. */
export interface Received<T> {
  readonly type: 'received';
  readonly port: string;
  readonly value: T;
  readonly now: number;
}
/** Narrows an input to what came in on this port. */
export const from = <T>(input: Input, of: Port<T>): input is Received<T> =>
  input.type === 'received' && input.port === of.name;

/** A decision or a derived value that the wire does not show. Names are `protocol:past_tense`. */
export interface Fact {
  readonly type: 'fact';
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly scope?: Scope;
}

export type Command =
  | { readonly type: 'send'; readonly port: string; readonly value: unknown }
  /** `error` tells the machine behind the port why a reset came. */
  | {
      readonly type: 'close';
      readonly port: string;
      readonly how: 'end' | 'reset';
      readonly error?: NetworkError;
    }
  | {
      readonly type: 'open';
      readonly port: string;
      readonly target: Target;
      readonly scope?: Scope;
    }
  | { readonly type: 'offer'; readonly port: string; readonly offer: Offer; readonly scope?: Scope }
  /** Tells the opener behind this port that what it opened is usable. */
  | { readonly type: 'ready'; readonly port: string; readonly addresses: Addresses | null }
  | { readonly type: 'random'; readonly length: number }
  | { readonly type: 'set_timer'; readonly timer: string; readonly delayMs: number }
  | { readonly type: 'cancel_timer'; readonly timer: string }
  | { readonly type: 'pause_reading'; readonly port: string }
  | { readonly type: 'resume_reading'; readonly port: string }
  | Fact;

/** What a handler returns: commands out, replies in. */
export type Doing<T = void> = Generator<Command, T, unknown>;

export interface Machine {
  /**
   * The engine removes a machine whose state is CLOSED when its handler returns. What is left of its ports is closed: a
   * connection in an orderly way, as closing a socket does; a port to another machine by a reset.
   */
  readonly state: { readonly name: string };
  handle(input: Input): Doing;
}

/** Octets handed over are never written again by the sender. */
export function* send<T>(to: Port<T>, value: T): Doing {
  yield { type: 'send', port: to.name, value };
}
export function* close(of: AnyPort, how: 'end' | 'reset' = 'end', error?: NetworkError): Doing {
  yield { type: 'close', port: of.name, how, ...(error ? { error } : {}) };
}
/** Asks for a partner behind a port; the answer is an `opened` or a `closed` input of that port. Closing the port cancels. */
export function* open(of: AnyPort, target: Target, scope?: Scope): Doing {
  yield { type: 'open', port: of.name, target, ...(scope === undefined ? {} : { scope }) };
}
export function* offer(of: AnyPort, what: Offer, scope?: Scope): Doing {
  yield { type: 'offer', port: of.name, offer: what, ...(scope === undefined ? {} : { scope }) };
}
export function* ready(of: AnyPort, addresses: Addresses | null): Doing {
  yield { type: 'ready', port: of.name, addresses };
}
/** `length` octets of the run's randomness. */
export function* random(length: number): Doing<Uint8Array> {
  return (yield { type: 'random', length }) as Uint8Array;
}
/** Sets or re-sets the timer of this name. */
export function* setTimer(timer: string, delayMs: number): Doing {
  yield { type: 'set_timer', timer, delayMs };
}
export function* cancelTimer(timer: string): Doing {
  yield { type: 'cancel_timer', timer };
}
/** Tells whoever is behind this port to send no more for now. */
export function* pauseReading(of: AnyPort): Doing {
  yield { type: 'pause_reading', port: of.name };
}
export function* resumeReading(of: AnyPort): Doing {
  yield { type: 'resume_reading', port: of.name };
}

/** A typed `fact` for the facts of one protocol: `const fact = facts<VlessFacts>()`. */
export const facts = <Facts extends object>() =>
  function* fact<Name extends keyof Facts & string>(
    name: Name,
    data: Facts[Name],
    scope?: Scope,
  ): Doing {
    yield {
      type: 'fact',
      name,
      data: data as Readonly<Record<string, unknown>>,
      ...(scope === undefined ? {} : { scope }),
    };
  };
