/**
 * A server's side of one exchange: the response goes on the wire, its body framed by what its head says or, where that
 * says nothing, by what follows the head.
 *
 * A head followed at once by the end has no body (`Content-Length: 0`); one followed by octets, or by nothing yet, is
 * chunked. "At once" is told by a timer of 0 ms, which fires when whoever answers has had its turn: a streamed
 * response's head must not wait for its first octets.
 */
import { fieldValue, withoutFields } from '../http/headers.ts';
import type { HeaderField, HttpPart, ResponseHead } from '../http/message.ts';
import { cancelTimer, close, type Doing, type Port, send, setTimer } from '../sansio/machine.ts';
import { BodyWriter, framingFields, joined } from './body-writer.ts';
import { type BodyReader, type Framing, hasNoBody, statedFraming } from './framing.ts';
import { encodeResponseHead, persists, type Version } from './messages.ts';

/** What sending needs of its machine. */
export interface Answerer {
  readonly outer: Port<Uint8Array>;
  /** IMF-fixdate of this moment. */
  date(): string;
}

export interface Exchange {
  readonly port: Port<HttpPart>;
  readonly method: string;
  readonly version: Version;
  /** The request allows another one after it. */
  readonly persists: boolean;
  readonly body: BodyReader;
}

export interface Answer {
  /** Not on the wire yet, because how its body is framed depends on what follows. */
  readonly held: ResponseHead | null;
  readonly writer: BodyWriter;
  /** The connection may go on after it. */
  readonly persists: boolean;
}

export const flushTimer = 'flush';
const nothing = new Uint8Array();

/** Takes a response's head, and sends it at once if nothing that follows can change it. */
export function* beginAnswer(
  self: Answerer,
  exchange: Exchange,
  head: ResponseHead,
): Doing<Answer> {
  const stated = statedOf(exchange, head);
  if (stated?.by === 'none' || stated?.by === 'chunks') {
    return yield* release(self, exchange, head, stated, nothing);
  }
  yield* setTimer(flushTimer, 0);
  const writer = new BodyWriter({ by: 'none' });
  return { held: head, writer, persists: exchange.persists };
}

/** Sends a head that was held when its timer has fired: it shall not wait for its body. */
export function* flushAnswer(self: Answerer, exchange: Exchange, answer: Answer): Doing<Answer> {
  if (!answer.held) return answer;
  return yield* release(self, exchange, answer.held, bodyFraming(exchange, answer.held), nothing);
}

/** Sends octets of the body, and the head before the first of them; no octets are like a flush. */
export function* continueAnswer(
  self: Answerer,
  exchange: Exchange,
  answer: Answer,
  data: Uint8Array,
): Doing<Answer> {
  if (answer.held) {
    yield* cancelTimer(flushTimer);
    return yield* release(self, exchange, answer.held, bodyFraming(exchange, answer.held), data);
  }
  const octets = answer.writer.write(data);
  if (octets.length > 0) yield* send(self.outer, octets);
  return answer;
}

/** Ends the response; gives whether the connection may go on. */
export function* endAnswer(self: Answerer, exchange: Exchange, answer: Answer): Doing<boolean> {
  let whole = answer;
  if (answer.held) {
    const framing = statedOf(exchange, answer.held) ?? { by: 'length', octets: 0 };
    yield* cancelTimer(flushTimer);
    whole = yield* release(self, exchange, answer.held, framing, nothing);
  }
  const last = whole.writer.end();
  if (last.length > 0) yield* send(self.outer, last);
  yield* close(exchange.port, 'end');
  return whole.persists;
}

/** What a response's head says of its body; null when nothing. An HTTP/1.0 client is never told of chunks. */
function statedOf(exchange: Exchange, { status, headers }: ResponseHead): Framing | null {
  if (hasNoBody(status, exchange.method)) return { by: 'none' };
  const stated = statedFraming(headers, '1.1');
  return stated?.by === 'chunks' && exchange.version === '1.0' ? { by: 'close' } : stated;
}

/** Of a response that has a body or may have one. */
const bodyFraming = (exchange: Exchange, head: ResponseHead): Framing =>
  statedOf(exchange, head) ?? { by: exchange.version === '1.1' ? 'chunks' : 'close' };

/** Sends a head, and the body's first octets with it. */
function* release(
  self: Answerer,
  exchange: Exchange,
  head: ResponseHead,
  framing: Framing,
  data: Uint8Array,
): Doing<Answer> {
  const goesOn = exchange.persists && persists(head.headers, '1.1') && framing.by !== 'close';
  const writer = new BodyWriter(framing);
  const headers = wireFields(head, framing, goesOn, self.date());
  const octets = encodeResponseHead(head.status, headers);
  for (const part of joined(octets, writer.write(data))) yield* send(self.outer, part);
  return { held: null, writer, persists: goesOn };
}

/** In the order of Go's server: those given, then Date, Content-Length, Connection, Transfer-Encoding. */
function wireFields(
  { headers }: ResponseHead,
  framing: Framing,
  goesOn: boolean,
  date: string,
): HeaderField[] {
  const fields = withoutFields(headers, ['Connection', 'Transfer-Encoding']);
  if (fieldValue(headers, 'Date') === null) fields.push({ name: 'Date', value: date });
  const isSaid = fieldValue(headers, 'Content-Length') !== null;
  if (framing.by === 'length' && !isSaid) fields.push(...framingFields(framing));
  if (!goesOn) fields.push({ name: 'Connection', value: 'close' });
  if (framing.by === 'chunks') fields.push(...framingFields(framing));
  return fields;
}
