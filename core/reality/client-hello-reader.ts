/**
 * Puts a ClientHello together out of what a connection begins with, and tells as early as Go's TLS whether there is none.
 *
 * XTLS/REALITY 9234c772, conn.go:readRecordOrCCS and :readHandshake, before a version is known. Here nothing is an error: it only
 * tells who is a stranger, and when.
 */
import { ProtocolError } from '../sansio/transitions.ts';
import { alertDescription, alertLevel } from '../tls/alert.ts';
import { contentType, handshakeType } from '../tls/enums.ts';
import { HandshakeReader } from '../tls/handshake-reader.ts';
import { RecordReader } from '../tls/record-reader.ts';

export type HelloReading =
  | { readonly result: 'incomplete' }
  /** The handshake message. */
  | { readonly result: 'hello'; readonly message: Uint8Array }
  | { readonly result: 'none' };

/** Warnings in a row that are passed over. */
const mostWarnings = 32;

export class ClientHelloReader {
  /** Holds what comes after the hello, for whoever reads on. */
  readonly records = new RecordReader();
  readonly #messages = new HandshakeReader();
  #warnings = 0;

  push(octets: Uint8Array): HelloReading {
    try {
      this.records.push(octets);
      return this.#read();
    } catch (error) {
      if (error instanceof ProtocolError) return { result: 'none' };
      throw error;
    }
  }

  #read(): HelloReading {
    for (let record = this.records.next(); record; record = this.records.next()) {
      const { type, fragment } = record;
      if (type === contentType.alert) {
        if (!this.#passesOver(fragment)) return { result: 'none' };
        continue;
      }
      if (type !== contentType.handshake || fragment.length === 0) return { result: 'none' };
      this.#warnings = 0;
      this.#messages.push(fragment);
      const message = this.#messages.next();
      if (!message) continue;
      const isHello = message.type === handshakeType.client_hello;
      return isHello ? { result: 'hello', message: message.octets } : { result: 'none' };
    }
    return { result: 'incomplete' };
  }

  #passesOver(alert: Uint8Array): boolean {
    const [level, description] = alert;
    const isWarning = alert.length === 2 && level === alertLevel.warning;
    if (!isWarning || description === alertDescription.close_notify) return false;
    return ++this.#warnings <= mostWarnings;
  }
}
