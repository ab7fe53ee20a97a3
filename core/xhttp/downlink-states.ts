/**
 * The GET of a proxied connection, from the client's side: splithttp/client.go:OpenStream of Xray (v26.7.28).
 *
 * The dial waits for the GET's connection and for nothing else: as soon as the connection is usable the proxied
 * connection is ready, before the GET is answered. A connection that cannot be made does not fail the dial either: the
 * proxied connection is ready, and broken at its first read.
 */
import type { HttpPart } from '../http/message.ts';
import {
  type Addresses,
  close,
  type Doing,
  facts,
  type NetworkError,
  type Port,
  ready,
  type Scope,
  send,
} from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { XhttpFacts } from './facts.ts';
import { draw } from './range.ts';
import { downlinkRequest, downlinkUrl, type Route } from './requests.ts';
import type { XmuxClient } from './xmux.ts';

export interface DownlinkStates {
  /** The connection for the GET is being made; nobody may write yet. */
  DIALLING: object;
  /** The GET is out, its answer is not there; the uplink may begin. */
  REQUESTED: object;
  STREAMING: object;
  /** The answer is complete: nothing more comes down. */
  ENDED: object;
  /** The proxied connection has been reset; the GET is to be, if it is still there. */
  CLOSED: object;
}
export type DownlinkState = StateOf<DownlinkStates>;

export interface DownlinkMessages {
  connected: { readonly addresses: Addresses | null; readonly now: number };
  response_head: { readonly status: number };
  body: { readonly data: Uint8Array };
  end: object;
  lost: { readonly error: NetworkError | undefined };
}

/** What the transitions need of a proxied connection. */
export interface DownlinkSelf {
  readonly conn: Port<Uint8Array>;
  readonly get: Port<HttpPart>;
  readonly route: Route;
  readonly sessionId: string;
  readonly client: XmuxClient;
  readonly scope: Scope;
  readonly epochMs: number;
}

type At<Name extends keyof DownlinkStates> = StateOf<DownlinkStates, Name>;
const fact = facts<XhttpFacts>();

function* onConnected(
  self: DownlinkSelf,
  _state: At<'DIALLING'>,
  { addresses, now }: DownlinkMessages['connected'],
): Doing<At<'REQUESTED'>> {
  const { route, sessionId, epochMs } = self;
  const paddingLength = yield* draw(route.settings.xPaddingBytes);
  yield* send(self.get, downlinkRequest(route, sessionId, paddingLength, epochMs + now));
  yield* send(self.get, { part: 'end' });
  yield* ready(self.conn, addresses);
  return { name: 'REQUESTED' };
}

function* onUnreachable(
  self: DownlinkSelf,
  _state: At<'DIALLING'>,
  { error }: DownlinkMessages['lost'],
): Doing<At<'CLOSED'>> {
  yield* failGet(self, error ?? 'connection_reset');
  yield* ready(self.conn, null);
  yield* close(self.conn, 'reset');
  return { name: 'CLOSED' };
}

function* onResponse(
  self: DownlinkSelf,
  _state: At<'REQUESTED'>,
  { status }: DownlinkMessages['response_head'],
): Doing<At<'STREAMING'> | At<'CLOSED'>> {
  if (status === 200) return { name: 'STREAMING' };
  yield* fact('xhttp:status_rejected', { status }, self.scope);
  yield* close(self.conn, 'reset');
  return { name: 'CLOSED' };
}

function* onUnanswered(self: DownlinkSelf): Doing<At<'CLOSED'>> {
  yield* failGet(self, 'cut_off');
  yield* close(self.conn, 'reset');
  return { name: 'CLOSED' };
}

function* onBody(
  self: DownlinkSelf,
  state: At<'STREAMING'>,
  { data }: DownlinkMessages['body'],
): Doing<At<'STREAMING'>> {
  if (data.length > 0) yield* send(self.conn, data);
  return state;
}

function* onEnd(self: DownlinkSelf): Doing<At<'ENDED'>> {
  yield* close(self.get, 'end');
  yield* close(self.conn, 'end');
  return { name: 'ENDED' };
}

function* onCutOff(self: DownlinkSelf): Doing<At<'CLOSED'>> {
  yield* close(self.conn, 'reset');
  return { name: 'CLOSED' };
}

export const downlinkTransitions = {
  DIALLING: {
    connected: to(['REQUESTED'], onConnected),
    lost: to(['CLOSED'], onUnreachable),
  },
  REQUESTED: {
    response_head: to(['STREAMING', 'CLOSED'], onResponse),
    lost: to(['CLOSED'], onUnanswered),
  },
  STREAMING: {
    body: to(['STREAMING'], onBody),
    end: to(['ENDED'], onEnd),
    lost: to(['CLOSED'], onCutOff),
  },
  ENDED: {},
  CLOSED: {},
} satisfies Transitions<DownlinkSelf, DownlinkStates, DownlinkMessages>;

function* failGet(self: DownlinkSelf, error: NetworkError | 'cut_off'): Doing {
  self.client.isClosed = true;
  const { route, sessionId } = self;
  const data = { url: downlinkUrl(route, sessionId), destination: route.destination, error };
  yield* fact('xhttp:get_failed', data, self.scope);
}
