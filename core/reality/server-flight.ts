/**
 * The flight with which REALITY's server answers a client that it knows, made to look like the target's: its ServerHello
 * with another key in it, and encrypted records of the same lengths.
 *
 * XTLS/REALITY 9234c772, handshake_server_tls13.go and conn.go (encrypt). EncryptedExtensions is always empty: no ALPN is chosen, the
 * name not acknowledged. The Ed25519 key pair is one a connection; there it is one a process.
 */
import { encode } from '../bytes/codec.ts';
import { concat } from '../bytes/concat.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Doing, random } from '../sansio/machine.ts';
import { contentType, namedGroup, signatureScheme } from '../tls/enums.ts';
import { answerShare } from '../tls/key-exchange.ts';
import { KeySchedule, type TrafficSecrets } from '../tls/key-schedule.ts';
import type { ClientHello } from '../tls/messages/client-hello.ts';
import { extensionOf } from '../tls/messages/extensions.ts';
import {
  certificate,
  certificateVerify,
  encryptedExtensions,
  finished,
} from '../tls/messages/handshake.ts';
import { changeCipherSpec } from '../tls/record-layer.ts';
import { protectionOctets, RecordProtection } from '../tls/record-protection.ts';
import { signatureContent } from '../tls/signature.ts';
import { Transcript } from '../tls/transcript.ts';
import { temporaryCertificate } from './certificate.ts';
import type { FlightShape } from './target-flight.ts';
import { type TargetHello, withKeyExchange } from './target-hello.ts';

export interface FlightInputs {
  readonly crypto: CryptoProvider;
  /** The client's message, as it came and as it reads. */
  readonly clientHello: Uint8Array;
  readonly hello: ClientHello;
  readonly authKey: Uint8Array;
  readonly targetHello: TargetHello;
  readonly shape: FlightShape;
  readonly mldsa65Seed: Uint8Array | null;
}

/** The flight, and what the connection goes on with. */
export interface ServerFlight {
  /** All records in one. */
  readonly octets: Uint8Array;
  readonly schedule: KeySchedule;
  /** Of all messages up to the server's Finished. */
  readonly transcript: Transcript;
  readonly handshake: TrafficSecrets;
  readonly application: TrafficSecrets;
  /** Of what the server sends from now on. */
  readonly write: RecordProtection;
}

/** Null where the client has no such share as the target chose, or a message does not fit into a record of the target's length. */
export function* serverFlight(inputs: FlightInputs): Doing<ServerFlight | null> {
  const { crypto, clientHello, hello, targetHello, shape } = inputs;
  const { suite, group } = targetHello;
  const shares = extensionOf(hello.extensions, 'key_share')?.client_shares ?? [];
  const theirs = shares.find((share) => share.group === namedGroup[group]);
  const ours = theirs && (yield* answerShare(crypto, group, theirs.key_exchange));
  if (!ours) return null;

  const serverHello = withKeyExchange(targetHello, ours.share);
  const transcript = new Transcript(crypto);
  transcript.add(clientHello);
  transcript.add(serverHello);
  const schedule = new KeySchedule(crypto, suite, ours.sharedSecret);
  const handshake = schedule.handshakeSecrets(transcript.hash(suite.hash));

  const seed = yield* random(32);
  const messages: Uint8Array[] = [];
  const say = (message: Uint8Array) => {
    messages.push(message);
    transcript.add(message);
  };
  say(encode(encryptedExtensions, { extensions: [] }));
  say(certificateMessage(inputs, serverHello, crypto.ed25519.publicKey(seed)));
  const content = signatureContent('server', transcript.hash(suite.hash));
  const signature = crypto.ed25519.sign(seed, content);
  say(encode(certificateVerify, { algorithm: signatureScheme.ed25519, signature }));
  const verifyData = schedule.verifyData(handshake.server, transcript.hash(suite.hash));
  say(encode(finished, { verify_data: verifyData }));
  const application = schedule.applicationSecrets(transcript.hash(suite.hash));

  const encrypted = sealed(messages, shape, new RecordProtection(crypto, suite, handshake.server));
  if (!encrypted) return null;
  const write = new RecordProtection(crypto, suite, application.server);
  const ticket = shape.ticket === null ? [] : sealEmpty(write, shape.ticket);
  if (!ticket) return null;
  const octets = concat([inTheClear(serverHello), changeCipherSpec, ...encrypted, ...ticket]);
  return { octets, schedule, transcript, handshake, application, write };
}

function certificateMessage(
  { crypto, authKey, clientHello, mldsa65Seed }: FlightInputs,
  serverHello: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array {
  const context = { authKey, clientHello, serverHello };
  const cert_data = temporaryCertificate(crypto, context, publicKey, mldsa65Seed);
  return encode(certificate, {
    certificate_request_context: new Uint8Array(),
    certificate_list: [{ cert_data, extensions: [] }],
  });
}

/** Null where one of them is too long. */
function sealed(
  messages: readonly Uint8Array[],
  { records }: FlightShape,
  protection: RecordProtection,
): Uint8Array[] | null {
  const contents = records.length === 1 ? [concat(messages)] : messages;
  const fits = contents.every(
    (each, i) => each.length + protectionOctets <= (records[i] as number),
  );
  if (!fits) return null;
  return contents.map((each, i) => protection.seal(contentType.handshake, each, records[i]));
}

/** A record that says nothing, where the target had something to say. */
function sealEmpty(protection: RecordProtection, octets: number): Uint8Array[] | null {
  if (octets < protectionOctets) return null;
  return [protection.seal(contentType.application_data, new Uint8Array(), octets)];
}

function inTheClear(message: Uint8Array): Uint8Array {
  const { length } = message;
  const header = Uint8Array.of(contentType.handshake, 3, 3, length >> 8, length & 255);
  return concat([header, message]);
}
