/**
 * The states of a client, and what each message does in them (RFC 9846 §A.1; RFC 8446 §A.1).
 *
 *     START ─ opened ─▶ WAIT_SH ─▶ WAIT_EE ─▶ WAIT_CERT_CR ─▶ WAIT_CV ─▶ WAIT_FINISHED ─▶ CONNECTED
 *                       │     ▲                   │               ▲
 *                       └─────┘           certificate_request     │
 *                  hello_retry_request            ▼               │
 *                                             WAIT_CERT ──────────┘
 *
 * What happens after CONNECTED is the same at both ends: `connected-states.ts`.
 */
import { concat } from '../bytes/concat.ts';
import { constantTimeEqual } from '../bytes/constant-time.ts';
import { close, type Doing, pauseReading, ready, resumeReading, send } from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { chainOf, decompressed } from './client-certificates.ts';
import {
  type Agreed,
  type Authenticating,
  type ClientSelf,
  firstOffer,
  isCompatible,
  type Offer,
  ownHello,
  type Parameters,
  secondFlight,
} from './client-flights.ts';
import {
  checkedParameters,
  checkedRetry,
  checkedShare,
  checkedSuite,
} from './client-negotiation.ts';
import { type ConnectedStates, connected, sendData, tickets } from './connected-states.ts';
import { handshakeEndings, sendAlert } from './endings.ts';
import type { EndpointMessages } from './endpoint-messages.ts';
import { contentType } from './enums.ts';
import { refused } from './errors.ts';
import { fact, stateSecrets } from './facts.ts';
import { changedHello } from './hello-retry.ts';
import { drawShareKey, groupNumber } from './key-exchange.ts';
import { KeySchedule } from './key-schedule.ts';
import type { Certificate } from './messages/handshake.ts';
import { changeCipherSpec, plaintextRecord } from './record-layer.ts';
import { RecordProtection } from './record-protection.ts';
import { handshakeScheme, signatureContent } from './signature.ts';

export interface ClientStates extends ConnectedStates {
  /** TCP is being connected. */
  START: Record<never, never>;
  /** `retried`: what the HelloRetryRequest has chosen, after one. */
  WAIT_SH: { readonly offer: Offer; readonly retried: CipherSuite | null };
  WAIT_EE: { readonly agreed: Agreed };
  WAIT_CERT_CR: { readonly agreed: Parameters };
  /** The server has asked for a certificate of ours. */
  WAIT_CERT: { readonly agreed: Parameters };
  WAIT_CV: { readonly agreed: Authenticating };
  WAIT_FINISHED: { readonly agreed: Authenticating };
}

export type ClientMessages = EndpointMessages;
type At<Name extends keyof ClientStates = keyof ClientStates> = StateOf<ClientStates, Name>;

function* onOpened(
  self: ClientSelf,
  _state: At<'START'>,
  { addresses }: ClientMessages['opened'],
): Doing<At<'WAIT_SH'>> {
  const offer = yield* firstOffer(self, addresses);
  self.transcript.add(offer.octets);
  yield* send(self.outer, plaintextRecord(contentType.handshake, offer.octets, 1));
  return { name: 'WAIT_SH', offer, retried: null };
}

function* onDialFailed(
  self: ClientSelf,
  _state: At<'START'>,
  error: ClientMessages['dial_failed'],
): Doing<At<'CLOSED'>> {
  yield* close(self.inner, 'reset', error);
  return { name: 'CLOSED' };
}

function* onRetry(
  self: ClientSelf,
  { offer, retried }: At<'WAIT_SH'>,
  { body, octets }: ClientMessages['hello_retry_request'],
): Doing<At<'WAIT_SH'>> {
  if (retried) {
    throw refused('tls:unexpected_message', 'tls: server sent two HelloRetryRequest messages');
  }
  const suite = checkedSuite(offer.hello, body, null);
  const { group, cookie } = checkedRetry(offer.hello, body);
  yield* fact('tls:hello_retry_requested', { group });
  const keys = group ? [yield* drawShareKey(self.crypto, group)] : offer.keys;
  const [key] = keys;
  const second = changedHello(offer.octets, {
    ...(group && key ? { share: { group: groupNumber(group), key_exchange: key.share } } : {}),
    ...(cookie ? { cookie } : {}),
  });
  self.transcript.retry(suite.hash);
  self.transcript.add(octets);
  self.transcript.add(second);
  const record = plaintextRecord(contentType.handshake, second);
  yield* send(self.outer, isCompatible(offer.hello) ? concat([changeCipherSpec, record]) : record);
  const { addresses } = offer;
  const again = { octets: second, hello: ownHello(second), keys, addresses };
  return { name: 'WAIT_SH', offer: again, retried: suite };
}

function* onServerHello(
  self: ClientSelf,
  { offer, retried }: At<'WAIT_SH'>,
  { body, octets }: ClientMessages['server_hello'],
): Doing<At<'WAIT_EE'>> {
  const suite = checkedSuite(offer.hello, body, retried);
  const share = checkedShare(offer.hello, body);
  const key = offer.keys.find(({ group }) => groupNumber(group) === share.group);
  if (!key) throw refused('tls:unsupported_group');
  const sharedSecret = key.agree(share.key_exchange);
  if (!sharedSecret) throw refused('tls:invalid_key_share');
  const { crypto, transcript, records } = self;
  transcript.add(octets);
  const schedule = new KeySchedule(crypto, suite, sharedSecret);
  const secrets = schedule.handshakeSecrets(transcript.hash(suite.hash));
  records.read = new RecordProtection(crypto, suite, secrets.server);
  records.write = new RecordProtection(crypto, suite, secrets.client);
  yield* stateSecrets('handshake', offer.hello.random, secrets);
  const { group } = key;
  const isRetried = retried !== null;
  const agreed = { offer, serverHello: octets, suite, group, schedule, secrets, isRetried };
  return { name: 'WAIT_EE', agreed };
}

function* onEncryptedExtensions(
  { transcript }: ClientSelf,
  { agreed }: At<'WAIT_EE'>,
  { body, octets }: ClientMessages['encrypted_extensions'],
): Doing<At<'WAIT_CERT_CR'>> {
  const parameters = checkedParameters(agreed.offer.hello, body);
  transcript.add(octets);
  return { name: 'WAIT_CERT_CR', agreed: { ...agreed, ...parameters } };
}

function* onCertificateRequest(
  { transcript }: ClientSelf,
  { agreed }: At<'WAIT_CERT_CR'>,
  { body, octets }: ClientMessages['certificate_request'],
): Doing<At<'WAIT_CERT'>> {
  if (body.certificate_request_context.length > 0) throw refused('tls:decode_error');
  transcript.add(octets);
  return { name: 'WAIT_CERT', agreed };
}

const onCertificate = (
  self: ClientSelf,
  state: At<'WAIT_CERT_CR' | 'WAIT_CERT'>,
  { body, octets }: ClientMessages['certificate'],
): Doing<At<'WAIT_CV' | 'CLOSED'>> => authenticate(self, state, body, octets);

const onCompressedCertificate = (
  self: ClientSelf,
  state: At<'WAIT_CERT_CR' | 'WAIT_CERT'>,
  { body, octets }: ClientMessages['compressed_certificate'],
): Doing<At<'WAIT_CV' | 'CLOSED'>> =>
  authenticate(self, state, decompressed(state.agreed.offer.hello, body, self.decompress), octets);

function* authenticate(
  self: ClientSelf,
  state: At<'WAIT_CERT_CR' | 'WAIT_CERT'>,
  body: Certificate,
  octets: Uint8Array,
): Doing<At<'WAIT_CV' | 'CLOSED'>> {
  const { agreed } = state;
  const { serverName, now } = self;
  const chain = chainOf(body);
  const { serverHello, offer } = agreed;
  const peer = { chain, serverName, now, serverHello, clientHello: offer.octets };
  const verdict = yield* self.profile.authenticate(peer);
  if (!verdict.ok) return yield* handshakeEndings.failure.run(self, state, verdict);
  self.transcript.add(octets);
  const isAsked = state.name === 'WAIT_CERT';
  return { name: 'WAIT_CV', agreed: { ...agreed, isAsked, verdict } };
}

function* onCertificateVerify(
  { crypto, transcript }: ClientSelf,
  { agreed }: At<'WAIT_CV'>,
  { body, octets }: ClientMessages['certificate_verify'],
): Doing<At<'WAIT_FINISHED'>> {
  // as Go and uTLS do, any scheme that is known, whether the hello named it or not
  const scheme = handshakeScheme(body.algorithm);
  if (!scheme) throw refused('tls:invalid_signature_scheme');
  const content = signatureContent('server', transcript.hash(agreed.suite.hash));
  if (!crypto.verify(scheme, agreed.verdict.publicKey, content, body.signature)) {
    throw refused('tls:invalid_signature');
  }
  transcript.add(octets);
  return { name: 'WAIT_FINISHED', agreed };
}

function* onFinished(
  self: ClientSelf,
  { agreed }: At<'WAIT_FINISHED'>,
  { body, octets }: ClientMessages['finished'],
): Doing<At<'CONNECTED' | 'CLOSED'>> {
  const { crypto, transcript, records } = self;
  const { suite, schedule, secrets, offer } = agreed;
  const expected = schedule.verifyData(secrets.server, transcript.hash(suite.hash));
  if (!constantTimeEqual(expected, body.verify_data)) throw refused('tls:invalid_finished');
  transcript.add(octets);
  const application = schedule.applicationSecrets(transcript.hash(suite.hash));
  records.read = new RecordProtection(crypto, suite, application.server);
  yield* send(self.outer, concat([...secondFlight(self, agreed)]));
  records.write = new RecordProtection(crypto, suite, application.client);
  records.isComplete = true;
  yield* stateSecrets('application', offer.hello.random, application);
  if (agreed.verdict.refuse) return yield* leave(self, agreed.verdict.refuse);
  yield* fact('tls:handshake_completed', {
    version: '1.3',
    cipher_suite: suite.name,
    group: agreed.group,
    alpn: agreed.alpn,
    server_name: self.serverName,
  });
  yield* ready(self.inner, offer.addresses);
  yield* sendEarly(self);
  return { name: 'CONNECTED' };
}

/** The handshake is complete, and the connection is not to be used. */
function* leave(
  self: ClientSelf,
  refusal: { readonly code: string; readonly message: string },
): Doing<At<'CLOSED'>> {
  yield* fact('tls:handshake_failed', refusal);
  yield* sendAlert(self, 'close_notify');
  yield* close(self.inner, 'reset', `failed: ${refusal.message}`);
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

/** Kept until there are keys; whoever is inside shall wait with the rest. */
function* onEarly<State extends At>(
  self: ClientSelf,
  state: State,
  octets: Uint8Array,
): Doing<State> {
  if (self.early.length === 0) yield* pauseReading(self.inner);
  self.early.push(octets);
  return state;
}

function* sendEarly(self: ClientSelf): Doing {
  const early = self.early.splice(0);
  for (const octets of early) yield* sendData(self, octets);
  if (early.length > 0) yield* resumeReading(self.inner);
}

/** Whoever is inside goes before the connection is there. */
function* onGone(self: ClientSelf): Doing<At<'CLOSED'>> {
  yield* close(self.outer, 'end');
  return { name: 'CLOSED' };
}

const gone = { inner_ended: to(['CLOSED'], onGone), inner_gone: to(['CLOSED'], onGone) };
const cert = {
  certificate: to(['WAIT_CV', 'CLOSED'], onCertificate),
  compressed_certificate: to(['WAIT_CV', 'CLOSED'], onCompressedCertificate),
};
const { CONNECTED, HALF_CLOSED_LOCAL, HALF_CLOSED_REMOTE, CLOSED } = connected;

export const clientTransitions = {
  START: {
    opened: to(['WAIT_SH'], onOpened),
    dial_failed: to(['CLOSED'], onDialFailed),
    inner_octets: to(['START'], onEarly<At<'START'>>),
    ...gone,
  },
  WAIT_SH: {
    server_hello: to(['WAIT_EE'], onServerHello),
    hello_retry_request: to(['WAIT_SH'], onRetry),
    inner_octets: to(['WAIT_SH'], onEarly<At<'WAIT_SH'>>),
    ...gone,
    ...handshakeEndings,
  },
  WAIT_EE: {
    encrypted_extensions: to(['WAIT_CERT_CR'], onEncryptedExtensions),
    inner_octets: to(['WAIT_EE'], onEarly<At<'WAIT_EE'>>),
    ...gone,
    ...handshakeEndings,
  },
  WAIT_CERT_CR: {
    certificate_request: to(['WAIT_CERT'], onCertificateRequest),
    ...cert,
    inner_octets: to(['WAIT_CERT_CR'], onEarly<At<'WAIT_CERT_CR'>>),
    ...gone,
    ...handshakeEndings,
  },
  WAIT_CERT: {
    ...cert,
    inner_octets: to(['WAIT_CERT'], onEarly<At<'WAIT_CERT'>>),
    ...gone,
    ...handshakeEndings,
  },
  WAIT_CV: {
    certificate_verify: to(['WAIT_FINISHED'], onCertificateVerify),
    inner_octets: to(['WAIT_CV'], onEarly<At<'WAIT_CV'>>),
    ...gone,
    ...handshakeEndings,
  },
  WAIT_FINISHED: {
    finished: to(['CONNECTED', 'CLOSED'], onFinished),
    inner_octets: to(['WAIT_FINISHED'], onEarly<At<'WAIT_FINISHED'>>),
    ...gone,
    ...handshakeEndings,
  },
  CONNECTED: { ...CONNECTED, new_session_ticket: tickets.CONNECTED },
  HALF_CLOSED_LOCAL: { ...HALF_CLOSED_LOCAL, new_session_ticket: tickets.HALF_CLOSED_LOCAL },
  HALF_CLOSED_REMOTE,
  CLOSED,
} satisfies Transitions<ClientSelf, ClientStates, ClientMessages>;
