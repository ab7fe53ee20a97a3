/**
 * REALITY's client: a TLS 1.3 client with Chrome's hello, whose session id says who it is, and which believes a certificate by a
 * code instead of a signature.
 *
 * Xray v26.7.28, transport/internet/reality/reality.go:UClient and :VerifyPeerCertificate. The states are TLS's. Whatever the code does
 * not fit is held to the system's roots, as a browser would.
 *
 * Left out: the spider. After a certificate that is the target's own, Xray goes on to fetch pages from it in the background, so as to
 * be taken for a browser; here the connection is closed in an orderly way. The two texts are the same.
 */
import { decode, encode } from '../bytes/codec.ts';
import { toHex } from '../bytes/hex.ts';
import { parsePublicKey } from '../crypto/keys.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { type Doing, facts, type Input, type Machine, type Target } from '../sansio/machine.ts';
import { chromeHello } from '../tls/chrome-hello.ts';
import { TlsClient, type TlsClientOptions } from '../tls/client.ts';
import type { PeerCertificates, Verdict } from '../tls/client-profile.ts';
import type { ShareKey } from '../tls/key-exchange.ts';
import { clientHello } from '../tls/messages/client-hello.ts';
import { type PeerChain, parseChain, verifyParsed } from '../x509/chain.ts';
import { judgeCertificate } from './certificate.ts';
import type { RealityFacts } from './facts.ts';
import { announcedVersion, authenticator, deriveAuthKey, sealSessionId } from './session-id.ts';

export interface RealityClientSettings {
  /** Empty: the dialled address. */
  readonly serverName: string;
  /** The server's, X25519, 32 octets. */
  readonly publicKey: Uint8Array;
  /** 8 octets. */
  readonly shortId: Uint8Array;
  /** ML-DSA-65, 1,952 octets; null: not asked for. */
  readonly mldsa65Verify: Uint8Array | null;
}

export interface RealityClientOptions {
  readonly crypto: CryptoProvider;
  /** What `now` counts from, in ms since 1970. */
  readonly epochMs: number;
  /** Certificate authorities, in DER, for the target's own certificate. */
  readonly roots: readonly Uint8Array[];
  readonly dial: Extract<Target, { readonly to: 'address' }>;
  readonly settings: RealityClientSettings;
  readonly decompress?: TlsClientOptions['decompress'];
}

const fact = facts<RealityFacts>();

export class RealityClient implements Machine {
  readonly #options: RealityClientOptions;
  readonly #tls: TlsClient;
  readonly #serverName: string;
  #authKey: Uint8Array = new Uint8Array();
  #now = 0;

  constructor(options: RealityClientOptions) {
    const { crypto, dial, settings, decompress } = options;
    this.#options = options;
    this.#serverName = settings.serverName || dial.address;
    this.#tls = new TlsClient({
      crypto,
      dial,
      serverName: this.#serverName,
      alpn: ['h2', 'http/1.1'],
      profile: {
        hello: chromeHello(crypto),
        sealHello: (hello, keys) => this.#seal(hello, keys),
        authenticate: (peer) => this.#authenticate(peer),
      },
      ...(decompress ? { decompress } : {}),
    });
  }

  get state(): Machine['state'] {
    return this.#tls.state;
  }

  *handle(input: Input): Doing {
    this.#now = input.now;
    yield* this.#tls.handle(input);
  }

  *#seal(hello: Uint8Array, keys: readonly ShareKey[]): Doing<Uint8Array> {
    const { crypto, epochMs, settings } = this.#options;
    const { publicKey, shortId } = settings;
    // the one by itself where there is one, as the server looks for it
    const key = keys.find(({ group }) => group === 'x25519') ?? (keys[0] as ShareKey);
    // of a public key that agrees on nothing: the server will not know us
    const none = new Uint8Array(32);
    const secret = crypto.x25519.sharedSecret(key.x25519PrivateKey, publicKey) ?? none;
    const random = decode(clientHello, hello)?.value.random as Uint8Array;
    this.#authKey = deriveAuthKey(crypto, secret, random);
    const time = Math.floor((epochMs + this.#now) / 1000);
    yield* fact('reality:session_id_sealed', {
      client_version: announcedVersion.join('.'),
      time,
      short_id: toHex(shortId),
      auth_key: toHex(this.#authKey),
    });
    const client_version = Uint8Array.from(announcedVersion);
    const plaintext = encode(authenticator, {
      client_version,
      reserved: 0,
      time,
      short_id: shortId,
    });
    return sealSessionId(crypto, this.#authKey, hello, plaintext);
  }

  *#authenticate(peer: PeerCertificates): Doing<Verdict> {
    const { crypto, epochMs, roots, settings } = this.#options;
    const parsed = parseChain(peer.chain);
    if (!parsed.ok) {
      const message = `tls: failed to parse certificate from server: ${parsed.message}`;
      return { ...parsed, alert: 'decode_error', message };
    }
    const { subjectPublicKeyInfo: publicKey } = parsed.leaf;
    if (this.#isVerified(parsed, peer)) {
      yield* fact('reality:certificate_verified', { mldsa65: settings.mldsa65Verify !== null });
      return { ok: true, publicKey };
    }
    const verdict = verifyParsed(crypto, parsed, roots, this.#serverName, epochMs + peer.now);
    if (!verdict.ok) return { ...verdict, alert: 'bad_certificate' };
    yield* fact('reality:real_certificate_received', { server_name: this.#serverName });
    const message = 'REALITY: processed invalid connection';
    return { ok: true, publicKey, refuse: { code: 'reality:real_certificate', message } };
  }

  #isVerified({ leaf }: PeerChain, { clientHello, serverHello }: PeerCertificates): boolean {
    const { crypto, settings } = this.#options;
    const key = parsePublicKey(leaf.subjectPublicKeyInfo);
    const shown = {
      ed25519PublicKey: key?.type === 'ed25519' ? key.key : null,
      signature: leaf.signature,
      firstExtension: leaf.extensions[0]?.value ?? null,
    };
    const context = { authKey: this.#authKey, clientHello, serverHello };
    return judgeCertificate(crypto, context, shown, settings.mldsa65Verify) === 'verified';
  }
}
