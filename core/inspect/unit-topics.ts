/** What each unit that begins a packet, or stands in it by itself, says of it. */
import { formatIp, hostAndPort } from '../bytes/ip.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import { fieldValue } from '../http/headers.ts';
import { alertName } from '../tls/alert.ts';
import type { Side } from '../trace/step.ts';
import type { CodedUnit, UnitName } from '../trace/units.ts';
import { bringsDownlink } from './exchange.ts';
import type { UnitValue } from './pieces.ts';
import type { OfResponse, Topic } from './topics.ts';
import { type FoundUnit, isLastPart, type Mark } from './track.ts';

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

/** `inner` are the units that begin inside of it. */
export const topicOf: Readonly<Record<UnitName, TitleOf>> = {
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
