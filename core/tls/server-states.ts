/**
 * The states of a server, and what each message does in them (RFC 9846 §A.2; RFC 8446 §A.2).
 *
 *     START ─ client_hello ─▶ WAIT_FINISHED ─ finished ─▶ CONNECTED
 *      │ ▲
 *      └─┘ client_hello without a share of the chosen group
 *
 * RECVD_CH, NEGOTIATED and WAIT_FLIGHT2 of the RFC are passed through at once, because no client is asked for a
 * certificate or early data. What happens after CONNECTED is the same at both ends: `connected-states.ts`.
 */
import { encode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import { constantTimeEqual } from '../bytes/constant-time.ts';
import { toLatin1 } from '../bytes/utf8.ts';
import { type Doing, offer, random, send } from '../sansio/machine.ts';
import { type StateOf, type Transitions, to } from '../sansio/transitions.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { type ConnectedStates, connected } from './connected-states.ts';
import { handshakeEndings, timeout } from './endings.ts';
import type { EndpointMessages, EndpointSelf } from './endpoint-messages.ts';
import { contentType, extensionType, protocolVersion, signatureScheme } from './enums.ts';
import { refused } from './errors.ts';
import { fact, stateSecrets } from './facts.ts';
import { isSameHello } from './hello-retry.ts';
import { answerShare, type GroupName, groupNumber } from './key-exchange.ts';
import { KeySchedule, type TrafficSecrets } from './key-schedule.ts';
import type { ClientHello } from './messages/client-hello.ts';
import { type Extension, extensionOf } from './messages/extensions.ts';
import {
  certificate,
  certificateVerify,
  encryptedExtensions,
  finished,
} from './messages/handshake.ts';
import { helloRetryRequest, retryRandom, serverHello } from './messages/server-hello.ts';
import { changeCipherSpec } from './record-layer.ts';
import { RecordProtection } from './record-protection.ts';
import { type ChosenIdentity, chosenIdentity, type ServerIdentity } from './server-certificates.ts';
import { type Choice, chosen, chosenProtocol, nameIn } from './server-negotiation.ts';
import { signatureContent } from './signature.ts';

/** What the handlers need of their machine. */
export interface ServerSelf extends EndpointSelf {
  /** The peer's `address:port`. */
  readonly remote: string;
  readonly certificates: readonly ServerIdentity[];
  readonly alpn: readonly string[];
  readonly rejectUnknownSni: boolean;
}

/** A handshake that lacks the client's Finished. */
export interface Awaited {
  readonly suite: CipherSuite;
  readonly group: GroupName;
  readonly serverName: string;
  /** Empty: none was chosen. */
  readonly alpn: string;
  readonly schedule: KeySchedule;
  readonly handshake: TrafficSecrets;
  readonly application: TrafficSecrets;
  /** Runs before whoever is inside is told. */
  readonly completed?: () => Doing;
}

/** What a HelloRetryRequest has answered, and how. */
interface Retry {
  readonly hello: ClientHello;
  readonly suite: CipherSuite;
  readonly group: GroupName;
}

export interface ServerStates extends ConnectedStates {
  START: { readonly retry: Retry | null };
  WAIT_FINISHED: { readonly awaited: Awaited };
}

export type ServerMessages = EndpointMessages;
type At<Name extends keyof ServerStates = keyof ServerStates> = StateOf<ServerStates, Name>;

const randomOctets = 32;

function* onClientHello(
  self: ServerSelf,
  { retry }: At<'START'>,
  { body: hello, octets }: ServerMessages['client_hello'],
): Doing<At<'START' | 'WAIT_FINISHED'>> {
  const choice = chosen(hello);
  if (retry) checkSecond(hello, retry, choice);
  if (!choice.share) return yield* askAgain(self, hello, octets, choice);

  const answered = yield* answerShare(self.crypto, choice.group, choice.share);
  if (!answered) throw refused('tls:invalid_key_share', 'tls: invalid client key share');
  const alpn = chosenProtocol(hello, self.alpn);
  const serverName = nameIn(hello);
  const { certificates, rejectUnknownSni } = self;
  const identity = chosenIdentity(hello, serverName, certificates, rejectUnknownSni);
  yield* fact('tls:certificate_chosen', {
    server_name: serverName,
    certificate: identity.certificate,
    signature_scheme: identity.scheme,
  });

  const { suite, group } = choice;
  self.transcript.add(octets);
  const hidden = { share: answered.share, wasRetried: retry !== null };
  const flight = [yield* helloRecords(self, hello, choice, hidden)];
  const schedule = new KeySchedule(self.crypto, suite, answered.sharedSecret);
  const handshake = schedule.handshakeSecrets(self.transcript.hash(suite.hash));
  self.records.read = new RecordProtection(self.crypto, suite, handshake.client);
  self.records.write = new RecordProtection(self.crypto, suite, handshake.server);
  yield* stateSecrets('handshake', hello.random, handshake);
  const keys = { suite, schedule, handshake };
  flight.push(...protectedFlight(self, keys, { alpn, serverName, identity }));
  yield* send(self.outer, concat(flight));
  const application = schedule.applicationSecrets(self.transcript.hash(suite.hash));
  self.records.write = new RecordProtection(self.crypto, suite, application.server);
  yield* stateSecrets('application', hello.random, application);
  const awaited = { ...keys, group, serverName, alpn, application };
  return { name: 'WAIT_FINISHED', awaited };
}

function checkSecond(
  hello: ClientHello,
  { hello: first, suite, group }: Retry,
  choice: Choice,
): void {
  const shares = extensionOf(hello.extensions, 'key_share')?.client_shares ?? [];
  if (shares.length !== 1) {
    throw refused(
      'tls:illegal_client_hello',
      "tls: client didn't send one key share in second ClientHello",
    );
  }
  if (choice.group !== group || shares[0]?.group !== groupNumber(group)) {
    throw refused(
      'tls:illegal_client_hello',
      'tls: client sent unexpected key share in second ClientHello',
    );
  }
  if (choice.suite !== suite || !isSameHello(first, hello)) {
    throw refused('tls:illegal_client_hello', 'tls: client illegally modified second ClientHello');
  }
}

/** Sends a HelloRetryRequest. */
function* askAgain(
  self: ServerSelf,
  hello: ClientHello,
  octets: Uint8Array,
  { suite, group }: Choice,
): Doing<At<'START'>> {
  self.records.checkFlightEnd();
  yield* fact('tls:hello_retry_requested', { group });
  const selected = { selected_group: groupNumber(group) };
  const message = encode(helloRetryRequest, {
    ...answerTo(hello, suite, retryRandom),
    extensions: [tls13, { extension_type: extensionType.key_share, extension_data: selected }],
  });
  self.transcript.add(octets);
  self.transcript.retry(suite.hash);
  self.transcript.add(message);
  const records = [...self.records.seal(contentType.handshake, message)];
  if (isCompatible(hello)) records.push(changeCipherSpec);
  yield* send(self.outer, concat(records));
  return { name: 'START', retry: { hello, suite, group } };
}

/** ServerHello, and change_cipher_spec where it was not sent before. */
function* helloRecords(
  self: ServerSelf,
  hello: ClientHello,
  { suite, group }: Choice,
  { share, wasRetried }: { readonly share: Uint8Array; readonly wasRetried: boolean },
): Doing<Uint8Array> {
  const server_share = { group: groupNumber(group), key_exchange: share };
  const message = encode(serverHello, {
    ...answerTo(hello, suite, yield* random(randomOctets)),
    extensions: [
      tls13,
      { extension_type: extensionType.key_share, extension_data: { server_share } },
    ],
  });
  self.transcript.add(message);
  const records = [...self.records.seal(contentType.handshake, message)];
  if (isCompatible(hello) && !wasRetried) records.push(changeCipherSpec);
  return concat(records);
}

const tls13: Extension = {
  extension_type: extensionType.supported_versions,
  extension_data: { selected_version: protocolVersion.tls13 },
};

const answerTo = (hello: ClientHello, suite: CipherSuite, helloRandom: Uint8Array) => ({
  legacy_version: protocolVersion.tls12,
  random: helloRandom,
  legacy_session_id_echo: hello.legacy_session_id,
  cipher_suite: suite.id,
  legacy_compression_method: 0,
});

/** From EncryptedExtensions to Finished, a record each. */
function* protectedFlight(
  { crypto, transcript, records }: ServerSelf,
  { suite, schedule, handshake }: Pick<Awaited, 'suite' | 'schedule' | 'handshake'>,
  {
    alpn,
    serverName,
    identity,
  }: {
    readonly alpn: string;
    readonly serverName: string;
    readonly identity: ChosenIdentity;
  },
): Generator<Uint8Array, void> {
  const seal = (message: Uint8Array) => {
    transcript.add(message);
    return records.seal(contentType.handshake, message);
  };
  yield* seal(encode(encryptedExtensions, { extensions: parametersOf(alpn, serverName) }));
  const certificate_list = identity.chain.map((cert_data) => ({ cert_data, extensions: [] }));
  const certificate_request_context = new Uint8Array();
  yield* seal(encode(certificate, { certificate_request_context, certificate_list }));
  const content = signatureContent('server', transcript.hash(suite.hash));
  const signature = crypto.sign(identity.scheme, identity.privateKey, content);
  yield* seal(
    encode(certificateVerify, { algorithm: signatureScheme[identity.scheme], signature }),
  );
  const verify_data = schedule.verifyData(handshake.server, transcript.hash(suite.hash));
  yield* seal(encode(finished, { verify_data }));
}

function parametersOf(alpn: string, serverName: string): Extension[] {
  const extensions: Extension[] = [];
  if (alpn !== '') {
    extensions.push({
      extension_type: extensionType.application_layer_protocol_negotiation,
      extension_data: { protocol_name_list: [toLatin1(alpn)] },
    });
  }
  // RFC 6066 §3: an empty one says that the name was of use
  if (serverName !== '') {
    extensions.push({ extension_type: extensionType.server_name, extension_data: {} });
  }
  return extensions;
}

function* onFinished(
  self: ServerSelf,
  { awaited }: At<'WAIT_FINISHED'>,
  { body, octets }: ServerMessages['finished'],
): Doing<At<'CONNECTED'>> {
  const { crypto, transcript, records, remote } = self;
  const { suite, schedule, handshake, application, serverName, alpn } = awaited;
  const expected = schedule.verifyData(handshake.client, transcript.hash(suite.hash));
  if (!constantTimeEqual(expected, body.verify_data)) {
    throw refused('tls:invalid_finished', 'tls: invalid client finished hash');
  }
  transcript.add(octets);
  records.read = new RecordProtection(crypto, suite, application.client);
  records.isComplete = true;
  yield* fact('tls:handshake_completed', {
    version: '1.3',
    cipher_suite: suite.name,
    group: awaited.group,
    alpn,
    server_name: serverName,
  });
  if (awaited.completed) yield* awaited.completed();
  yield* offer(self.inner, { kind: 'stream', remote, security: { serverName, alpn } });
  return { name: 'CONNECTED' };
}

/** RFC 9846 §D.4: a client that fills its session id wants to be taken for one of TLS 1.2. */
const isCompatible = (hello: ClientHello): boolean => hello.legacy_session_id.length > 0;

const { CONNECTED, HALF_CLOSED_LOCAL, HALF_CLOSED_REMOTE, CLOSED } = connected;

export const serverTransitions = {
  START: {
    client_hello: to(['START', 'WAIT_FINISHED'], onClientHello),
    timeout,
    ...handshakeEndings,
  },
  WAIT_FINISHED: { finished: to(['CONNECTED'], onFinished), timeout, ...handshakeEndings },
  CONNECTED,
  HALF_CLOSED_LOCAL,
  HALF_CLOSED_REMOTE,
  CLOSED,
} satisfies Transitions<ServerSelf, ServerStates, ServerMessages>;
