/**
 * How a connection comes to an end before its time, the same at both ends: by what the peer has sent wrongly, by its alert,
 * by the network (RFC 9846 §6.2; RFC 8446 §6.2).
 *
 * Whoever is inside is told by a reset, with Go's words for it.
 */
import { close, type Doing, send } from '../sansio/machine.ts';
import { to } from '../sansio/transitions.ts';
import { type AlertName, alertLevel, alertName, alertText } from './alert.ts';
import type { EndpointMessages, EndpointSelf } from './endpoint-messages.ts';
import type { EndCode, Failure } from './errors.ts';
import { fact } from './facts.ts';

interface AnyState {
  readonly name: string;
}
interface Closed {
  readonly name: 'CLOSED';
}

const closed: Closed = { name: 'CLOSED' };

function* onOuterGone(self: EndpointSelf, state: AnyState): Doing<Closed> {
  if (!self.records.isComplete) {
    const code: EndCode = 'tls:connection_reset';
    yield* stateFailure(self, { code, message: 'connection reset by peer', alert: null });
  }
  if (hasInner(self, state)) yield* close(self.inner, 'reset', 'connection_reset');
  return closed;
}

/** Tells the peer by an alert where one is due, and whoever is inside by a reset. */
export function* onFailure(self: EndpointSelf, state: AnyState, failure: Failure): Doing<Closed> {
  const maySend = state.name !== 'HALF_CLOSED_LOCAL';
  if (failure.alert && maySend) yield* sendAlert(self, failure.alert);
  yield* stateFailure(self, failure);
  if (hasInner(self, state)) yield* close(self.inner, 'reset', `failed: ${failure.message}`);
  if (maySend) yield* close(self.outer, 'end');
  return closed;
}

function* onAlert(
  self: EndpointSelf,
  state: AnyState,
  { level, description }: EndpointMessages['alert'],
): Doing<Closed> {
  yield* fact('tls:alert_received', {
    level: level === alertLevel.warning ? 'warning' : 'fatal',
    description: alertName(description),
  });
  const code: EndCode = 'tls:alert_received';
  const message = `remote error: ${alertText(description)}`;
  return yield* onFailure(self, state, { code, message, alert: null });
}

const onEarlyEnd = (self: EndpointSelf, state: AnyState): Doing<Closed> =>
  onFailure(self, state, cutOff(self));

function* onTimeout(self: EndpointSelf, state: AnyState): Doing<Closed> {
  const code: EndCode = 'tls:handshake_timeout';
  return yield* onFailure(self, state, { code, message: 'i/o timeout', alert: null });
}

export function cutOff({ records }: EndpointSelf): Failure {
  const code: EndCode = 'tls:connection_ended';
  const message = records.isBetweenRecords ? 'EOF' : 'unexpected EOF';
  return { code, message, alert: null };
}

/** Of a server, nobody is inside before the handshake is complete. */
const hasInner = ({ role, records }: EndpointSelf, state: AnyState): boolean =>
  (role === 'client' || records.isComplete) && state.name !== 'HALF_CLOSED_REMOTE';

const stateFailure = ({ records }: EndpointSelf, { code, message }: Failure): Doing =>
  fact(records.isComplete ? 'tls:connection_failed' : 'tls:handshake_failed', { code, message });

export function* sendAlert(self: EndpointSelf, description: AlertName): Doing {
  yield* send(self.outer, self.records.sealAlert(description));
  const level = description === 'close_notify' ? 'warning' : 'fatal';
  yield* fact('tls:alert_sent', { level, description });
}

/** What may happen while there is TCP. */
export const fatal = {
  failure: to(['CLOSED'], onFailure),
  alert: to(['CLOSED'], onAlert),
  outer_gone: to(['CLOSED'], onOuterGone),
};

/** What may happen at any time of a handshake, once TCP is up. */
export const handshakeEndings = {
  ...fatal,
  close_notify: to(['CLOSED'], onEarlyEnd),
  outer_ended: to(['CLOSED'], onEarlyEnd),
};

/** For who waits no longer than for so long. */
export const timeout = to(['CLOSED'], onTimeout);
