/** The transcript hash (RFC 9846 §4.5.1; RFC 8446 §4.4.1): over all handshake messages so far. */
import { concat } from '../bytes/concat.ts';
import { type CryptoProvider, type HashName, hashOctets } from '../crypto/provider.ts';
import { handshakeType } from './enums.ts';

export class Transcript {
  readonly #crypto: CryptoProvider;
  #messages: Uint8Array[] = [];

  constructor(crypto: CryptoProvider) {
    this.#crypto = crypto;
  }

  /** Enters a whole handshake message, its header included. */
  add(message: Uint8Array): void {
    this.#messages.push(message);
  }

  /** Of what has been entered so far. */
  hash(hash: HashName): Uint8Array {
    if (this.#messages.length > 1) this.#messages = [concat(this.#messages)];
    return this.#crypto.hash(hash, this.#messages[0] ?? new Uint8Array());
  }

  /** Puts a message of the first ClientHello's hash in its place, as a HelloRetryRequest asks. */
  retry(hash: HashName): void {
    const header = Uint8Array.of(handshakeType.message_hash, 0, 0, hashOctets[hash]);
    this.#messages = [concat([header, this.hash(hash)])];
  }
}
