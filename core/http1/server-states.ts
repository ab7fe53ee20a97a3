/**
 * The states of one server connection, and what each message does in them (RFC 9112 §9, RFC 9110 §6.1).
 *
 * Requests are served one after the other. Of an exchange two things are open at first, the request's body and the
 * response; they end in either order:
 *
 *     IDLE ─ head ─▶ RECEIVING ─ request ends ─▶ WAITING
 *                        │ response head            │ response head
 *                        ▼                          ▼
 *                     DUPLEX ─ request ends ─▶ ANSWERING ─ response ends ─▶ IDLE
 *                        │ response ends                                     ▲
 *                        ▼                                                   │
 *                    DRAINING ─ request ends ────────────────────────────────┘
 *
 * DRAINING is only for a connection that goes on: on another, nobody waits for the rest of a request. A connection that shall not go on half-closes and lingers in CLOSING until the peer has ended too, so that a reset
 * does not destroy the answer on its way (RFC 9112 §9.6).
 */
import { concat } from '../bytes/concat.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { hasMember } from '../http/headers.ts';
import type { HttpPart, RequestHead, ResponseHead } from '../http/message.ts';
import { reasonPhrase } from '../http/status.ts';
import {
  cancelTimer,
  close,
  type Doing,
  facts,
  offer,
  type Port,
  pauseReading,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import {
  type Answer,
  type Answerer,
  beginAnswer,
  continueAnswer,
  type Exchange,
  endAnswer,
  flushAnswer,
} from './answer.ts';
import { type HttpErrorCode, statusOf } from './errors.ts';
import type { HttpFacts } from './facts.ts';
import { BodyReader, type Framing } from './framing.ts';
import { encodeResponseHead, persists, type Version } from './messages.ts';

/** What the handlers need of their machine. */
export interface ServerSelf extends Answerer {
  readonly remote: string;
  /** The peer takes no more octets for now. */
  readonly isBlocked: boolean;
  /** A port that no exchange has had. */
  nextPort(): Port<HttpPart>;
}

export interface ServerStates {
  /** The next request's head is awaited. */
  IDLE: Record<never, never>;
  /** The request's body is coming; nothing is answered. */
  RECEIVING: { readonly exchange: Exchange };
  /** The request is complete; nothing is answered. */
  WAITING: { readonly exchange: Exchange };
  /** The request's body is coming and the answer has begun. */
  DUPLEX: { readonly exchange: Exchange; readonly answer: Answer };
  /** The request is complete and the answer has begun. */
  ANSWERING: { readonly exchange: Exchange; readonly answer: Answer };
  /** The answer is complete; what is left of the request is thrown away, so that another may follow it. */
  DRAINING: { readonly exchange: Exchange; readonly octets: number };
  CLOSING: Record<never, never>;
  CLOSED: Record<never, never>;
}

export interface ServerMessages {
  request_head: { readonly head: RequestHead & { version: Version }; readonly framing: Framing };
  request_data: Uint8Array;
  request_end: null;
  response_head: ResponseHead;
  response_data: Uint8Array;
  response_end: null;
  /** Whoever answers has had its turn and sent nothing after the head. */
  flush: null;
  /** Whoever answers will not. */
  exchange_gone: null;
  /** The peer sends no more, and all it has sent is read. `midHead`: a head had begun. */
  peer_ended: { readonly midHead: boolean };
  peer_gone: null;
  refusal: { readonly code: HttpErrorCode };
  linger_over: null;
}

type At<Name extends keyof ServerStates = keyof ServerStates> = StateOf<ServerStates, Name>;

export const lingerTimer = 'linger';
/** Long enough for the peer's end on any path; a peer that never ends is reset then. */
const lingerMs = 10_000;
/** Go's `maxPostHandlerReadBytes`. */
const maxDrainedOctets = 262_144;

const fact = facts<HttpFacts>();
const end: HttpPart = { part: 'end' };

function* onRequestHead(
  self: ServerSelf,
  _state: At<'IDLE'>,
  { head, framing }: ServerMessages['request_head'],
): Doing<At<'RECEIVING' | 'WAITING'>> {
  const port = self.nextPort();
  const { method, version } = head;
  const body = new BodyReader(framing);
  const exchange = { port, method, version, persists: persists(head.headers, version), body };
  yield* offer(port, { kind: 'exchange', remote: self.remote });
  if (self.isBlocked) yield* pauseReading(port);
  yield* send(port, head as HttpPart);
  if (body.isEmpty) {
    yield* send(port, end);
    return { name: 'WAITING', exchange };
  }
  // RFC 9110 §10.1.1; whoever answers reads the body in any case
  if (version === '1.1' && hasMember(head.headers, 'Expect', '100-continue')) {
    yield* send(self.outer, toLatin1('HTTP/1.1 100 Continue\r\n\r\n'));
  }
  return { name: 'RECEIVING', exchange };
}

function* onRequestData<State extends At<'RECEIVING' | 'DUPLEX'>>(
  _self: ServerSelf,
  state: State,
  data: Uint8Array,
): Doing<State> {
  yield* send(state.exchange.port, { part: 'body', data } as HttpPart);
  return state;
}

function* onDrainedData(
  self: ServerSelf,
  state: At<'DRAINING'>,
  data: Uint8Array,
): Doing<At<'DRAINING' | 'CLOSING'>> {
  const octets = state.octets + data.length;
  return octets > maxDrainedOctets ? yield* halfClose(self) : { ...state, octets };
}

function* onReceived(_self: ServerSelf, { exchange }: At<'RECEIVING'>): Doing<At<'WAITING'>> {
  yield* send(exchange.port, end);
  return { name: 'WAITING', exchange };
}

function* onReceivedInDuplex(
  _self: ServerSelf,
  { exchange, answer }: At<'DUPLEX'>,
): Doing<At<'ANSWERING'>> {
  yield* send(exchange.port, end);
  return { name: 'ANSWERING', exchange, answer };
}

function* onDrained(): Doing<At<'IDLE'>> {
  return { name: 'IDLE' };
}

function* onAnswerInDuplex(
  self: ServerSelf,
  { exchange }: At<'RECEIVING'>,
  head: ResponseHead,
): Doing<At<'DUPLEX'>> {
  return { name: 'DUPLEX', exchange, answer: yield* beginAnswer(self, exchange, head) };
}

function* onAnswer(
  self: ServerSelf,
  { exchange }: At<'WAITING'>,
  head: ResponseHead,
): Doing<At<'ANSWERING'>> {
  return { name: 'ANSWERING', exchange, answer: yield* beginAnswer(self, exchange, head) };
}

function* onAnswerData<State extends At<'DUPLEX' | 'ANSWERING'>>(
  self: ServerSelf,
  state: State,
  data: Uint8Array,
): Doing<State> {
  return { ...state, answer: yield* continueAnswer(self, state.exchange, state.answer, data) };
}

function* onFlush<State extends At<'DUPLEX' | 'ANSWERING'>>(
  self: ServerSelf,
  state: State,
): Doing<State> {
  return { ...state, answer: yield* flushAnswer(self, state.exchange, state.answer) };
}

function* onAnswered(
  self: ServerSelf,
  { exchange, answer }: At<'ANSWERING'>,
): Doing<At<'IDLE' | 'CLOSING'>> {
  return yield* goOn(self, yield* endAnswer(self, exchange, answer));
}

function* onAnsweredInDuplex(
  self: ServerSelf,
  { exchange, answer }: At<'DUPLEX'>,
): Doing<At<'DRAINING' | 'CLOSING'>> {
  const maySurvive = yield* endAnswer(self, exchange, answer);
  return maySurvive ? { name: 'DRAINING', exchange, octets: 0 } : yield* halfClose(self);
}

/** A response that was cut off must not look complete: where only the connection's end ends it, that is a reset. */
function* onExchangeGone(
  self: ServerSelf,
  state: At<'RECEIVING' | 'WAITING' | 'DUPLEX' | 'ANSWERING'>,
): Doing<At<'CLOSING' | 'CLOSED'>> {
  if (state.exchange.version === '1.1') return yield* halfClose(self);
  yield* close(self.outer, 'reset');
  return { name: 'CLOSED' };
}

function* onPeerEnded(
  self: ServerSelf,
  state: At,
  { midHead }: ServerMessages['peer_ended'],
): Doing<At<'CLOSED'>> {
  const isCut = midHead || state.name === 'RECEIVING' || state.name === 'DUPLEX';
  if (isCut) yield* fact('http1:message_cut_off', { message: 'request' });
  yield* leave(state);
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

function* onPeerGone(_self: ServerSelf, state: At): Doing<At<'CLOSED'>> {
  yield* leave(state);
  return { name: 'CLOSED' };
}

/** The one answer that the server gives by itself, in the words of Go's. */
function* onRefusal(
  self: ServerSelf,
  state: At<'IDLE' | 'RECEIVING' | 'DUPLEX' | 'DRAINING'>,
  { code }: ServerMessages['refusal'],
): Doing<At<'CLOSING'>> {
  const mayAnswer = state.name === 'IDLE' || state.name === 'RECEIVING';
  const status = mayAnswer ? statusOf(code) : null;
  yield* fact('http1:request_refused', { code, status });
  yield* leave(state);
  if (status !== null) {
    const headers = [
      { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
      { name: 'Connection', value: 'close' },
    ];
    const text = toLatin1(`${status} ${reasonPhrase(status)}`);
    yield* send(self.outer, concat([encodeResponseHead(status, headers), text]));
  }
  return yield* halfClose(self);
}

function* onOver(): Doing<At<'CLOSED'>> {
  yield* cancelTimer(lingerTimer);
  return { name: 'CLOSED' };
}

const gone = { peer_gone: to(['CLOSED'], onPeerGone), peer_ended: to(['CLOSED'], onPeerEnded) };
const over = to(['CLOSED'], onOver);
const refusal = to(['CLOSING'], onRefusal);
const exchange_gone = to(['CLOSING', 'CLOSED'], onExchangeGone);

export const serverTransitions = {
  IDLE: { request_head: to(['RECEIVING', 'WAITING'], onRequestHead), refusal, ...gone },
  RECEIVING: {
    request_data: to(['RECEIVING'], onRequestData<At<'RECEIVING'>>),
    request_end: to(['WAITING'], onReceived),
    response_head: to(['DUPLEX'], onAnswerInDuplex),
    refusal,
    exchange_gone,
    ...gone,
  },
  WAITING: { response_head: to(['ANSWERING'], onAnswer), exchange_gone, ...gone },
  DUPLEX: {
    request_data: to(['DUPLEX'], onRequestData<At<'DUPLEX'>>),
    request_end: to(['ANSWERING'], onReceivedInDuplex),
    response_data: to(['DUPLEX'], onAnswerData<At<'DUPLEX'>>),
    response_end: to(['DRAINING', 'CLOSING'], onAnsweredInDuplex),
    flush: to(['DUPLEX'], onFlush<At<'DUPLEX'>>),
    refusal,
    exchange_gone,
    ...gone,
  },
  ANSWERING: {
    response_data: to(['ANSWERING'], onAnswerData<At<'ANSWERING'>>),
    response_end: to(['IDLE', 'CLOSING'], onAnswered),
    flush: to(['ANSWERING'], onFlush<At<'ANSWERING'>>),
    exchange_gone,
    ...gone,
  },
  DRAINING: {
    request_data: to(['DRAINING', 'CLOSING'], onDrainedData),
    request_end: to(['IDLE'], onDrained),
    refusal,
    ...gone,
  },
  CLOSING: { peer_ended: over, peer_gone: over, linger_over: over },
  CLOSED: {},
} satisfies Transitions<ServerSelf, ServerStates, ServerMessages>;

function* goOn(self: ServerSelf, maySurvive: boolean): Doing<At<'IDLE' | 'CLOSING'>> {
  return maySurvive ? { name: 'IDLE' } : yield* halfClose(self);
}

function* halfClose(self: ServerSelf): Doing<At<'CLOSING'>> {
  yield* close(self.outer, 'end');
  yield* setTimer(lingerTimer, lingerMs);
  return { name: 'CLOSING' };
}

/** Tells whoever answers that the exchange is over before its time. */
function* leave(state: At): Doing {
  if ('exchange' in state && state.name !== 'DRAINING') yield* close(state.exchange.port, 'reset');
}
