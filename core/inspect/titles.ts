/**
 * What a packet is called in the protocol's words, as data; content has the words for each key.
 */
import { formatIp, hostAndPort } from '../bytes/ip.ts';
import { fromLatin1 } from '../bytes/utf8.ts';
import type { CodedUnit, UnitName } from '../trace/units.ts';
import type { Place } from './dissector.ts';
import type { UnitValue } from './pieces.ts';
import type { FoundUnit, Mark } from './track.ts';

export type PacketTitle =
  | { readonly key: 'socks.method_selection' }
  | { readonly key: 'socks.method_reply'; readonly method: number }
  | { readonly key: 'socks.credentials' }
  | { readonly key: 'socks.credentials_reply'; readonly status: number }
  /** `destination` is `host:port`. */
  | { readonly key: 'socks.request'; readonly command: number; readonly destination: string }
  | { readonly key: 'socks.reply'; readonly reply: number }
  /** Any HTTP message that is no part of an XHTTP connection. */
  | { readonly key: 'http1.request'; readonly method: string; readonly target: string }
  | { readonly key: 'http1.response'; readonly status: number; readonly reason: string }
  /** More of a body that began before. */
  | { readonly key: 'http1.body' }
  /** The end of a body in chunks. */
  | { readonly key: 'http1.last_chunk' }
  /** XHTTP's GET, which opens the downlink. */
  | { readonly key: 'xhttp.get'; readonly method: string; readonly target: string }
  /** Its answer. */
  | { readonly key: 'xhttp.get_answered'; readonly status: number; readonly reason: string }
  /** A packet of the uplink. */
  | {
      readonly key: 'xhttp.post';
      readonly method: string;
      readonly target: string;
      readonly seq: number;
    }
  /** A packet with the VLESS request. */
  | {
      readonly key: 'xhttp.post_with_request';
      readonly method: string;
      readonly target: string;
      readonly seq: number;
      readonly destination: string;
    }
  | {
      readonly key: 'xhttp.post_answered';
      readonly status: number;
      readonly reason: string;
      readonly seq: number;
    }
  /** More of a packet that began before. */
  | { readonly key: 'xhttp.packet' }
  /** A part of the downlink. */
  | { readonly key: 'xhttp.downlink' }
  /** A part of the downlink in which an HTTP response of the destination begins. */
  | { readonly key: 'xhttp.downlink_response'; readonly status: number; readonly reason: string }
  | { readonly key: 'xhttp.downlink_ended' }
  /** VLESS without XHTTP. */
  | { readonly key: 'vless.request'; readonly destination: string }
  | { readonly key: 'vless.response' }
  /** What is carried, behind a SOCKS or VLESS header. */
  | { readonly key: 'tunnelled' }
  | { readonly key: 'tunnelled.request'; readonly method: string; readonly target: string }
  | { readonly key: 'tunnelled.response'; readonly status: number; readonly reason: string }
  /** Octets that no protocol known here has a name for. */
  | { readonly key: 'octets' };

/** Every key a title can have; content is held against it. */
export const titleKeys: readonly PacketTitle['key'][] = Object.keys({
  'socks.method_selection': 0,
  'socks.method_reply': 0,
  'socks.credentials': 0,
  'socks.credentials_reply': 0,
  'socks.request': 0,
  'socks.reply': 0,
  'http1.request': 0,
  'http1.response': 0,
  'http1.body': 0,
  'http1.last_chunk': 0,
  'xhttp.get': 0,
  'xhttp.get_answered': 0,
  'xhttp.post': 0,
  'xhttp.post_with_request': 0,
  'xhttp.post_answered': 0,
  'xhttp.packet': 0,
  'xhttp.downlink': 0,
  'xhttp.downlink_response': 0,
  'xhttp.downlink_ended': 0,
  'vless.request': 0,
  'vless.response': 0,
  tunnelled: 0,
  'tunnelled.request': 0,
  'tunnelled.response': 0,
  octets: 0,
} satisfies Record<PacketTitle['key'], 0>) as PacketTitle['key'][];

/** The first unit that begins in the packet names it; where none begins, what it continues does. */
export function titleIn({ marks, from }: Place): PacketTitle {
  const begun = marks.filter((mark) => mark.offset === 0 && mark.start >= from);
  const outer = marks.filter((mark) => mark.depth === 0);
  const first =
    outer.find((mark) => begun.includes(mark) && mark.unit.octets && !isDelimiter(mark)) ??
    outer[0];
  if (!first) return { key: 'octets' };
  const inner = begun.filter((mark) => mark.depth > 0).map((mark) => mark.unit);
  return titles[first.unit.name](first.unit, inner);
}

/** It ends what came before, and says nothing of what follows. */
const isDelimiter = ({ unit }: Mark): boolean => unit.name === 'http1:chunk_end';

type TitleOf = (unit: FoundUnit, inner: readonly FoundUnit[]) => PacketTitle;

const decoded = <Name extends CodedUnit>(unit: FoundUnit, _name: Name): UnitValue<Name> =>
  unit.value as UnitValue<Name>;

const titles: Readonly<Record<UnitName, TitleOf>> = {
  'socks:method_selection': () => ({ key: 'socks.method_selection' }),
  'socks:method_reply': (unit) => ({
    key: 'socks.method_reply',
    method: decoded(unit, 'socks:method_reply').method,
  }),
  'socks:credentials': () => ({ key: 'socks.credentials' }),
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
  'http1:request_head': requestTitle,
  'http1:response_head': responseTitle,
  'http1:chunk_header': (unit, inner) => {
    const isLast = decoded(unit, 'http1:chunk_header').chunk_size === 0;
    if (unit.exchange?.xhttp?.role === 'downlink') {
      return isLast ? { key: 'xhttp.downlink_ended' } : downlinkTitle(inner);
    }
    return { key: isLast ? 'http1.last_chunk' : 'http1.body' };
  },
  'http1:chunk_end': (unit, inner) =>
    unit.exchange?.xhttp?.role === 'downlink' ? downlinkTitle(inner) : { key: 'http1.body' },
  'http1:trailers': (unit) => ({
    key: unit.exchange?.xhttp?.role === 'downlink' ? 'xhttp.downlink_ended' : 'http1.last_chunk',
  }),
  'vless:request': (unit) => ({ key: 'vless.request', destination: destinationOf(unit) }),
  'vless:response': () => ({ key: 'vless.response' }),
  'http1:body': () => ({ key: 'http1.body' }),
  'xhttp:packet': () => ({ key: 'xhttp.packet' }),
  'xhttp:downlink': (_unit, inner) => downlinkTitle(inner),
  tunnelled: (_unit, inner) => {
    const head = inner.find(({ name }) => name.endsWith('_head'));
    if (head?.name === 'http1:request_head') {
      const { method, request_target } = decoded(head, 'http1:request_head');
      return { key: 'tunnelled.request', method, target: request_target };
    }
    return head ? { key: 'tunnelled.response', ...statusOf(head) } : { key: 'tunnelled' };
  },
  octets: () => ({ key: 'octets' }),
};

function requestTitle(unit: FoundUnit, inner: readonly FoundUnit[]): PacketTitle {
  const { method, request_target: target } = decoded(unit, 'http1:request_head');
  const xhttp = unit.exchange?.xhttp;
  if (!xhttp) return { key: 'http1.request', method, target };
  if (xhttp.role === 'downlink') return { key: 'xhttp.get', method, target };
  const { seq } = xhttp;
  const request = inner.find(({ name }) => name === 'vless:request');
  if (!request) return { key: 'xhttp.post', method, target, seq };
  const destination = destinationOf(request);
  return { key: 'xhttp.post_with_request', method, target, seq, destination };
}

function responseTitle(unit: FoundUnit): PacketTitle {
  const xhttp = unit.exchange?.xhttp;
  const status = statusOf(unit);
  if (!xhttp) return { key: 'http1.response', ...status };
  return xhttp.role === 'downlink'
    ? { key: 'xhttp.get_answered', ...status }
    : { key: 'xhttp.post_answered', ...status, seq: xhttp.seq };
}

function downlinkTitle(inner: readonly FoundUnit[]): PacketTitle {
  const head = inner.find(({ name }) => name === 'http1:response_head');
  return head ? { key: 'xhttp.downlink_response', ...statusOf(head) } : { key: 'xhttp.downlink' };
}

function statusOf(head: FoundUnit): { readonly status: number; readonly reason: string } {
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
