/**
 * The states of one client connection, and what each message does in them (RFC 9112 §9).
 *
 * Requests are written as they come, without waiting for responses (pipelining, §9.3.2). After a request or a response
 * that says `Connection: close` this end half-closes and lingers in CLOSING until the peer has ended too.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  cancelTimer,
  close,
  type Doing,
  facts,
  type NetworkError,
  type Port,
  pauseReading,
  ready,
  resumeReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { HttpErrorCode } from './errors.ts';
import type { HttpFacts } from './facts.ts';
import { persists } from './messages.ts';
import type { RequestWriter } from './request-writer.ts';
import type { ResponseReader } from './response-reader.ts';

/** What the handlers need of their machine. */
export interface ClientSelf {
  readonly outer: Port<Uint8Array>;
  readonly inner: Port<HttpPart>;
  readonly writer: RequestWriter;
  readonly reader: ResponseReader;
}

export interface ClientStates {
  /** The dial is out. */
  CONNECTING: {
    /** What has been asked meanwhile. */
    readonly early: readonly HttpPart[];
    /** Whoever asks has been told to wait. */
    readonly isPaused: boolean;
    readonly isLast: boolean;
  };
  /** Nothing is awaited. */
  IDLE: Record<never, never>;
  /** A request is being written, or responses are awaited. */
  EXCHANGING: {
    /** No more requests will come. */
    readonly isLast: boolean;
  };
  CLOSING: Record<never, never>;
  CLOSED: Record<never, never>;
}

export interface ClientMessages {
  opened: Addresses | null;
  dial_failed: NetworkError | undefined;
  part: HttpPart;
  octets: Uint8Array;
  refusal: { readonly code: HttpErrorCode };
  /** Whoever asks wants no more. */
  inner_ended: null;
  /** Whoever asks has gone. */
  inner_gone: null;
  outer_ended: null;
  outer_gone: NetworkError;
  linger_over: null;
}

type At<Name extends keyof ClientStates = keyof ClientStates> = StateOf<ClientStates, Name>;
type Open = At<'IDLE' | 'EXCHANGING'>;

export const lingerTimer = 'linger';
/** Long enough for the peer's end on any path; a peer that never ends is reset then. */
const lingerMs = 10_000;

const fact = facts<HttpFacts>();

function* onEarlyPart(
  self: ClientSelf,
  state: At<'CONNECTING'>,
  part: HttpPart,
): Doing<At<'CONNECTING'>> {
  const isPaused = state.isPaused || part.part === 'body';
  if (isPaused && !state.isPaused) yield* pauseReading(self.inner);
  return { ...state, early: [...state.early, part], isPaused };
}

function* onOpened(
  self: ClientSelf,
  { early, isPaused, isLast }: At<'CONNECTING'>,
  addresses: Addresses | null,
): Doing<At<'IDLE' | 'EXCHANGING' | 'CLOSING'>> {
  yield* ready(self.inner, addresses);
  for (const part of early) yield* writePart(self, part);
  if (isPaused) yield* resumeReading(self.inner);
  const state = settled(self, false);
  return isLast ? yield* onInnerEnded(self) : state;
}

function* onDialFailed(
  self: ClientSelf,
  _state: At<'CONNECTING'>,
  error: NetworkError | undefined,
): Doing<At<'CLOSED'>> {
  yield* close(self.inner, 'reset', error);
  return { name: 'CLOSED' };
}

function* onLastBeforeOpen(
  self: ClientSelf,
  state: At<'CONNECTING'>,
): Doing<At<'CONNECTING' | 'CLOSED'>> {
  return state.early.length > 0 ? { ...state, isLast: true } : yield* onGoneBeforeOpen(self);
}

function* onGoneBeforeOpen(self: ClientSelf): Doing<At<'CLOSED'>> {
  yield* close(self.outer, 'reset');
  return { name: 'CLOSED' };
}

function* onPart(self: ClientSelf, _state: Open, part: HttpPart): Doing<Open> {
  yield* writePart(self, part);
  return settled(self, false);
}

function* onOctets(
  self: ClientSelf,
  state: Open,
  octets: Uint8Array,
): Doing<At<'IDLE' | 'EXCHANGING' | 'CLOSING'>> {
  const { reader } = self;
  const isLast = state.name === 'EXCHANGING' && state.isLast;
  for (const part of reader.read(octets)) {
    yield* send(self.inner, part);
    const isOver = !reader.persists || (isLast && reader.outstanding === 0);
    if (part.part === 'end' && isOver) return yield* finish(self);
  }
  return settled(self, isLast);
}

/** A request that has not ended will not; responses that are awaited may come. */
function* onInnerEnded(self: ClientSelf): Doing<At<'EXCHANGING' | 'CLOSING'>> {
  const isAwaiting = self.reader.outstanding > 0 && !self.writer.isOpen;
  return isAwaiting ? { name: 'EXCHANGING', isLast: true } : yield* finish(self);
}

const onInnerGone = (self: ClientSelf): Doing<At<'CLOSING'>> => halfClose(self);

function* onRefusal(
  self: ClientSelf,
  _state: Open,
  { code }: ClientMessages['refusal'],
): Doing<At<'CLOSING'>> {
  yield* fact('http1:response_refused', { code });
  yield* close(self.inner, 'reset');
  return yield* halfClose(self);
}

function* onOuterEnded(self: ClientSelf): Doing<At<'CLOSED'>> {
  const ending = self.reader.end();
  let read = ending.next();
  for (; !read.done; read = ending.next()) yield* send(self.inner, read.value);
  if (!read.value) yield* fact('http1:message_cut_off', { message: 'response' });
  yield* close(self.inner, read.value && !self.writer.isOpen ? 'end' : 'reset');
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

function* onOuterGone(self: ClientSelf, _state: Open, error: NetworkError): Doing<At<'CLOSED'>> {
  if (self.reader.outstanding > 0) yield* fact('http1:message_cut_off', { message: 'response' });
  yield* close(self.inner, 'reset', error);
  return { name: 'CLOSED' };
}

function* onOver(): Doing<At<'CLOSED'>> {
  yield* cancelTimer(lingerTimer);
  return { name: 'CLOSED' };
}

const open = {
  part: to(['IDLE', 'EXCHANGING'], onPart),
  octets: to(['IDLE', 'EXCHANGING', 'CLOSING'], onOctets),
  refusal: to(['CLOSING'], onRefusal),
  inner_ended: to(['EXCHANGING', 'CLOSING'], onInnerEnded),
  inner_gone: to(['CLOSING'], onInnerGone),
  outer_ended: to(['CLOSED'], onOuterEnded),
  outer_gone: to(['CLOSED'], onOuterGone),
};
const over = to(['CLOSED'], onOver);

export const clientTransitions = {
  CONNECTING: {
    opened: to(['IDLE', 'EXCHANGING', 'CLOSING'], onOpened),
    dial_failed: to(['CLOSED'], onDialFailed),
    part: to(['CONNECTING'], onEarlyPart),
    inner_ended: to(['CONNECTING', 'CLOSED'], onLastBeforeOpen),
    inner_gone: to(['CLOSED'], onGoneBeforeOpen),
  },
  IDLE: open,
  EXCHANGING: open,
  CLOSING: { outer_ended: over, outer_gone: over, linger_over: over },
  CLOSED: {},
} satisfies Transitions<ClientSelf, ClientStates, ClientMessages>;

function* writePart(self: ClientSelf, part: HttpPart): Doing {
  for (const octets of self.writer.write(part)) yield* send(self.outer, octets);
  if (part.part === 'request_head') {
    self.reader.expect(part.method, persists(part.headers, '1.1'));
  }
}

const settled = (self: ClientSelf, isLast: boolean): Open =>
  self.writer.isOpen || self.reader.outstanding > 0
    ? { name: 'EXCHANGING', isLast }
    : { name: 'IDLE' };

/** The connection goes no further; requests that have had no response have none. */
function* finish(self: ClientSelf): Doing<At<'CLOSING'>> {
  const isWhole = !self.writer.isOpen && self.reader.outstanding === 0;
  yield* close(self.inner, isWhole ? 'end' : 'reset');
  return yield* halfClose(self);
}

function* halfClose(self: ClientSelf): Doing<At<'CLOSING'>> {
  yield* close(self.outer, 'end');
  yield* setTimer(lingerTimer, lingerMs);
  return { name: 'CLOSING' };
}
