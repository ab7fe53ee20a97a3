/**
 * What a packet is called in the protocol's words, as data; content has the words for each key.
 *
 * A packet of TLS or HTTP/2 can hold several things; it is called after the one that matters most, and the others are
 * named behind it.
 */
import { formatIp, hostAndPort } from '../bytes/ip.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import { alertName } from '../tls/alert.ts';
import type { ClientHello } from '../tls/messages/client-hello.ts';
import { extensionOf } from '../tls/messages/extensions.ts';
import type { Side } from '../trace/step.ts';
import type { CodedUnit, UnitName } from '../trace/units.ts';
import type { Place } from './dissector.ts';
import { bringsDownlink } from './exchange.ts';
import type { UnitValue } from './pieces.ts';
import { type FoundUnit, isLastPart, type Mark } from './track.ts';

interface OfRequest {
  readonly method: string;
  readonly target: string;
}
interface OfResponse {
  readonly status: number;
  /** Empty in HTTP/2, which has none. */
  readonly reason: string;
}

/** What one thing in a packet is. `destination` is `host:port`. */
export type Topic =
  | { readonly key: 'socks.method_selection' }
  | { readonly key: 'socks.method_reply'; readonly method: number }
  | { readonly key: 'socks.credentials' }
  | { readonly key: 'socks.credentials_reply'; readonly status: number }
  | { readonly key: 'socks.request'; readonly command: number; readonly destination: string }
  | { readonly key: 'socks.reply'; readonly reply: number }
  /** Any HTTP message that is no part of an XHTTP connection. */
  | ({ readonly key: 'http1.request' } & OfRequest)
  | ({ readonly key: 'http1.response' } & OfResponse)
  /** More of a body that began before. */
  | { readonly key: 'http1.body' }
  /** The end of a body in chunks. */
  | { readonly key: 'http1.last_chunk' }
  | { readonly key: 'http2.preface' }
  | { readonly key: 'http2.settings' }
  | { readonly key: 'http2.settings_ack' }
  | { readonly key: 'http2.window_update' }
  | { readonly key: 'http2.ping' }
  | { readonly key: 'http2.pong' }
  | { readonly key: 'http2.goaway' }
  | { readonly key: 'http2.rst_stream' }
  | { readonly key: 'http2.priority' }
  | { readonly key: 'http2.push_promise' }
  | { readonly key: 'http2.continuation' }
  | { readonly key: 'http2.unknown_frame' }
  | { readonly key: 'http2.trailers' }
  /** A HEADERS frame whose fields cannot be read. */
  | { readonly key: 'http2.headers' }
  | ({ readonly key: 'http2.request' } & OfRequest)
  | ({ readonly key: 'http2.response' } & OfResponse)
  | { readonly key: 'http2.body' }
  /** A body ends with a DATA frame without octets. */
  | { readonly key: 'http2.ended' }
  | { readonly key: 'tls.client_hello'; readonly name: string }
  /** A ClientHello whose session id holds what REALITY has sealed. */
  | { readonly key: 'reality.client_hello'; readonly name: string }
  | { readonly key: 'tls.server_hello' }
  | { readonly key: 'tls.hello_retry_request' }
  /** ServerHello and all that the server proves itself by; `messages` are named as in the RFC. */
  | { readonly key: 'tls.server_flight'; readonly messages: string }
  /** The same with REALITY's temporary certificate. */
  | { readonly key: 'reality.server_flight'; readonly messages: string }
  | { readonly key: 'tls.finished' }
  | { readonly key: 'tls.handshake'; readonly messages: string }
  | { readonly key: 'tls.new_session_ticket' }
  | { readonly key: 'tls.key_update' }
  | { readonly key: 'tls.alert'; readonly description: string }
  | { readonly key: 'tls.close_notify' }
  | { readonly key: 'tls.change_cipher_spec' }
  /** A part of a record whose end is in a later packet. */
  | { readonly key: 'tls.part' }
  /** Records without content, for the sake of their lengths. */
  | { readonly key: 'tls.empty_record' }
  /** Records that nobody here has the secrets for. */
  | { readonly key: 'tls.unopened'; readonly records: number }
  | { readonly key: 'tls.cut' }
  /** XHTTP's GET, which opens the downlink. */
  | ({ readonly key: 'xhttp.get' } & OfRequest)
  /** Its answer. */
  | ({ readonly key: 'xhttp.get_answered' } & OfResponse)
  /** A packet of the uplink. */
  | ({ readonly key: 'xhttp.post'; readonly seq: number } & OfRequest)
  /** A packet with the VLESS request. */
  | ({
      readonly key: 'xhttp.post_with_request';
      readonly seq: number;
      readonly destination: string;
    } & OfRequest)
  | ({ readonly key: 'xhttp.post_answered'; readonly seq: number } & OfResponse)
  /** The request that carries the whole uplink: of stream-up, of stream-one. */
  | ({ readonly key: 'xhttp.stream_up' } & OfRequest)
  | ({ readonly key: 'xhttp.stream_up_answered' } & OfResponse)
  | ({ readonly key: 'xhttp.stream_one' } & OfRequest)
  | ({ readonly key: 'xhttp.stream_one_answered' } & OfResponse)
  /** More of a packet that began before. */
  | { readonly key: 'xhttp.packet' }
  | { readonly key: 'xhttp.packet_with_request'; readonly destination: string }
  | { readonly key: 'xhttp.packet_ended' }
  /** A part of a whole uplink. */
  | { readonly key: 'xhttp.uplink' }
  /** A part of the downlink. */
  | { readonly key: 'xhttp.downlink' }
  /** A part of the downlink in which an HTTP response of the destination begins. */
  | ({ readonly key: 'xhttp.downlink_response' } & OfResponse)
  | { readonly key: 'xhttp.downlink_ended' }
  /** VLESS without XHTTP. */
  | { readonly key: 'vless.request'; readonly destination: string }
  | { readonly key: 'vless.response' }
  | { readonly key: 'tunnelled' }
  | ({ readonly key: 'tunnelled.request' } & OfRequest)
  | ({ readonly key: 'tunnelled.response' } & OfResponse)
  | { readonly key: 'octets' };

export type PacketTitle = Topic & {
  /** What else is in the packet, in order. */
  readonly also?: readonly Topic[];
  /** It lies in TLS records that were opened: who only has the wire does not see it. */
  readonly isSealed?: true;
};

/** How much a topic matters beside others in one packet; those that are not here are 50. */
const ranks: Partial<Record<Topic['key'], number>> = {
  'xhttp.get': 90,
  'xhttp.post': 90,
  'xhttp.post_with_request': 90,
  'xhttp.stream_up': 90,
  'xhttp.stream_one': 90,
  'xhttp.get_answered': 85,
  'xhttp.post_answered': 85,
  'http2.request': 80,
  'http2.response': 80,
  'reality.server_flight': 70,
  'tls.server_flight': 70,
  'tls.server_hello': 70,
  'tls.finished': 45,
  'http2.preface': 40,
  'tls.alert': 40,
  'http2.goaway': 35,
  'http2.settings': 30,
  'tls.new_session_ticket': 25,
  'http2.settings_ack': 15,
  'http2.window_update': 10,
  'tls.unopened': 8,
  'tls.cut': 7,
  'tls.close_notify': 6,
  'tls.empty_record': 6,
  'tls.part': 5,
  octets: 2,
  'tls.change_cipher_spec': 1,
};
const rankOf = ({ key }: Topic): number => ranks[key] ?? 50;

export function titleIn({
  marks,
  from,
  side,
}: Pick<Place, 'marks' | 'from' | 'side'>): PacketTitle {
  const { topics, isSealed } = topicsIn(marks, from, side);
  const [first, ...others] = distinct(folded(gathered(topics)));
  if (!first) return { key: 'octets' };
  const main = others.reduce((best, topic) => (rankOf(topic) > rankOf(best) ? topic : best), first);
  const also = [first, ...others].filter(
    (topic) => topic !== main && topic.key !== 'tls.change_cipher_spec',
  );
  // of a handshake nobody expects that it can be read
  const tells = isSealed && !/^(tls|reality)\./.test(main.key);
  return { ...main, ...(also.length > 0 ? { also } : {}), ...(tells ? { isSealed: true } : {}) };
}

/** Of one packet, in order, before they are gathered; a handshake message is told by its unit. */
type Found = Topic | Message;
interface Message {
  readonly key: 'message';
  readonly unit: FoundUnit;
  readonly inner: readonly FoundUnit[];
}

interface Topics {
  readonly topics: readonly Found[];
  readonly isSealed: boolean;
}

function topicsIn(marks: readonly Mark[], from: number, side: Side): Topics {
  const topics: Found[] = [];
  let isSealed = false;
  for (const group of groupsOf(marks, from)) {
    const [mark] = group.outer as [Mark];
    const { unit } = mark;
    if (mark.unit.name === 'tls:encrypted_record') {
      if (!isLastPart(mark) || !unit.opened) {
        topics.push({ key: 'tls.part' });
        continue;
      }
      const { track, octets, from: at } = unit.opened;
      const inside = topicsIn(track.within(at, at + octets.length), at, side).topics;
      topics.push(...(inside.length > 0 ? inside : [{ key: 'tls.empty_record' } as const]));
      isSealed = true;
    } else if (messageNames[unit.name]) topics.push({ key: 'message', unit, inner: group.inner });
    else topics.push(titles[unit.name](unit, group.inner, { mark, side }));
  }
  return { topics, isSealed };
}

/** Marks that say one thing together: those of depth 0, and what lies deeper. */
interface Group {
  readonly outer: Mark[];
  readonly inner: FoundUnit[];
}

/** Units that say something by themselves, wherever they stand; others belong to the one before. */
const standsAlone = (name: UnitName): boolean =>
  name === 'tls:encrypted_record' ||
  name === 'tls:unopened_record' ||
  name === 'tls:cut_record' ||
  name === 'tls:change_cipher_spec' ||
  name === 'tls:alert' ||
  messageNames[name] !== undefined ||
  (name.startsWith('http2:') && name !== 'http2:body' && name !== 'http2:padding');

const passedOver: ReadonlySet<UnitName> = new Set<UnitName>([
  ...(['tls:record_header', 'tls:inner_type', 'tls:padding', 'http2:padding'] as const),
]);

function groupsOf(marks: readonly Mark[], from: number): readonly Group[] {
  const groups: Group[] = [];
  for (const mark of marks.filter(({ unit }) => !passedOver.has(unit.name))) {
    const last = groups.at(-1);
    const hasBegun = mark.offset === 0 && mark.start >= from;
    if (mark.depth > 0) {
      if (hasBegun) last?.inner.push(mark.unit);
    } else if (last && !isNew(last, mark)) last.outer.push(mark);
    else groups.push({ outer: [mark], inner: [] });
  }
  return groups.map((group) => ({ ...group, outer: inFront(group.outer, from) }));
}

/** The octets of DATA belong to the frame before, and the frame to the head of its message. */
function isNew({ outer: [first] }: Group, { unit }: Mark): boolean {
  if (!first || standsAlone(first.unit.name) !== standsAlone(unit.name)) {
    return standsAlone(unit.name) || !first?.unit.name.startsWith('http2:');
  }
  if (!standsAlone(unit.name)) return false;
  const head = first.unit;
  const isOfHead = head.name === 'http2:headers' && unit.name === 'http2:data';
  return !isOfHead || head.exchange === null || head.exchange !== unit.exchange;
}

/** The first unit that begins in the packet stands for the group; where none begins, what it continues does. */
function inFront(outer: readonly Mark[], from: number): Mark[] {
  const begun = outer.find(
    (mark) =>
      mark.offset === 0 && mark.start >= from && mark.unit.octets && !isDelimiter(mark.unit.name),
  );
  return begun ? [begun, ...outer.filter((mark) => mark !== begun)] : [...outer];
}

/** It ends what came before, and says nothing of what follows. */
const isDelimiter = (name: UnitName): boolean => name === 'http1:chunk_end';

const messageNames: Partial<Record<UnitName, string>> = {
  'tls:client_hello': 'ClientHello',
  'reality:client_hello': 'ClientHello',
  'tls:server_hello': 'ServerHello',
  'tls:hello_retry_request': 'HelloRetryRequest',
  'tls:encrypted_extensions': 'EncryptedExtensions',
  'tls:certificate_request': 'CertificateRequest',
  'tls:certificate': 'Certificate',
  'tls:compressed_certificate': 'CompressedCertificate',
  'tls:certificate_verify': 'CertificateVerify',
  'tls:finished': 'Finished',
  'tls:new_session_ticket': 'NewSessionTicket',
  'tls:key_update': 'KeyUpdate',
};

/** All handshake messages of a packet are one topic, and so are all records that were not opened. */
function gathered(found: readonly Found[]): readonly Topic[] {
  const messages = found.filter((one) => one.key === 'message');
  const unopened = found.filter(({ key }) => key === 'tls.unopened');
  const topics: Topic[] = [];
  let isTold = false;
  let isCounted = false;
  for (const one of found) {
    if (one.key === 'message') {
      if (!isTold) topics.push(handshakeTopic(messages));
      isTold = true;
    } else if (one.key === 'tls.unopened') {
      if (!isCounted) topics.push({ key: 'tls.unopened', records: unopened.length });
      isCounted = true;
    } else topics.push(one);
  }
  return topics;
}

/** What follows the head of a POST in the same packet is its body, also where records part them. */
function folded(topics: readonly Topic[]): readonly Topic[] {
  const kept: Topic[] = [];
  for (const topic of topics) {
    const last = kept.at(-1);
    const isHead = last?.key === 'xhttp.post' || last?.key === 'xhttp.post_with_request';
    if (isHead && topic.key === 'xhttp.packet_with_request') {
      const { destination } = topic;
      kept[kept.length - 1] = { ...last, key: 'xhttp.post_with_request', destination };
    } else if (!isHead || !partsOfPacket.has(topic.key)) kept.push(topic);
  }
  return kept;
}

const partsOfPacket: ReadonlySet<Topic['key']> = new Set<Topic['key']>([
  ...(['xhttp.packet', 'xhttp.packet_ended'] as const),
]);

const single: Partial<Record<UnitName, Topic>> = {
  'tls:server_hello': { key: 'tls.server_hello' },
  'tls:hello_retry_request': { key: 'tls.hello_retry_request' },
  'tls:finished': { key: 'tls.finished' },
  'tls:new_session_ticket': { key: 'tls.new_session_ticket' },
  'tls:key_update': { key: 'tls.key_update' },
};

function handshakeTopic(found: readonly Message[]): Topic {
  const units = found.map(({ unit }) => unit);
  const [first] = units as [FoundUnit];
  if (first.name === 'tls:client_hello' || first.name === 'reality:client_hello') {
    const key = first.name === 'tls:client_hello' ? 'tls.client_hello' : 'reality.client_hello';
    return { key, name: serverNameIn(first.value as ClientHello) };
  }
  const names = new Set(units.map(({ name }) => name));
  const one = names.size === 1 ? single[first.name] : undefined;
  if (one) return one;
  const messages = units.map(({ name }) => messageNames[name]).join(', ');
  if (!names.has('tls:server_hello')) return { key: 'tls.handshake', messages };
  const isTemporary = found.some(({ inner }) =>
    inner.some(({ name }) => name === 'reality:temporary_certificate'),
  );
  return { key: isTemporary ? 'reality.server_flight' : 'tls.server_flight', messages };
}

/** The name in the clear; empty where there is none. */
export function serverNameIn({ extensions }: ClientHello): string {
  const [first] = extensionOf(extensions, 'server_name')?.server_name_list ?? [];
  return first ? fromLatin1(first.name) : '';
}

const distinct = (topics: readonly Topic[]): readonly Topic[] => {
  const told = new Set<string>();
  return topics.filter((topic) => {
    const text = JSON.stringify(topic);
    return !told.has(text) && told.add(text);
  });
};

type TitleOf = (
  unit: FoundUnit,
  inner: readonly FoundUnit[],
  at: { mark: Mark; side: Side },
) => Topic;

const decoded = <Name extends CodedUnit>(unit: FoundUnit, _name: Name): UnitValue<Name> =>
  unit.value as UnitValue<Name>;

const always =
  (topic: Topic): TitleOf =>
  () =>
    topic;
/** Told by all messages of the packet together, or part of something else. */
const untold = always({ key: 'octets' });

const titles: Readonly<Record<UnitName, TitleOf>> = {
  'socks:method_selection': always({ key: 'socks.method_selection' }),
  'socks:method_reply': (unit) => ({
    key: 'socks.method_reply',
    method: decoded(unit, 'socks:method_reply').method,
  }),
  'socks:credentials': always({ key: 'socks.credentials' }),
  'socks:credentials_reply': (unit) => ({
    key: 'socks.credentials_reply',
    status: decoded(unit, 'socks:credentials_reply').status,
  }),
  'socks:request': (unit) => {
    const { cmd, dst_addr, dst_port } = decoded(unit, 'socks:request');
    const host = hostText(dst_addr.octets, dst_addr.atyp === 3);
    return { key: 'socks.request', command: cmd, destination: hostAndPort(host, dst_port) };
  },
  'socks:reply': (unit) => ({ key: 'socks.reply', reply: decoded(unit, 'socks:reply').rep }),
  'http1:request_head': (unit, inner) => requestTopic(unit, inner, 'http1.request'),
  'http1:response_head': (unit) => responseTopic(unit, statusOf(unit), 'http1.response'),
  'http1:chunk_header': (unit, inner, { side }) => {
    const isLast = decoded(unit, 'http1:chunk_header').chunk_size === 0;
    if (isLast)
      return { key: isDownlink(unit, side) ? 'xhttp.downlink_ended' : 'http1.last_chunk' };
    return partTopic(unit, inner, side, 'http1.body');
  },
  'http1:chunk_end': (unit, inner, { side }) => partTopic(unit, inner, side, 'http1.body'),
  'http1:trailers': (unit, _inner, { side }) => ({
    key: isDownlink(unit, side) ? 'xhttp.downlink_ended' : 'http1.last_chunk',
  }),
  'http1:body': always({ key: 'http1.body' }),
  'http2:preface': always({ key: 'http2.preface' }),
  'http2:headers': headersTopic,
  'http2:data': (...found) => dataTopic(...found),
  'http2:body': always({ key: 'http2.body' }),
  'http2:padding': untold,
  'http2:priority': always({ key: 'http2.priority' }),
  'http2:rst_stream': always({ key: 'http2.rst_stream' }),
  'http2:settings': (unit) => ({
    key: isAck(unit) ? 'http2.settings_ack' : 'http2.settings',
  }),
  'http2:push_promise': always({ key: 'http2.push_promise' }),
  'http2:ping': (unit) => ({ key: isAck(unit) ? 'http2.pong' : 'http2.ping' }),
  'http2:goaway': always({ key: 'http2.goaway' }),
  'http2:window_update': always({ key: 'http2.window_update' }),
  'http2:continuation': always({ key: 'http2.continuation' }),
  'http2:unknown_frame': always({ key: 'http2.unknown_frame' }),
  'hpack:field': untold,
  'hpack:size_update': untold,
  'tls:record_header': always({ key: 'tls.part' }),
  'tls:client_hello': untold,
  'tls:server_hello': untold,
  'tls:hello_retry_request': untold,
  'tls:encrypted_extensions': untold,
  'tls:certificate_request': untold,
  'tls:certificate': untold,
  'tls:compressed_certificate': untold,
  'tls:certificate_verify': untold,
  'tls:finished': untold,
  'tls:new_session_ticket': untold,
  'tls:key_update': untold,
  'tls:change_cipher_spec': always({ key: 'tls.change_cipher_spec' }),
  'tls:alert': (unit) => {
    const description = alertName(decoded(unit, 'tls:alert').description);
    return description === 'close_notify'
      ? { key: 'tls.close_notify' }
      : { key: 'tls.alert', description };
  },
  'tls:inner_type': untold,
  'tls:encrypted_record': always({ key: 'tls.part' }),
  'tls:unopened_record': (_unit, _inner, { mark }) =>
    isLastPart(mark) ? { key: 'tls.unopened', records: 1 } : { key: 'tls.part' },
  'tls:cut_record': always({ key: 'tls.cut' }),
  'tls:padding': untold,
  'reality:client_hello': untold,
  'reality:authenticator': untold,
  'reality:temporary_certificate': untold,
  'vless:request': (unit) => ({ key: 'vless.request', destination: destinationOf(unit) }),
  'vless:response': always({ key: 'vless.response' }),
  'xhttp:packet': (_unit, inner) => packetTopic(inner),
  'xhttp:uplink': always({ key: 'xhttp.uplink' }),
  'xhttp:downlink': (_unit, inner) => downlinkTopic(inner),
  tunnelled: (_unit, inner) => {
    const head = inner.find(({ name }) => name.endsWith('_head'));
    if (head?.name === 'http1:request_head') {
      const { method, request_target } = decoded(head, 'http1:request_head');
      return { key: 'tunnelled.request', method, target: request_target };
    }
    return head ? { key: 'tunnelled.response', ...statusOf(head) } : { key: 'tunnelled' };
  },
  octets: always({ key: 'octets' }),
};

const isAck = (unit: FoundUnit): boolean => (unit.value as { readonly ack?: boolean }).ack === true;
const isDownlink = ({ exchange }: FoundUnit, side: Side): boolean =>
  side === 'acceptor' && exchange !== null && bringsDownlink(exchange);

/** A part of a body. */
function partTopic(
  unit: FoundUnit,
  inner: readonly FoundUnit[],
  side: Side,
  key: 'http1.body' | 'http2.body',
): Topic {
  if (isDownlink(unit, side)) return downlinkTopic(inner);
  const role = side === 'dialler' ? unit.exchange?.xhttp?.role : undefined;
  if (role === 'packet') return packetTopic(inner);
  return { key: role === 'uplink' || role === 'both' ? 'xhttp.uplink' : key };
}

/** Of a HEADERS frame: request, response or trailers, by their first fields. */
function headersTopic(unit: FoundUnit, inner: readonly FoundUnit[]): Topic {
  const { fields } = unit;
  if (!fields || !unit.exchange) return { key: 'http2.headers' };
  if (fieldValue(fields, ':method') !== null) return requestTopic(unit, inner, 'http2.request');
  const status = fieldValue(fields, ':status');
  if (status === null) return { key: 'http2.trailers' };
  return responseTopic(unit, { status: Number(status), reason: '' }, 'http2.response');
}

const dataTopic: TitleOf = (unit, inner, { side }) => {
  if (decoded(unit, 'http2:data').length > 0) return partTopic(unit, inner, side, 'http2.body');
  if (isDownlink(unit, side)) return { key: 'xhttp.downlink_ended' };
  const isPacket = side === 'dialler' && unit.exchange?.xhttp?.role === 'packet';
  return { key: isPacket ? 'xhttp.packet_ended' : 'http2.ended' };
};

function requestTopic(
  { exchange }: FoundUnit,
  inner: readonly FoundUnit[],
  key: 'http1.request' | 'http2.request',
): Topic {
  const { method, target, xhttp } = exchange ?? { method: '', target: '', xhttp: null };
  if (!xhttp) return { key, method, target };
  if (xhttp.role === 'downlink') return { key: 'xhttp.get', method, target };
  if (xhttp.role === 'uplink') return { key: 'xhttp.stream_up', method, target };
  if (xhttp.role === 'both') return { key: 'xhttp.stream_one', method, target };
  const { seq } = xhttp;
  const request = inner.find(({ name }) => name === 'vless:request');
  if (!request) return { key: 'xhttp.post', method, target, seq };
  const destination = destinationOf(request);
  return { key: 'xhttp.post_with_request', method, target, seq, destination };
}

function responseTopic(
  { exchange }: FoundUnit,
  answer: OfResponse,
  key: 'http1.response' | 'http2.response',
): Topic {
  const xhttp = exchange?.xhttp;
  switch (xhttp?.role) {
    case undefined:
      return { key, ...answer };
    case 'packet':
      return { key: 'xhttp.post_answered', ...answer, seq: xhttp.seq };
    case 'downlink':
      return { key: 'xhttp.get_answered', ...answer };
    case 'uplink':
      return { key: 'xhttp.stream_up_answered', ...answer };
    case 'both':
      return { key: 'xhttp.stream_one_answered', ...answer };
  }
}

function packetTopic(inner: readonly FoundUnit[]): Topic {
  const request = inner.find(({ name }) => name === 'vless:request');
  return request
    ? { key: 'xhttp.packet_with_request', destination: destinationOf(request) }
    : { key: 'xhttp.packet' };
}

function downlinkTopic(inner: readonly FoundUnit[]): Topic {
  const head = inner.find(({ name }) => name === 'http1:response_head');
  return head ? { key: 'xhttp.downlink_response', ...statusOf(head) } : { key: 'xhttp.downlink' };
}

function statusOf(head: FoundUnit): OfResponse {
  const { status_code, reason_phrase } = decoded(head, 'http1:response_head');
  return { status: status_code, reason: reason_phrase };
}

function destinationOf(unit: FoundUnit): string {
  const { target } = decoded(unit, 'vless:request');
  if (!target) return '';
  return hostAndPort(hostText(target.address, target.address_type === 2), target.port);
}

const hostText = (octets: Uint8Array, isName: boolean): string =>
  isName ? fromLatin1(octets) : formatIp(octets);
