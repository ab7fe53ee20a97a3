/**
 * What a client sends in a handshake, and what it knows by then: its first ClientHello, and the flight that ends with its
 * Finished (RFC 9846 §2; RFC 8446 §2).
 */
import { decode, encode } from '../bytes/codec.ts';
import { type Addresses, type Doing, random } from '../sansio/machine.ts';
import type { CipherSuite } from './cipher-suites.ts';
import type { Decompress } from './client-certificates.ts';
import type { ServerParameters } from './client-negotiation.ts';
import type { ClientProfile, Verdict } from './client-profile.ts';
import type { EndpointSelf } from './endpoint-messages.ts';
import { contentType, extensionType } from './enums.ts';
import { drawShareKey, type GroupName, type ShareKey } from './key-exchange.ts';
import type { KeySchedule, TrafficSecrets } from './key-schedule.ts';
import { type ClientHello, clientHello } from './messages/client-hello.ts';
import { certificate, encryptedExtensions, finished } from './messages/handshake.ts';
import { changeCipherSpec } from './record-layer.ts';

/** What the handlers need of their machine. */
export interface ClientSelf extends EndpointSelf {
  readonly profile: ClientProfile;
  readonly serverName: string;
  readonly alpn: readonly string[];
  readonly decompress: Decompress | null;
  /** What whoever is inside has said before the connection was there. */
  readonly early: Uint8Array[];
  /** Of the input that is handled, in ms. */
  readonly now: number;
}

/** A ClientHello that was sent. */
export interface Offer {
  readonly octets: Uint8Array;
  readonly hello: ClientHello;
  readonly keys: readonly ShareKey[];
  /** Of the TCP connection. */
  readonly addresses: Addresses | null;
}

/** What the hellos have settled. */
export interface Agreed {
  readonly offer: Offer;
  readonly serverHello: Uint8Array;
  readonly suite: CipherSuite;
  readonly group: GroupName;
  readonly schedule: KeySchedule;
  readonly secrets: TrafficSecrets;
  /** The dummy change_cipher_spec was sent with the second ClientHello. */
  readonly isRetried: boolean;
}
export interface Parameters extends Agreed, ServerParameters {}
type Believed = Extract<Verdict, { readonly ok: true }>;
export interface Authenticating extends Parameters {
  /** The server has asked for a certificate of ours. */
  readonly isAsked: boolean;
  readonly verdict: Believed;
}

const randomOctets = 32;

/** A fresh ClientHello, as the profile wants it. */
export function* firstOffer(self: ClientSelf, addresses: Addresses | null): Doing<Offer> {
  const { crypto, profile, serverName, alpn } = self;
  const builder = profile.hello;
  const helloRandom = yield* random(randomOctets);
  const sessionId = yield* random(randomOctets);
  const keys: ShareKey[] = [];
  for (const group of builder.groups) keys.push(yield* drawShareKey(crypto, group));
  const chance = builder.randomOctets ? yield* random(builder.randomOctets) : new Uint8Array();
  const canDecompress = self.decompress !== null;
  const inputs = { random: helloRandom, sessionId, keys, serverName, alpn, chance, canDecompress };
  const built = builder.build(inputs);
  const octets = profile.sealHello ? yield* profile.sealHello(built, keys) : built;
  return { octets, hello: ownHello(octets), keys, addresses };
}

/** From change_cipher_spec to Finished, as records. */
export function* secondFlight(
  self: ClientSelf,
  agreed: Authenticating,
): Generator<Uint8Array, void> {
  const { transcript, records } = self;
  const { suite, schedule, secrets, offer } = agreed;
  const messages: Uint8Array[] = [];
  if (agreed.wantsSettings) messages.push(ownSettings());
  if (agreed.isAsked) {
    const none = { certificate_request_context: new Uint8Array(), certificate_list: [] };
    messages.push(encode(certificate, none));
  }
  for (const message of messages) transcript.add(message);
  const verify_data = schedule.verifyData(secrets.client, transcript.hash(suite.hash));
  messages.push(encode(finished, { verify_data }));
  if (!agreed.isRetried && isCompatible(offer.hello)) yield changeCipherSpec;
  for (const message of messages) yield* records.seal(contentType.handshake, message);
}

/** draft-vvv-tls-alps: the settings are empty, as Chrome's of HTTP/2. */
const ownSettings = (): Uint8Array =>
  encode(encryptedExtensions, {
    extensions: [
      { extension_type: extensionType.application_settings, extension_data: new Uint8Array() },
    ],
  });

export function ownHello(octets: Uint8Array): ClientHello {
  const unit = decode(clientHello, octets);
  if (!unit) throw new RangeError('A ClientHello is not whole');
  return unit.value;
}

/** RFC 9846 §D.4: who fills the session id wants to be taken for TLS 1.2. */
export const isCompatible = (hello: ClientHello): boolean => hello.legacy_session_id.length > 0;
