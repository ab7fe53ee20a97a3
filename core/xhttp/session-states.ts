/**
 * The life of a session on the server: splithttp/hub.go:upsertSession and ServeHTTP of Xray (v26.7.28).
 *
 * Any request with a new id creates it. From then it has 30 s in which its GET must come; packets do not lengthen them.
 * With the GET the proxied connection begins, and the session lives as long as the GET. A second GET changes nothing
 * here: both read the same packets, and whichever ends first ends the session.
 */
import { type Doing, facts } from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { XhttpFacts } from './facts.ts';
import type { Timers } from './timers.ts';

export const sessionTtlMs = 30_000;

export interface SessionStates {
  UNCONNECTED: object;
  CONNECTED: object;
  /** No longer in the table; packets that still reach it are refused. */
  GONE: object;
}
export type SessionState = StateOf<SessionStates>;

export interface SessionMessages {
  get_arrived: object;
  ttl_expired: object;
  get_ended: object;
}

/** What the transitions need of a session. */
export interface SessionSelf {
  readonly id: string;
  readonly timers: Timers;
  readonly ttlTimer: string;
}

type At<Name extends keyof SessionStates> = StateOf<SessionStates, Name>;
const fact = facts<XhttpFacts>();

function* onFirstGet(self: SessionSelf): Doing<At<'CONNECTED'>> {
  yield* self.timers.cancel(self.ttlTimer);
  yield* fact('xhttp:session_connected', { session_id: self.id });
  return { name: 'CONNECTED' };
}

function* onExpiry(self: SessionSelf): Doing<At<'GONE'>> {
  yield* fact('xhttp:session_expired', { session_id: self.id });
  return { name: 'GONE' };
}

function* onGetEnd(self: SessionSelf): Doing<At<'GONE'>> {
  yield* fact('xhttp:session_ended', { session_id: self.id });
  return { name: 'GONE' };
}

export const sessionTransitions = {
  UNCONNECTED: {
    get_arrived: to(['CONNECTED'], onFirstGet),
    ttl_expired: to(['GONE'], onExpiry),
  },
  CONNECTED: {
    get_ended: to(['GONE'], onGetEnd),
  },
  GONE: {},
} satisfies Transitions<SessionSelf, SessionStates, SessionMessages>;
