/**
 * The states of a downlink, from the client's side: splithttp/client.go:OpenStream of Xray (v26.7.28).
 *
 * It is the answer to a GET, in stream-one to the POST that carries the uplink; nothing but 200 begins it.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Doing,
  facts,
  type NetworkError,
  type Port,
  type Scope,
  send,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { Loss } from './exchanges.ts';
import type { XhttpFacts } from './facts.ts';
import { requestUrl, streamRequest } from './requests.ts';
import { baseUrl, type Route } from './route.ts';
import type { XmuxClient } from './xmux.ts';

export interface DownlinkStates {
  /** The connection is being made. */
  DIALLING: object;
  /** The request's head is out, its answer is not there. */
  REQUESTED: object;
  STREAMING: object;
  /** The answer is complete: nothing more comes down. */
  ENDED: object;
  /** Broken, or given up. */
  CLOSED: object;
}
export type DownlinkState = StateOf<DownlinkStates>;

export interface DownlinkMessages {
  connected: { readonly exchange: Port<HttpPart>; readonly now: number };
  unreachable: { readonly error: NetworkError };
  response_head: { readonly status: number };
  body: { readonly data: Uint8Array };
  end: object;
  lost: { readonly error: Loss };
  /** Nobody wants it any more. */
  given_up: object;
}

/** What the transitions need of a downlink. */
export interface DownlinkSelf {
  readonly route: Route;
  /** Empty in stream-one. */
  readonly sessionId: string;
  /** Whether the uplink is the body of the same request: stream-one. */
  readonly carriesUplink: boolean;
  readonly client: XmuxClient;
  readonly scope: Scope;
  readonly epochMs: number;
}

type At<Name extends keyof DownlinkStates> = StateOf<DownlinkStates, Name>;
const fact = facts<XhttpFacts>();

function* onConnected(
  self: DownlinkSelf,
  _state: At<'DIALLING'>,
  { exchange, now }: DownlinkMessages['connected'],
): Doing<At<'REQUESTED'>> {
  const { route, sessionId, carriesUplink, epochMs } = self;
  const what = { sessionId, hasBody: carriesUplink };
  yield* send<HttpPart>(exchange, yield* streamRequest(route, what, epochMs + now));
  if (!carriesUplink) yield* send<HttpPart>(exchange, { part: 'end' });
  return { name: 'REQUESTED' };
}

function* onUnreachable(
  self: DownlinkSelf,
  _state: At<'DIALLING'>,
  { error }: DownlinkMessages['unreachable'],
): Doing<At<'CLOSED'>> {
  yield* fail(self, error);
  return { name: 'CLOSED' };
}

function* onResponse(
  self: DownlinkSelf,
  _state: At<'REQUESTED'>,
  { status }: DownlinkMessages['response_head'],
): Doing<At<'STREAMING'> | At<'CLOSED'>> {
  if (status === 200) return { name: 'STREAMING' };
  yield* fact('xhttp:status_rejected', { status }, self.scope);
  return { name: 'CLOSED' };
}

function* onUnanswered(
  self: DownlinkSelf,
  _state: At<'REQUESTED'>,
  { error }: DownlinkMessages['lost'],
): Doing<At<'CLOSED'>> {
  yield* fail(self, error);
  return { name: 'CLOSED' };
}

function* onBody(_self: DownlinkSelf, state: At<'STREAMING'>): Doing<At<'STREAMING'>> {
  return state;
}

function* onEnd(): Doing<At<'ENDED'>> {
  return { name: 'ENDED' };
}

function* onOver(): Doing<At<'CLOSED'>> {
  return { name: 'CLOSED' };
}

const over = to(['CLOSED'], onOver);

export const downlinkTransitions = {
  DIALLING: {
    connected: to(['REQUESTED'], onConnected),
    unreachable: to(['CLOSED'], onUnreachable),
    given_up: over,
  },
  REQUESTED: {
    response_head: to(['STREAMING', 'CLOSED'], onResponse),
    lost: to(['CLOSED'], onUnanswered),
    given_up: over,
  },
  STREAMING: {
    body: to(['STREAMING'], onBody),
    end: to(['ENDED'], onEnd),
    lost: over,
    given_up: over,
  },
  ENDED: {},
  CLOSED: {},
} satisfies Transitions<DownlinkSelf, DownlinkStates, DownlinkMessages>;

function* fail(self: DownlinkSelf, error: Loss): Doing {
  const { route, sessionId, client, carriesUplink, scope } = self;
  client.isClosed = true;
  const url = requestUrl(route, { sessionId, seq: '' });
  const data = { base_url: baseUrl(route), url, destination: route.destination, error };
  if (!carriesUplink) yield* fact('xhttp:get_failed', data, scope);
  else
    yield* fact('xhttp:post_failed', { method: route.settings.uplinkHTTPMethod, ...data }, scope);
}
