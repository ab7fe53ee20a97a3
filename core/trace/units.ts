/**
 * The units that octets on a wire are shown as, and the codec of each that has one.
 *
 * Content has prose for each unit and for each of its fields (`fieldPaths`; a list's index is `*`).
 */
import type { Codec } from '../bytes/codec.ts';
import { chunkEnd, chunkHeader } from '../http1/chunked.ts';
import { requestHead, responseHead } from '../http1/head.ts';
import { headerSection } from '../http1/header-section.ts';
import {
  credentials,
  credentialsReply,
  methodReply,
  methodSelection,
  reply,
  request as socksRequest,
} from '../socks/messages.ts';
import { request as vlessRequest, response as vlessResponse } from '../vless/messages.ts';

/** Units whose fields a codec names. */
export const unitCodecs = {
  'socks:method_selection': methodSelection,
  'socks:method_reply': methodReply,
  'socks:credentials': credentials,
  'socks:credentials_reply': credentialsReply,
  'socks:request': socksRequest,
  'socks:reply': reply,
  'http1:request_head': requestHead,
  'http1:response_head': responseHead,
  'http1:chunk_header': chunkHeader,
  'http1:chunk_end': chunkEnd,
  'http1:trailers': headerSection,
  'vless:request': vlessRequest,
  'vless:response': vlessResponse,
} as const satisfies Readonly<Record<string, Codec<never> | Codec<unknown>>>;

export type CodedUnit = keyof typeof unitCodecs;

/** Units that are octets of no form of their own, or hold other units; they have one field, `data`. */
export const dataUnits = [
  /** The body of an HTTP message that is no part of an XHTTP connection. */
  'http1:body',
  /** The body of an XHTTP packet: proxied octets with a number. */
  'xhttp:packet',
  /** A part of the body by which XHTTP answers its GET: the downlink. */
  'xhttp:downlink',
  /** What is carried for somebody else, as he sent it. */
  'tunnelled',
  /** What no protocol known here has a name for, or not yet. */
  'octets',
] as const;

export type DataUnit = (typeof dataUnits)[number];
export type UnitName = CodedUnit | DataUnit;

const startLineEnd = ['sp', 'http_version', 'crlf'];
const fieldLines = [
  ...['headers.*.name', 'headers.*.colon', 'headers.*.ows', 'headers.*.value', 'headers.*.crlf'],
  'empty_line',
];
const addons = [
  'addons.length',
  ...['flow', 'seed', 'unknown'].flatMap((name) =>
    ['key', 'length', 'value'].map((part) => `addons.${name}.${part}`),
  ),
];
const socksTarget = (name: string): string[] => [
  ...['rsv', 'atyp', `${name}_addr`, `${name}_addr.length`, `${name}_addr.data`, `${name}_port`],
];

/** Every path that a field of a unit can have. */
export const fieldPaths: Readonly<Record<UnitName, readonly string[]>> = {
  'socks:method_selection': ['ver', 'methods.length', 'methods.data'],
  'socks:method_reply': ['ver', 'method'],
  'socks:credentials': [...['ver', 'uname.length', 'uname.data', 'passwd.length', 'passwd.data']],
  'socks:credentials_reply': ['ver', 'status'],
  'socks:request': ['ver', 'cmd', ...socksTarget('dst')],
  'socks:reply': ['ver', 'rep', ...socksTarget('bnd')],
  'http1:request_head': ['method', 'request_target', ...startLineEnd, ...fieldLines],
  'http1:response_head': ['status_code', 'reason_phrase', ...startLineEnd, ...fieldLines],
  'http1:chunk_header': ['chunk_size', 'chunk_ext', 'crlf'],
  'http1:chunk_end': ['crlf'],
  'http1:trailers': fieldLines,
  'http1:body': ['data'],
  'xhttp:packet': ['data'],
  'xhttp:downlink': ['data'],
  'vless:request': [
    ...['version', 'user_id', ...addons, 'command', 'port', 'address_type'],
    ...['address', 'address.length', 'address.data'],
  ],
  'vless:response': ['version', ...addons],
  tunnelled: ['data'],
  octets: ['data'],
};
