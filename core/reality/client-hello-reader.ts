/**
 * Puts a ClientHello together out of what a connection begins with, and tells as early as Go's TLS whether there is none.
 *
 * XTLS/REALITY 9234c772, conn.go:readRecordOrCCS and :readHandshake, before a version is known. By itself and not by `tls`, because
 * here nothing is an error: it only tells who is a stranger, and when.
 */
import { concat } from '../bytes/concat.ts';

export type HelloReading =
  | { readonly result: 'incomplete' }
  /** `rest`: what came after the record that completed it. */
  | { readonly result: 'hello'; readonly message: Uint8Array; readonly rest: Uint8Array }
  | { readonly result: 'none' };

const headerOctets = 5;
const [alert, handshake] = [21, 22];
/** A higher one can be no version, but may be text. */
const versionLimit = 0x1000;
const longestRecord = 16_384;
const longestMessage = 65_536;
const messageHeaderOctets = 4;
const clientHelloType = 1;
const warning = 1;
const closeNotify = 0;
/** Warnings in a row that are passed over. */
const mostWarnings = 32;

export class ClientHelloReader {
  #octets: Uint8Array = new Uint8Array();
  #message: Uint8Array = new Uint8Array();
  #warnings = 0;

  push(octets: Uint8Array): HelloReading {
    this.#octets = concat([this.#octets, octets, new Uint8Array()]);
    for (;;) {
      const message = this.#complete();
      if (message) return message;
      if (this.#octets.length < headerOctets) return { result: 'incomplete' };
      const [type, major, minor, high, low] = this.#octets as unknown as number[];
      const version = (major as number) * 256 + (minor as number);
      const length = (high as number) * 256 + (low as number);
      const isTls = (type === alert || type === handshake) && version < versionLimit;
      if (!isTls || length > longestRecord) return { result: 'none' };
      if (this.#octets.length < headerOctets + length) return { result: 'incomplete' };
      const fragment = this.#octets.subarray(headerOctets, headerOctets + length);
      this.#octets = this.#octets.slice(headerOctets + length);
      if (!(type === alert ? this.#passOver(fragment) : this.#add(fragment)))
        return { result: 'none' };
    }
  }

  #complete(): HelloReading | null {
    if (this.#message.length < messageHeaderOctets) return null;
    const [, high, middle, low] = this.#message as unknown as number[];
    const length = (high as number) * 65536 + (middle as number) * 256 + (low as number);
    if (length > longestMessage) return { result: 'none' };
    const whole = messageHeaderOctets + length;
    if (this.#message.length < whole) return null;
    if (this.#message[0] !== clientHelloType) return { result: 'none' };
    return { result: 'hello', message: this.#message.slice(0, whole), rest: this.#octets };
  }

  #add(fragment: Uint8Array): boolean {
    this.#message = concat([this.#message, fragment, new Uint8Array()]);
    this.#warnings = 0;
    return fragment.length > 0;
  }

  #passOver(fragment: Uint8Array): boolean {
    const [level, description] = fragment;
    const isWarning = fragment.length === 2 && level === warning && description !== closeNotify;
    return isWarning && ++this.#warnings <= mostWarnings;
  }
}
