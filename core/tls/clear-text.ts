/**
 * What Go's HTTP server answers on a TLS port to a request in clear text (net/http, server.go, conn.serve and
 * tlsRecordHeaderLooksLikeHTTP). Anything else, HTTP/2's preface too, it meets with silence.
 */
import { fromLatin1, toLatin1 } from '../bytes/utf8.ts';
import { recordHeaderOctets } from './messages/record.ts';

const answer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

const beginnings: ReadonlySet<string> = new Set(['GET /', 'HEAD ', 'POST ', 'PUT /', 'OPTIO']);

export class ClearText {
  #beginning = '';

  /** Takes what comes, as far as it stands where a record's header would. */
  take(octets: Uint8Array): void {
    const missing = recordHeaderOctets - this.#beginning.length;
    if (missing > 0) this.#beginning += fromLatin1(octets.subarray(0, missing));
  }

  /** Null where it was no request. */
  get answer(): Uint8Array | null {
    return beginnings.has(this.#beginning) ? toLatin1(answer) : null;
  }
}
