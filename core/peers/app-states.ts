/**
 * The steps of a program that asks for one page through a SOCKS proxy, and what comes of each (RFC 1928 §3, §4).
 */
import { encode } from '../bytes/codec.ts';
import { formatAuthority } from '../http/authority.ts';
import type { HeaderField } from '../http/message.ts';
import { encodeRequestHead } from '../http1/messages.ts';
import type { ResponseReader } from '../http1/response-reader.ts';
import {
  cancelTimer,
  close,
  type Destination,
  type Doing,
  facts,
  type Port,
  send,
  setTimer,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import { addressOf, Command, Method, methodSelection, Reply, request } from '../socks/messages.ts';
import type { AppFailure, PeerFacts } from './facts.ts';

/** What the handlers need of their machine. */
export interface AppSelf {
  readonly outer: Port<Uint8Array>;
  readonly destination: Destination;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: readonly HeaderField[];
  readonly speaksFirst: boolean;
  readonly bodyOctets: number;
  /** One write of the body; the last one may be shorter. */
  readonly piece: Uint8Array;
  readonly pieceIntervalMs: number;
  readonly reader: ResponseReader;
}

export interface AppStates {
  DIALLING: Record<never, never>;
  WAIT_METHOD: Record<never, never>;
  WAIT_REPLY: Record<never, never>;
  /** The tunnel is there; the destination is to speak first. */
  WAIT_GREETING: Record<never, never>;
  WAIT_RESPONSE: {
    /** Of the request's body, in octets. */
    readonly unsent: number;
    /** Null before the response's head. */
    readonly status: number | null;
    /** Of the response's body so far. */
    readonly octets: number;
  };
  CLOSING: Record<never, never>;
  CLOSED: Record<never, never>;
}

export interface AppMessages {
  opened: null;
  dial_failed: null;
  method_reply: { readonly method: number };
  reply: { readonly rep: number };
  /** A whole line of the destination's. */
  greeting: null;
  response: Uint8Array;
  /** It is time for the next piece of the body. */
  piece_due: null;
  failed: AppFailure;
  outer_ended: null;
  outer_gone: null;
  linger_over: null;
}

type At<Name extends keyof AppStates = keyof AppStates> = StateOf<AppStates, Name>;

export const pieceTimer = 'piece';
export const lingerTimer = 'linger';
/** Long enough for the proxy's end on any path. */
const lingerMs = 10_000;
const fact = facts<PeerFacts>();

function* onOpened(self: AppSelf): Doing<At<'WAIT_METHOD'>> {
  const methods = Uint8Array.of(Method.NO_AUTHENTICATION_REQUIRED);
  yield* send(self.outer, encode(methodSelection, { ver: 5, methods }));
  return { name: 'WAIT_METHOD' };
}

function* onMethodReply(
  self: AppSelf,
  _state: At<'WAIT_METHOD'>,
  { method }: AppMessages['method_reply'],
): Doing<At<'WAIT_REPLY' | 'CLOSING'>> {
  if (method !== Method.NO_AUTHENTICATION_REQUIRED) return yield* fail(self, 'method_refused');
  const { host, port } = self.destination;
  const dst_addr = addressOf(host);
  const octets = encode(request, { cmd: Command.CONNECT, dst_addr, dst_port: port });
  yield* send(self.outer, octets);
  return { name: 'WAIT_REPLY' };
}

function* onReply(
  self: AppSelf,
  _state: At<'WAIT_REPLY'>,
  { rep }: AppMessages['reply'],
): Doing<At<'WAIT_GREETING' | 'WAIT_RESPONSE' | 'CLOSING'>> {
  if (rep !== Reply.SUCCEEDED) return yield* fail(self, 'request_refused');
  return self.speaksFirst ? yield* onTunnel(self) : { name: 'WAIT_GREETING' };
}

function* onTunnel(self: AppSelf): Doing<At<'WAIT_RESPONSE'>> {
  const { method, path, bodyOctets } = self;
  const { host, port } = self.destination;
  const length = { name: 'Content-Length', value: String(bodyOctets) };
  const headers = method === 'POST' ? [...self.headers, length] : self.headers;
  const authority = formatAuthority(host, port);
  const part = 'request_head';
  yield* send(self.outer, encodeRequestHead({ part, method, target: path, authority, headers }));
  self.reader.expect(method, true);
  const unsent = method === 'POST' ? bodyOctets : 0;
  return yield* onPieceDue(self, { name: 'WAIT_RESPONSE', unsent, status: null, octets: 0 });
}

function* onPieceDue(self: AppSelf, state: At<'WAIT_RESPONSE'>): Doing<At<'WAIT_RESPONSE'>> {
  if (state.unsent === 0) return state;
  const piece = self.piece.subarray(0, state.unsent);
  yield* send(self.outer, piece);
  const unsent = state.unsent - piece.length;
  if (unsent > 0) yield* setTimer(pieceTimer, self.pieceIntervalMs);
  return { ...state, unsent };
}

function* onResponse(
  self: AppSelf,
  state: At<'WAIT_RESPONSE'>,
  received: Uint8Array,
): Doing<At<'WAIT_RESPONSE' | 'CLOSING'>> {
  let { status, octets } = state;
  for (const part of self.reader.read(received)) {
    if (part.part === 'response_head') status = part.status;
    if (part.part === 'body') octets += part.data.length;
    if (part.part !== 'end') continue;
    yield* fact('app:response_received', { status: status ?? 0, octets });
    return yield* leave(self);
  }
  return { ...state, status, octets };
}

function* onFailed(self: AppSelf, _state: At, reason: AppFailure): Doing<At<'CLOSING'>> {
  return yield* fail(self, reason);
}

function* onDialFailed(): Doing<At<'CLOSED'>> {
  yield* fact('app:request_failed', { reason: 'proxy_unreachable' });
  return { name: 'CLOSED' };
}

/** Without a tunnel an end is a refusal; later it may be the end of the response. */
function* onEnded(self: AppSelf, state: At): Doing<At<'CLOSED'>> {
  const isWhole = self.reader.end().next().value !== false;
  if (state.name === 'WAIT_RESPONSE' && state.status !== null && isWhole) {
    yield* fact('app:response_received', { status: state.status, octets: state.octets });
  } else yield* fact('app:request_failed', { reason: lossIn(state) });
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

function* onGone(_self: AppSelf, state: At): Doing<At<'CLOSED'>> {
  yield* fact('app:request_failed', { reason: lossIn(state) });
  return { name: 'CLOSED' };
}

function lossIn(state: At): AppFailure {
  if (state.name !== 'WAIT_RESPONSE') return 'proxy_reset';
  return state.status === null ? 'empty_response' : 'cut_off';
}

function* onOver(): Doing<At<'CLOSED'>> {
  yield* cancelTimer(lingerTimer);
  return { name: 'CLOSED' };
}

const lost = { outer_ended: to(['CLOSED'], onEnded), outer_gone: to(['CLOSED'], onGone) };
const failed = to(['CLOSING'], onFailed);
const over = to(['CLOSED'], onOver);

export const appTransitions = {
  DIALLING: {
    opened: to(['WAIT_METHOD'], onOpened),
    dial_failed: to(['CLOSED'], onDialFailed),
  },
  WAIT_METHOD: { method_reply: to(['WAIT_REPLY', 'CLOSING'], onMethodReply), failed, ...lost },
  WAIT_REPLY: {
    reply: to(['WAIT_GREETING', 'WAIT_RESPONSE', 'CLOSING'], onReply),
    failed,
    ...lost,
  },
  WAIT_GREETING: { greeting: to(['WAIT_RESPONSE'], onTunnel), ...lost },
  WAIT_RESPONSE: {
    response: to(['WAIT_RESPONSE', 'CLOSING'], onResponse),
    piece_due: to(['WAIT_RESPONSE'], onPieceDue),
    failed,
    ...lost,
  },
  CLOSING: { outer_ended: over, outer_gone: over, linger_over: over },
  CLOSED: {},
} satisfies Transitions<AppSelf, AppStates, AppMessages>;

function* fail(self: AppSelf, reason: AppFailure): Doing<At<'CLOSING'>> {
  yield* fact('app:request_failed', { reason });
  return yield* leave(self);
}

function* leave(self: AppSelf): Doing<At<'CLOSING'>> {
  yield* close(self.outer, 'end');
  yield* setTimer(lingerTimer, lingerMs);
  return { name: 'CLOSING' };
}
