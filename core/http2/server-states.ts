/**
 * The states of one server connection, and what each message does in them (RFC 9113 §3.4, §5.4, §6.8).
 *
 * Streams have states of their own (`stream-states.ts`). A connection that shall not go on half-closes and lingers in
 * CLOSING, so that the peer can read why; Go's server gives it a second.
 */
import { cancelTimer, close, type Doing, facts, type Port, setTimer } from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { Connection } from './connection.ts';
import type { Http2Facts } from './facts.ts';

/** What the handlers need of their machine. */
export interface ServerSelf {
  readonly outer: Port<Uint8Array>;
  readonly connection: Connection;
  /** Streams whose request or response is not complete. */
  readonly unfinished: readonly {
    readonly stream: number;
    readonly message: 'request' | 'response';
  }[];
  /** Sends what there is to send. */
  flush(): Doing;
  /** Tells whoever answers that their exchanges are over. */
  leave(): Doing;
}

export interface ServerStates {
  /** The client's preface and SETTINGS are awaited. */
  GREETING: Record<never, never>;
  OPEN: Record<never, never>;
  /** No more requests are taken; those that run go on. */
  DRAINING: Record<never, never>;
  CLOSING: Record<never, never>;
  CLOSED: Record<never, never>;
}

export interface ServerMessages {
  greeted: null;
  /** The preface has not come in time. */
  greeting_overdue: null;
  /** The peer has sent GOAWAY. */
  peer_leaves: null;
  /** No stream lives any more. */
  drained: null;
  /** The connection has failed, and the peer has been told. */
  failed: null;
  /** The peer sends no more. */
  peer_ended: null;
  peer_gone: null;
  linger_over: null;
}

type At<Name extends keyof ServerStates = keyof ServerStates> = StateOf<ServerStates, Name>;

export const prefaceTimer = 'preface';
export const lingerTimer = 'linger';
const lingerMs = 1_000;

const fact = facts<Http2Facts>();

function* onGreeted(): Doing<At<'OPEN'>> {
  yield* cancelTimer(prefaceTimer);
  return { name: 'OPEN' };
}

function* onGreetingOverdue(self: ServerSelf): Doing<At<'CLOSING'>> {
  self.connection.fail('http2:preface_timeout');
  return yield* onFailed(self);
}

/** As Go's server: it answers with GOAWAY, finishes what runs, and closes. */
function* onPeerLeaves(self: ServerSelf): Doing<At<'DRAINING'>> {
  self.connection.goAway('NO_ERROR');
  yield* self.flush();
  return { name: 'DRAINING' };
}

function* onPeerLeavesAgain(): Doing<At<'DRAINING'>> {
  return { name: 'DRAINING' };
}

const onDrained = (self: ServerSelf): Doing<At<'CLOSING'>> => halfClose(self);

function* onFailed(self: ServerSelf): Doing<At<'CLOSING'>> {
  yield* self.flush();
  yield* self.leave();
  yield* cancelTimer(prefaceTimer);
  return yield* halfClose(self);
}

function* onPeerEnded(self: ServerSelf): Doing<At<'CLOSED'>> {
  yield* onPeerGone(self);
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

function* onPeerGone(self: ServerSelf): Doing<At<'CLOSED'>> {
  for (const { stream, message } of self.unfinished) {
    yield* fact('http2:message_cut_off', { stream_id: stream, message });
  }
  yield* self.leave();
  return { name: 'CLOSED' };
}

function* onOver(): Doing<At<'CLOSED'>> {
  yield* cancelTimer(lingerTimer);
  return { name: 'CLOSED' };
}

const failed = to(['CLOSING'], onFailed);
const gone = { peer_ended: to(['CLOSED'], onPeerEnded), peer_gone: to(['CLOSED'], onPeerGone) };
const over = to(['CLOSED'], onOver);

export const serverTransitions = {
  GREETING: {
    greeted: to(['OPEN'], onGreeted),
    greeting_overdue: to(['CLOSING'], onGreetingOverdue),
    failed,
    ...gone,
  },
  OPEN: { peer_leaves: to(['DRAINING'], onPeerLeaves), failed, ...gone },
  DRAINING: {
    peer_leaves: to(['DRAINING'], onPeerLeavesAgain),
    drained: to(['CLOSING'], onDrained),
    failed,
    ...gone,
  },
  CLOSING: { peer_ended: over, peer_gone: over, linger_over: over },
  CLOSED: {},
} satisfies Transitions<ServerSelf, ServerStates, ServerMessages>;

function* halfClose(self: ServerSelf): Doing<At<'CLOSING'>> {
  yield* close(self.outer, 'end');
  yield* setTimer(lingerTimer, lingerMs);
  return { name: 'CLOSING' };
}
