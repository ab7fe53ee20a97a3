/**
 * The states of one client connection, and what each message does in them (RFC 9113 §3.4, §5.4, §6.8).
 *
 * Streams have states of their own (`stream-states.ts`). A connection that shall not go on half-closes and lingers in
 * CLOSING until the peer has ended too.
 */
import type { HttpCapacity } from '../http/message.ts';
import {
  type Addresses,
  cancelTimer,
  close,
  type Doing,
  facts,
  type NetworkError,
  type Port,
  ready,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { Connection } from './connection.ts';
import type { Http2Facts } from './facts.ts';
import { connectionError, endOfConnection } from './go-errors.ts';

/** What the handlers need of their machine. */
export interface ClientSelf {
  readonly outer: Port<Uint8Array>;
  readonly inner: Port<HttpCapacity>;
  readonly connection: Connection;
  /** Silence after which the peer is asked whether it lives; null: never. */
  readonly keepAliveMs: number | null;
  /** Streams whose response is not complete. */
  readonly unanswered: readonly number[];
  /** Sends what there is to send. */
  flush(): Doing;
  /** Tells whoever asks that their exchanges are over. */
  leave(error?: NetworkError): Doing;
}

export interface ClientStates {
  /** The dial is out. */
  CONNECTING: { /** No more exchanges will come. */ readonly isLast: boolean };
  OPEN: Record<never, never>;
  /** No more exchanges come, or may; those that run go on. */
  DRAINING: Record<never, never>;
  CLOSING: Record<never, never>;
  CLOSED: Record<never, never>;
}

export interface ClientMessages {
  opened: Addresses | null;
  dial_failed: NetworkError | undefined;
  /** The opener wants no more exchanges. */
  inner_ended: null;
  /** The opener has gone. */
  inner_gone: null;
  /** The peer has sent GOAWAY. */
  peer_leaves: null;
  /** No exchange is left. */
  drained: null;
  /** The connection has failed, and the peer has been told. */
  failed: NetworkError;
  ping_lost: null;
  /** The peer sends no more. */
  outer_ended: null;
  outer_gone: NetworkError;
  linger_over: null;
}

type At<Name extends keyof ClientStates = keyof ClientStates> = StateOf<ClientStates, Name>;

export const keepAliveTimer = 'keep_alive';
export const pingTimer = 'ping';
export const lingerTimer = 'linger';
/** Long enough for the peer's end on any path; a peer that never ends is reset then. */
const lingerMs = 10_000;

const fact = facts<Http2Facts>();

function* onOpened(
  self: ClientSelf,
  { isLast }: At<'CONNECTING'>,
  addresses: Addresses | null,
): Doing<At<'OPEN' | 'DRAINING'>> {
  self.connection.start();
  yield* self.flush();
  yield* ready(self.inner, addresses);
  if (self.keepAliveMs !== null) yield* setTimer(keepAliveTimer, self.keepAliveMs);
  if (!isLast) return { name: 'OPEN' };
  yield* close(self.inner, 'end');
  return { name: 'DRAINING' };
}

function* onDialFailed(
  self: ClientSelf,
  _state: At<'CONNECTING'>,
  error: NetworkError | undefined,
): Doing<At<'CLOSED'>> {
  yield* self.leave(error);
  yield* close(self.inner, 'reset', error);
  return { name: 'CLOSED' };
}

function* onLastBeforeOpen(): Doing<At<'CONNECTING'>> {
  return { name: 'CONNECTING', isLast: true };
}

function* onGoneBeforeOpen(self: ClientSelf): Doing<At<'CLOSED'>> {
  yield* self.leave();
  yield* close(self.outer, 'reset');
  return { name: 'CLOSED' };
}

function* onLast(self: ClientSelf): Doing<At<'DRAINING'>> {
  yield* close(self.inner, 'end');
  return { name: 'DRAINING' };
}

function* onStill(): Doing<At<'DRAINING'>> {
  return { name: 'DRAINING' };
}

function* onDrained(self: ClientSelf): Doing<At<'CLOSING'>> {
  self.connection.goAway('NO_ERROR');
  yield* self.flush();
  return yield* halfClose(self);
}

function* onInnerGone(self: ClientSelf): Doing<At<'CLOSING'>> {
  yield* self.leave();
  return yield* onDrained(self);
}

function* onFailed(
  self: ClientSelf,
  _state: At<'OPEN' | 'DRAINING'>,
  error: NetworkError,
): Doing<At<'CLOSING'>> {
  yield* self.flush();
  yield* abandon(self, error);
  return yield* halfClose(self);
}

function* onPingLost(self: ClientSelf): Doing<At<'CLOSED'>> {
  self.connection.fail('http2:ping_timeout');
  yield* self.flush();
  yield* abandon(self, connectionError('http2:ping_timeout'));
  yield* quiet();
  yield* close(self.outer, 'reset');
  return { name: 'CLOSED' };
}

function* onOuterEnded(self: ClientSelf): Doing<At<'CLOSED'>> {
  yield* cutOff(self, endOfConnection);
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

function* onOuterGone(
  self: ClientSelf,
  _state: At<'OPEN' | 'DRAINING'>,
  error: NetworkError,
): Doing<At<'CLOSED'>> {
  yield* cutOff(self, error);
  return { name: 'CLOSED' };
}

function* onOver(): Doing<At<'CLOSED'>> {
  yield* cancelTimer(lingerTimer);
  return { name: 'CLOSED' };
}

const live = {
  inner_gone: to(['CLOSING'], onInnerGone),
  failed: to(['CLOSING'], onFailed),
  ping_lost: to(['CLOSED'], onPingLost),
  outer_ended: to(['CLOSED'], onOuterEnded),
  outer_gone: to(['CLOSED'], onOuterGone),
};
const last = to(['DRAINING'], onLast);
const still = to(['DRAINING'], onStill);
const over = to(['CLOSED'], onOver);

export const clientTransitions = {
  CONNECTING: {
    opened: to(['OPEN', 'DRAINING'], onOpened),
    dial_failed: to(['CLOSED'], onDialFailed),
    inner_ended: to(['CONNECTING'], onLastBeforeOpen),
    inner_gone: to(['CLOSED'], onGoneBeforeOpen),
  },
  OPEN: { inner_ended: last, peer_leaves: last, ...live },
  DRAINING: {
    inner_ended: still,
    peer_leaves: still,
    drained: to(['CLOSING'], onDrained),
    ...live,
  },
  CLOSING: { outer_ended: over, outer_gone: over, linger_over: over },
  CLOSED: {},
} satisfies Transitions<ClientSelf, ClientStates, ClientMessages>;

function* cutOff(self: ClientSelf, error: NetworkError): Doing {
  for (const stream_id of self.unanswered) {
    yield* fact('http2:message_cut_off', { stream_id, message: 'response' });
  }
  yield* abandon(self, error);
  yield* quiet();
}

/** Whoever asks or has opened the connection learns that it is broken. */
function* abandon(self: ClientSelf, error: NetworkError): Doing {
  yield* self.leave(error);
  yield* close(self.inner, 'reset', error);
}

function* quiet(): Doing {
  yield* cancelTimer(keepAliveTimer);
  yield* cancelTimer(pingTimer);
}

function* halfClose(self: ClientSelf): Doing<At<'CLOSING'>> {
  yield* quiet();
  yield* close(self.outer, 'end');
  yield* setTimer(lingerTimer, lingerMs);
  return { name: 'CLOSING' };
}
