/**
 * The states after the handshake, the same at both ends (RFC 9846 §4.7, §6.1; RFC 8446 §4.6, §6.1).
 *
 *     CONNECTED ─ inner ends ─▶ HALF_CLOSED_LOCAL ─ close_notify ──┐
 *         │ close_notify                                           ▼
 *         └──────────────────▶ HALF_CLOSED_REMOTE ─ inner ends ─▶ CLOSED
 *
 * A half-close goes through: what inner ends, ends with close_notify and TCP's FIN, and the other way round. Whoever is
 * inside and goes without a word closes the connection in order, as Go's Close does.
 */
import { encode } from '../bytes/codec.ts';
import { close, type Doing, send } from '../sansio/machine.ts';
import { type StateOf, type Transition, to } from '../sansio/transitions.ts';
import { cutOff, fatal, onFailure, sendAlert } from './endings.ts';
import type { EndpointSelf, Received } from './endpoint-messages.ts';
import { contentType } from './enums.ts';
import { fact } from './facts.ts';
import { type KeyUpdate, keyUpdate, keyUpdateRequest } from './messages/handshake.ts';

export interface ConnectedStates {
  CONNECTED: Record<never, never>;
  /** We send no more. */
  HALF_CLOSED_LOCAL: Record<never, never>;
  /** The peer sends no more. */
  HALF_CLOSED_REMOTE: Record<never, never>;
  CLOSED: Record<never, never>;
}

/** Below the 2^24.5 records that AES-GCM bears under one key (RFC 9846 §5.5; RFC 8446 §5.5). */
export const defaultMaxRecords = 2 ** 23;

type At<Name extends keyof ConnectedStates = keyof ConnectedStates> = StateOf<
  ConnectedStates,
  Name
>;
type Closed = At<'CLOSED'>;
interface AnyState {
  readonly name: string;
}

const closed: Closed = { name: 'CLOSED' };

function* onData<State extends AnyState>(
  self: EndpointSelf,
  state: State,
  data: Uint8Array,
): Doing<State> {
  yield* send(self.inner, data);
  return state;
}

function* onInnerOctets<State extends AnyState>(
  self: EndpointSelf,
  state: State,
  octets: Uint8Array,
): Doing<State> {
  yield* sendData(self, octets);
  return state;
}

/** Application data, in records that are filled, one `send` each. */
export function* sendData(self: EndpointSelf, octets: Uint8Array): Doing {
  const { records } = self;
  for (const record of records.seal(contentType.application_data, octets)) {
    yield* send(self.outer, record);
    if (records.write && records.write.records >= self.maxRecords) yield* updateKeys(self);
  }
}

/** Replaces the keys of what we send; `request` asks the peer to do so too. */
export function* updateKeys(
  self: EndpointSelf,
  request: keyof typeof keyUpdateRequest = 'update_not_requested',
): Doing {
  const { records } = self;
  if (!records.write) return;
  const message = encode(keyUpdate, { request_update: keyUpdateRequest[request] });
  for (const record of records.seal(contentType.handshake, message)) {
    yield* send(self.outer, record);
  }
  records.write = records.write.updated();
  yield* fact('tls:keys_updated', { direction: 'sent', count: ++self.updates.sent });
}

function* onKeyUpdate(
  self: EndpointSelf,
  state: At<'CONNECTED'>,
  message: Received<KeyUpdate>,
): Doing<At<'CONNECTED'>> {
  yield* onLastKeyUpdate(self, state);
  const isAsked = message.body.request_update === keyUpdateRequest.update_requested;
  if (isAsked) yield* updateKeys(self);
  return state;
}

/** RFC 9846 §4.7.3; who has ended answers no request. */
function* onLastKeyUpdate<State extends AnyState>(self: EndpointSelf, state: State): Doing<State> {
  const { records } = self;
  if (records.read) records.read = records.read.updated();
  yield* fact('tls:keys_updated', { direction: 'received', count: ++self.updates.received });
  return state;
}

/** There is no resumption, so that tickets are of no use. */
function* onTicket<State extends AnyState>(_self: EndpointSelf, state: State): Doing<State> {
  return state;
}

function* onInnerEnded(self: EndpointSelf): Doing<At<'HALF_CLOSED_LOCAL'>> {
  yield* endOuter(self);
  return { name: 'HALF_CLOSED_LOCAL' };
}

function* onLastInnerEnded(self: EndpointSelf): Doing<Closed> {
  yield* endOuter(self);
  return closed;
}

function* endOuter(self: EndpointSelf): Doing {
  yield* sendAlert(self, 'close_notify');
  yield* close(self.outer, 'end');
}

function* onInnerGone(): Doing<Closed> {
  return closed;
}

function* onCloseNotify(self: EndpointSelf): Doing<At<'HALF_CLOSED_REMOTE'>> {
  yield* endInner(self);
  return { name: 'HALF_CLOSED_REMOTE' };
}

function* onLastCloseNotify(self: EndpointSelf): Doing<Closed> {
  yield* endInner(self);
  return closed;
}

function* endInner(self: EndpointSelf): Doing {
  yield* fact('tls:alert_received', { level: 'warning', description: 'close_notify' });
  yield* close(self.inner, 'end');
}

function* onOuterEnded(
  self: EndpointSelf,
  state: At<'CONNECTED'>,
): Doing<At<'HALF_CLOSED_REMOTE' | 'CLOSED'>> {
  if (!self.records.isBetweenRecords) return yield* onFailure(self, state, cutOff(self));
  yield* endInnerUntold(self);
  return { name: 'HALF_CLOSED_REMOTE' };
}

function* onLastOuterEnded(self: EndpointSelf, state: At<'HALF_CLOSED_LOCAL'>): Doing<Closed> {
  if (!self.records.isBetweenRecords) return yield* onFailure(self, state, cutOff(self));
  yield* endInnerUntold(self);
  return closed;
}

function* endInnerUntold(self: EndpointSelf): Doing {
  yield* fact('tls:close_notify_missing', {});
  yield* close(self.inner, 'end');
}

function* onOuterEndedAgain<State extends AnyState>(
  _self: EndpointSelf,
  state: State,
): Doing<State> {
  return state;
}

/** The rows of both tables after the handshake; `new_session_ticket` is the client's alone. */
export const connected = {
  CONNECTED: {
    ...fatal,
    application_data: to(['CONNECTED'], onData<At<'CONNECTED'>>),
    inner_octets: to(['CONNECTED'], onInnerOctets<At<'CONNECTED'>>),
    key_update: to(['CONNECTED'], onKeyUpdate),
    inner_ended: to(['HALF_CLOSED_LOCAL'], onInnerEnded),
    inner_gone: to(['CLOSED'], onLastInnerEnded),
    close_notify: to(['HALF_CLOSED_REMOTE'], onCloseNotify),
    outer_ended: to(['HALF_CLOSED_REMOTE', 'CLOSED'], onOuterEnded),
  },
  HALF_CLOSED_LOCAL: {
    ...fatal,
    application_data: to(['HALF_CLOSED_LOCAL'], onData<At<'HALF_CLOSED_LOCAL'>>),
    key_update: to(['HALF_CLOSED_LOCAL'], onLastKeyUpdate<At<'HALF_CLOSED_LOCAL'>>),
    inner_gone: to(['CLOSED'], onInnerGone),
    close_notify: to(['CLOSED'], onLastCloseNotify),
    outer_ended: to(['CLOSED'], onLastOuterEnded),
  },
  HALF_CLOSED_REMOTE: {
    ...fatal,
    inner_octets: to(['HALF_CLOSED_REMOTE'], onInnerOctets<At<'HALF_CLOSED_REMOTE'>>),
    inner_ended: to(['CLOSED'], onLastInnerEnded),
    inner_gone: to(['CLOSED'], onLastInnerEnded),
    outer_ended: to(['HALF_CLOSED_REMOTE'], onOuterEndedAgain<At<'HALF_CLOSED_REMOTE'>>),
  },
  CLOSED: {},
};

/** Of the client's rows. */
export const tickets = {
  CONNECTED: to(['CONNECTED'], onTicket<At<'CONNECTED'>>),
  HALF_CLOSED_LOCAL: to(['HALF_CLOSED_LOCAL'], onTicket<At<'HALF_CLOSED_LOCAL'>>),
} satisfies Record<string, Transition<unknown, string>>;
