/**
 * Handshake messages from the fragments of records (RFC 9846 §5.1; RFC 8446 §5.1).
 *
 * Limits are Go's: 65,536 octets, 262,144 for certificates.
 */
import { concat } from '../bytes/concat.ts';
import { handshakeType } from './enums.ts';
import { refused } from './errors.ts';
import { messageHeaderOctets } from './messages/message.ts';

export interface RawMessage {
  readonly type: number;
  /** With its header. */
  readonly octets: Uint8Array;
}

const maxMessageOctets = 65_536;
const maxCertificateOctets = 262_144;

export class HandshakeReader {
  #pieces: Uint8Array[] = [];
  #octets = 0;
  /** How many octets tell more. */
  #wanted = messageHeaderOctets;

  /** Whether no message has begun. */
  get isEmpty(): boolean {
    return this.#octets === 0;
  }

  push(fragment: Uint8Array): void {
    this.#pieces.push(fragment);
    this.#octets += fragment.length;
  }

  /** The next message, or null when it is not all there. Throws ProtocolError for one that is too long. */
  next(): RawMessage | null {
    if (this.#octets < this.#wanted) return null;
    const octets = concat(this.#pieces);
    this.#pieces = [octets];
    const total = messageHeaderOctets + lengthOf(octets);
    this.#wanted = total;
    if (octets.length < total) return null;
    this.#wanted = messageHeaderOctets;
    this.#octets -= total;
    this.#pieces = this.#octets > 0 ? [octets.subarray(total)] : [];
    return { type: octets[0] as number, octets: octets.subarray(0, total) };
  }
}

function lengthOf(octets: Uint8Array): number {
  const at = (i: number): number => octets[i] as number;
  const length = (at(1) << 16) | (at(2) << 8) | at(3);
  const max = at(0) === handshakeType.certificate ? maxCertificateOctets : maxMessageOctets;
  if (length > max) {
    throw refused(
      'tls:message_too_long',
      `tls: handshake message of length ${length} bytes exceeds maximum of ${max} bytes`,
    );
  }
  return length;
}
