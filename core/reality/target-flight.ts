/**
 * The target's answer to a ClientHello, as far as REALITY's server needs it: the ServerHello, and how long the records of
 * the encrypted flight are.
 *
 * XTLS/REALITY 9234c772, tls.go:Server. The target is read as there, at most 8,192 octets at once, because two of its rules go
 * by reads: no more than 8,192 octets may wait, and a record after the Finished counts where its first octets are there by
 * then. What the target's certificate says is never seen: it is encrypted for the client.
 */
import { concat } from '../bytes/concat.ts';
import { readServerHello, type TargetHello } from './target-hello.ts';

const headerOctets = 5;
/** Of one read, of one record, and of what may wait. */
export const readOctets = 8192;
/** A third record that is longer holds all messages from EncryptedExtensions to Finished. */
const mergedAbove = 512;

/** Lengths of records, in octets, header and tag included. */
export interface FlightShape {
  /** EncryptedExtensions, Certificate, CertificateVerify, Finished: a record each, or all in one. */
  readonly records: readonly [number, number, number, number] | readonly [number];
  /** Of a record that came together with these; null for none. */
  readonly ticket: number | null;
}

export type FlightReading =
  | { readonly result: 'incomplete' }
  /** `unread`: octets of the last record that are still to come. */
  | {
      readonly result: 'complete';
      readonly hello: TargetHello;
      readonly shape: FlightShape;
      readonly unread: number;
    }
  /** Without a `hello` the target has not answered as it should; with one it has, and then went astray. */
  | { readonly result: 'unfit'; readonly reason: Unfit; readonly hello: TargetHello | null };

export type Unfit =
  | 'too_many_octets_waiting'
  | 'record_of_other_version'
  | 'not_a_server_hello'
  | 'server_hello_unfit'
  | 'not_a_change_cipher_spec'
  | 'not_application_data'
  | 'record_too_long';

/** In the order in which the records come. */
const last = 6;

export class TargetFlight {
  #waiting: Uint8Array = new Uint8Array();
  #hello: TargetHello | null = null;
  /** Of the records that are complete, the ServerHello first. */
  readonly #lengths: number[] = [];
  /** Of the record whose header is read; 0 before. */
  #length = 0;

  /** Whether the ServerHello is accepted. */
  get hasHello(): boolean {
    return this.#hello !== null;
  }

  /** Takes one read, of at most `readOctets`. */
  read(octets: Uint8Array): FlightReading {
    this.#waiting = concat([this.#waiting, octets, new Uint8Array()]);
    if (this.#waiting.length > readOctets) return this.#unfit('too_many_octets_waiting');
    for (;;) {
      const place = this.#lengths.length;
      if (place === last && this.#waiting.length === 0) return this.#complete(null);
      if (this.#length === 0 && this.#waiting.length > headerOctets) {
        const reason = this.#header(place);
        if (reason) return this.#unfit(reason);
      }
      if (this.#length > readOctets) return this.#unfit('record_too_long');
      if (place === 1 && this.#length > 0 && this.#length !== headerOctets + 1)
        return this.#unfit('not_a_change_cipher_spec');
      if (place === 2 && this.#length > mergedAbove) return this.#complete(null);
      if (place === last && this.#length > 0) return this.#complete(this.#length);
      if (this.#length === 0 || this.#waiting.length < this.#length)
        return { result: 'incomplete' };
      const record = this.#waiting.subarray(0, this.#length);
      if (place === 0) {
        this.#hello = readServerHello(record.slice(headerOctets));
        if (!this.#hello) return this.#unfit('server_hello_unfit');
      }
      this.#lengths.push(this.#length);
      this.#waiting = this.#waiting.slice(this.#length);
      this.#length = 0;
    }
  }

  /** Looks at the header of the record at this place and at the first octet after it. */
  #header(place: number): Unfit | null {
    const [type, major, minor, high, low, first] = this.#waiting as unknown as number[];
    if (major !== 3 || minor !== 3) return 'record_of_other_version';
    if (place === 0 && (type !== 22 || first !== 2)) return 'not_a_server_hello';
    if (place === 1 && (type !== 20 || first !== 1)) return 'not_a_change_cipher_spec';
    if (place > 1 && type !== 23) return 'not_application_data';
    this.#length = headerOctets + (high as number) * 256 + (low as number);
    return null;
  }

  #complete(ticket: number | null): FlightReading {
    const [, , ...records] = this.#lengths;
    return {
      result: 'complete',
      hello: this.#hello as TargetHello,
      shape: {
        records:
          records.length === 4 ? (records as [number, number, number, number]) : [this.#length],
        ticket,
      },
      unread: Math.max(0, this.#length - this.#waiting.length),
    };
  }

  #unfit(reason: Unfit): FlightReading {
    return { result: 'unfit', reason, hello: this.#hello };
  }
}
