/**
 * Responses from the octets of a connection, in the order of their requests (RFC 9112 §9.3.2).
 *
 * Informational responses are read and dropped (RFC 9110 §15.2), except 101, which nobody here has asked for.
 */
import type { HttpPart } from '../http/message.ts';
import { refused } from './errors.ts';
import { BodyReader, responseFraming } from './framing.ts';
import { responseHead, statusLine } from './head.ts';
import { HeadReader } from './head-reader.ts';
import { persists, responsePart, versionOf } from './messages.ts';

/** Of a response's head, its empty line included. */
const maxHeadOctets = 65_536;
const end: HttpPart = { part: 'end' };

export class ResponseReader {
  readonly #head = new HeadReader(statusLine, responseHead, maxHeadOctets);
  readonly #awaited: { readonly method: string; readonly persists: boolean }[] = [];
  #body: BodyReader | null = null;
  #persists = true;

  /** A request has gone out. `persists`: it lets the connection go on. */
  expect(method: string, persistsAfter: boolean): void {
    this.#awaited.push({ method, persists: persistsAfter });
  }

  /** How many responses are awaited or not complete. */
  get outstanding(): number {
    return this.#awaited.length;
  }

  /** Whether the connection goes on after the responses that are complete. */
  get persists(): boolean {
    return this.#persists;
  }

  /** Throws DecodeError and ProtocolError, after it has yielded what came before. */
  *read(octets: Uint8Array): Generator<HttpPart, void> {
    let rest = octets;
    while (rest.length > 0) {
      const awaited = this.#awaited[0];
      if (!awaited) {
        throw refused('http1:unexpected_response', `${rest.length} octets answer no request`);
      }
      if (!this.#body) {
        const unit = this.#head.read(rest);
        if (!unit) return;
        rest = unit.rest;
        const { status_code, headers } = unit.value;
        const version = versionOf(unit.value.http_version);
        if (status_code === 101) throw refused('http1:unexpected_upgrade', 'Got 101 unasked');
        if (status_code < 200) continue;
        this.#body = new BodyReader(responseFraming(status_code, headers, awaited.method, version));
        this.#persists = awaited.persists && persists(headers, version);
        yield responsePart(unit.value);
        if (!this.#body.isEmpty) continue;
      } else {
        const after = yield* this.#readBody(this.#body, rest);
        if (after === null) return;
        rest = after;
      }
      yield this.#complete();
      // what a peer sends after its last response is not for anybody
      if (!this.#persists) return;
    }
  }

  /**
   * The connection has ended. Yields the end of a response that only this ends; gives whether every response that
   * was awaited is complete.
   */
  *end(): Generator<HttpPart, boolean> {
    if (this.#body?.endsWithConnection) yield this.#complete();
    return this.#awaited.length === 0 && this.#head.isEmpty;
  }

  *#readBody(body: BodyReader, octets: Uint8Array): Generator<HttpPart, Uint8Array | null> {
    const data = body.read(octets);
    for (;;) {
      const { done, value } = data.next();
      if (done) return value;
      yield { part: 'body', data: value };
    }
  }

  #complete(): HttpPart {
    this.#body = null;
    this.#awaited.shift();
    return end;
  }
}
