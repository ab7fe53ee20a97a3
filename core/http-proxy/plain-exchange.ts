/**
 * One request that is no CONNECT, and its response: both are read, and go on as Go writes them.
 *
 * Xray v26.7.28, proxy/http/server.go:handlePlainHTTP. The destination is asked to close after the response; what it answers
 * with 1xx goes on as it came; where it answers nothing that can be read, the client gets 503.
 */
import { BodyWriter } from '../http1/body-writer.ts';
import { codeOf, refused } from '../http1/errors.ts';
import { BodyReader } from '../http1/framing.ts';
import { responseHead, statusLine } from '../http1/head.ts';
import { close, type Doing, facts, open, type Port, send } from '../sansio/machine.ts';
import type { HttpProxyFacts } from './facts.ts';
import { HeadReader } from './head-reader.ts';
import {
  isInformational,
  requestFor,
  responseFor,
  serviceUnavailable,
  type Written,
} from './messages.ts';
import type { ProxyRequest } from './request.ts';

const fact = facts<HttpProxyFacts>();

/** A body on its way: read as one side frames it, written as the other does. */
class Passage {
  readonly #reader: BodyReader;
  readonly #writer: BodyWriter;
  readonly #port: Port<Uint8Array>;
  #isDone = false;

  constructor({ framing }: Written, port: Port<Uint8Array>) {
    this.#reader = new BodyReader(framing);
    this.#writer = new BodyWriter(framing);
    this.#port = port;
    this.#isDone = this.#reader.isEmpty;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Gives what follows the body; nothing while it is not complete. Throws DecodeError and ProtocolError. */
  *take(octets: Uint8Array): Doing<Uint8Array> {
    const body = this.#reader.read(octets);
    let read = body.next();
    for (; !read.done; read = body.next()) yield* send(this.#port, this.#writer.write(read.value));
    if (read.value === null) return octets.subarray(octets.length);
    yield* this.#complete();
    return read.value;
  }

  /** The connection has ended: so does a body that only this ends. */
  *end(): Doing {
    if (this.#reader.endsWithConnection) yield* this.#complete();
  }

  *#complete(): Doing {
    this.#isDone = true;
    const last = this.#writer.end();
    if (last.length > 0) yield* send(this.#port, last);
  }
}

export class PlainExchange {
  readonly inner: Port<Uint8Array>;
  readonly #outer: Port<Uint8Array>;
  readonly #request: ProxyRequest;
  readonly #head = new HeadReader(statusLine, responseHead);
  readonly #written: Written;
  readonly #uplink: Passage;
  #downlink: Passage | null = null;
  #persists = true;
  #isUnavailable = false;
  #isBroken = false;
  #isInnerGone = false;

  /** Throws ProtocolError for a request whose fields contradict each other. */
  constructor(outer: Port<Uint8Array>, inner: Port<Uint8Array>, request: ProxyRequest) {
    this.inner = inner;
    this.#outer = outer;
    this.#request = request;
    this.#written = requestFor(request);
    this.#uplink = new Passage(this.#written, inner);
  }

  /** Whether all of the request has been read. */
  get hasRequest(): boolean {
    return this.#uplink.isDone;
  }

  /** Whether there is nothing more to do; `persists` tells whether the client may ask again. */
  get isOver(): boolean {
    const isAnswered = this.#isUnavailable || this.#downlink?.isDone === true;
    return this.#isBroken || (isAnswered && (this.hasRequest || this.#isInnerGone));
  }

  get persists(): boolean {
    return this.#persists && this.hasRequest && !this.#isBroken;
  }

  *begin(destination: NonNullable<ProxyRequest['destination']>): Doing {
    yield* open(this.inner, { to: 'destination', destination });
    yield* send(this.inner, this.#written.octets);
  }

  /** Gives what follows the request; nothing while it is not complete. Throws DecodeError and ProtocolError. */
  *takeRequest(octets: Uint8Array): Doing<Uint8Array> {
    return yield* this.#uplink.take(octets);
  }

  *takeResponse(octets: Uint8Array): Doing {
    try {
      yield* this.#readResponse(octets);
    } catch (error) {
      const code = codeOf(error);
      if (!code) throw error;
      yield* this.#fail(code);
    }
  }

  /** The destination sends no more (`end`), or is gone. */
  *innerClosed(how: 'end' | 'reset' | 'failed'): Doing {
    if (how !== 'end') this.#isInnerGone = true;
    else if (this.#downlink) yield* this.#downlink.end();
    if (this.#downlink?.isDone || this.#isUnavailable) return;
    yield* this.#fail(this.#head.isEmpty ? how : 'partial_end');
  }

  /** Lets the destination go. */
  *leave(): Doing {
    if (!this.#isInnerGone) yield* close(this.inner, this.isOver ? 'end' : 'reset');
  }

  /** What comes after the response is not for anybody. */
  *#readResponse(octets: Uint8Array): Doing {
    let rest = octets;
    while (rest.length > 0 && !this.#downlink?.isDone && !this.#isUnavailable) {
      if (this.#downlink) {
        rest = yield* this.#downlink.take(rest);
        continue;
      }
      const head = this.#head.read(rest);
      if (!head) return;
      rest = head.rest;
      if (isInformational(head.value)) yield* send(this.#outer, head.octets);
      else yield* this.#answer(head.value);
    }
  }

  *#answer(head: Parameters<typeof responseFor>[0]): Doing {
    if (head.status_code === 101) throw refused('http1:unexpected_upgrade', 'Got 101 unasked');
    const written = responseFor(head, this.#request.method);
    this.#persists = written.persists;
    yield* send(this.#outer, written.octets);
    this.#downlink = new Passage(written, this.#outer);
  }

  /** Answers for the destination, unless the client has a part of its answer. */
  *#fail(cause: HttpProxyFacts['http:response_missing']['cause']): Doing {
    if (this.#downlink) {
      this.#isBroken = true;
      return yield* fact('http:body_cut_off', { message: 'response' });
    }
    this.#isUnavailable = true;
    yield* fact('http:response_missing', { host: this.#request.host, cause });
    yield* send(this.#outer, serviceUnavailable);
  }
}
