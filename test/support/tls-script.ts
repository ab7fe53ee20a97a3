/**
 * The peer of a TLS machine under test, that does what it is told to: right messages, wrong ones, and records of any kind.
 * Its answers are made of the machine's own ClientHello.
 */
import { decode, encode } from '../../core/bytes/codec.ts';
import { concat } from '../../core/bytes/concat.ts';
import { nodeCrypto } from '../../core/node/crypto.ts';
import { type CipherSuite, cipherSuite } from '../../core/tls/cipher-suites.ts';
import { contentType, signatureScheme } from '../../core/tls/enums.ts';
import { KeySchedule, type TrafficSecrets } from '../../core/tls/key-schedule.ts';
import { clientHello } from '../../core/tls/messages/client-hello.ts';
import { type Extension, extensionOf } from '../../core/tls/messages/extensions.ts';
import { type Handshake, handshake } from '../../core/tls/messages/handshake.ts';
import type { HelloRetryRequest, ServerHello } from '../../core/tls/messages/server-hello.ts';
import { retryRandom } from '../../core/tls/messages/server-hello.ts';
import { plaintextRecord } from '../../core/tls/record-layer.ts';
import { RecordProtection } from '../../core/tls/record-protection.ts';
import { signatureContent } from '../../core/tls/signature.ts';
import { Transcript } from '../../core/tls/transcript.ts';
import { testIdentity } from './tls-machines.ts';

/** The message of a plaintext record. */
export const messageIn = (record: Uint8Array): Uint8Array => record.subarray(5);

export const handshakeRecord = (message: Uint8Array): Uint8Array =>
  plaintextRecord(contentType.handshake, message);

const privateKey = new Uint8Array(32).fill(7);
const suite = cipherSuite(0x1301) as CipherSuite;

/** X25519 and TLS_AES_128_GCM_SHA256. */
export class ServerScript {
  readonly transcript = new Transcript(nodeCrypto);
  readonly #sessionId: Uint8Array;
  readonly #share: Uint8Array;
  #schedule: KeySchedule | null = null;
  #secrets: TrafficSecrets | null = null;
  /** Seals what the server sends. */
  protection: RecordProtection | null = null;

  /** `record`: the client's first, or its second after a retry. */
  constructor(record: Uint8Array) {
    const message = messageIn(record);
    const hello = decode(clientHello, message)?.value;
    if (!hello) throw new RangeError('Not a ClientHello');
    this.#sessionId = hello.legacy_session_id;
    const shares = extensionOf(hello.extensions, 'key_share')?.client_shares;
    const entry = shares?.find(({ group }) => group === 0x1d);
    this.#share = entry?.key_exchange ?? new Uint8Array(32);
    this.transcript.add(message);
  }

  get serverHello(): ServerHello {
    const server_share = { group: 0x1d, key_exchange: nodeCrypto.x25519.publicKey(privateKey) };
    return {
      legacy_version: 0x0303,
      random: new Uint8Array(32).fill(0xaa),
      legacy_session_id_echo: this.#sessionId,
      cipher_suite: suite.id,
      legacy_compression_method: 0,
      extensions: [
        { extension_type: 43, extension_data: { selected_version: 0x0304 } },
        { extension_type: 51, extension_data: { server_share } },
      ],
    };
  }

  retry(extensions: readonly Extension[]): HelloRetryRequest {
    const version = { extension_type: 43, extension_data: { selected_version: 0x0304 } };
    return { ...this.serverHello, random: retryRandom, extensions: [version, ...extensions] };
  }

  /** The record of a ServerHello, changed or not; keys are agreed on after it. */
  hello(changes: Partial<ServerHello> = {}): Uint8Array {
    const message = encode(handshake, {
      name: 'server_hello',
      body: { ...this.serverHello, ...changes },
    });
    this.transcript.add(message);
    const shared = nodeCrypto.x25519.sharedSecret(privateKey, this.#share) ?? new Uint8Array(32);
    this.#schedule = new KeySchedule(nodeCrypto, suite, shared);
    this.#secrets = this.#schedule.handshakeSecrets(this.transcript.hash(suite.hash));
    this.protection = new RecordProtection(nodeCrypto, suite, this.#secrets.server);
    return handshakeRecord(message);
  }

  /** A protected record of messages; they enter the transcript. */
  sealed(...messages: readonly (Handshake | Uint8Array)[]): Uint8Array {
    const octets = messages.map((m) => (m instanceof Uint8Array ? m : encode(handshake, m)));
    for (const message of octets) this.transcript.add(message);
    return this.record(contentType.handshake, concat([...octets, new Uint8Array()]));
  }

  /** A protected record of anything. */
  record(type: number, octets: Uint8Array): Uint8Array {
    if (!this.protection) throw new RangeError('There are no keys yet');
    return this.protection.seal(type, octets);
  }

  encryptedExtensions(...extensions: readonly Extension[]): Handshake {
    return { name: 'encrypted_extensions', body: { extensions } };
  }

  certificate(chain = testIdentity().chain): Handshake {
    const certificate_list = chain.map((cert_data) => ({ cert_data, extensions: [] }));
    return {
      name: 'certificate',
      body: { certificate_request_context: new Uint8Array(), certificate_list },
    };
  }

  certificateRequest(): Handshake {
    const algorithms = { supported_signature_algorithms: [signatureScheme.ed25519] };
    return {
      name: 'certificate_request',
      body: {
        certificate_request_context: new Uint8Array(),
        extensions: [{ extension_type: 13, extension_data: algorithms }],
      },
    };
  }

  /** Of the transcript so far. */
  certificateVerify(algorithm: number = signatureScheme.ed25519): Handshake {
    const content = signatureContent('server', this.transcript.hash(suite.hash));
    const signature = nodeCrypto.sign('ed25519', testIdentity().privateKey, content);
    return { name: 'certificate_verify', body: { algorithm, signature } };
  }

  /** Of the transcript so far. */
  finished(): Handshake {
    const hash = this.transcript.hash(suite.hash);
    const verify_data = this.#schedule?.verifyData(this.#secrets?.server ?? hash, hash);
    return { name: 'finished', body: { verify_data: verify_data ?? hash } };
  }

  /** All of a right flight, the ServerHello included; application keys are in use after it. */
  flight(...extensions: readonly Extension[]): Uint8Array {
    const records = [this.hello(), this.sealed(this.encryptedExtensions(...extensions))];
    records.push(this.sealed(this.certificate()));
    records.push(this.sealed(this.certificateVerify()), this.sealed(this.finished()));
    this.useApplicationKeys();
    return concat(records);
  }

  useApplicationKeys(): void {
    const secrets = this.#schedule?.applicationSecrets(this.transcript.hash(suite.hash));
    if (secrets) this.protection = new RecordProtection(nodeCrypto, suite, secrets.server);
  }
}
