import fc from 'fast-check';
import { concat } from '../../core/bytes/concat.ts';
import { Http1Server } from '../../core/http1/server.ts';
import { Http2Client } from '../../core/http2/client.ts';
import { dataHeader } from '../../core/http2/data-header.ts';
import { flags } from '../../core/http2/frame-types.ts';
import { frame, frameHeader } from '../../core/http2/frames.ts';
import { representation } from '../../core/http2/hpack/codec.ts';
import { stringLiteral } from '../../core/http2/hpack/string.ts';
import { connectionPreface, prefaceOctets } from '../../core/http2/preface.ts';
import { PriorKnowledge } from '../../core/http2/prior-knowledge.ts';
import { Http2Server } from '../../core/http2/server.ts';
import { type CodecLaws, law, octets } from '../support/codec-laws.ts';
import {
  continuation,
  data,
  fieldBlock,
  goaway,
  greeting,
  headers,
  ping,
  priority,
  raw,
  requestBlock,
  rstStream,
  settings,
  windowUpdate,
} from '../support/http2-frames.ts';
import {
  ascii,
  attached,
  blocked,
  closed,
  fired,
  opened,
  received,
  writable,
} from '../support/playbook.ts';
import { type MachineLaws, start } from '../support/segmentation.ts';

const latin1 = fc
  .array(fc.nat(255), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));
const index = fc.nat(5_000);
const u32 = fc.nat(2 ** 31 - 1).map((n) => n * 2);
const stream_identifier = fc.nat(2 ** 31 - 1);
const fragment = octets({ maxLength: 60 });
const pad_length = fc.option(fc.nat(255), { nil: null });
const flag = fc.boolean();
const dependency = fc.record({
  exclusive: flag,
  stream_dependency: stream_identifier,
  weight: fc.nat(255),
});

const frames = fc.oneof(
  fc.record({
    ...{ type: fc.constant('DATA' as const), stream_identifier, end_stream: flag },
    ...{ data: fragment, pad_length },
  }),
  fc.record({
    ...{ type: fc.constant('HEADERS' as const), stream_identifier, end_stream: flag },
    ...{ end_headers: flag, priority: fc.option(dependency, { nil: null }) },
    ...{ field_block_fragment: fragment, pad_length },
  }),
  fc.record({ type: fc.constant('PRIORITY' as const), stream_identifier, priority: dependency }),
  fc.record({ type: fc.constant('RST_STREAM' as const), stream_identifier, error_code: u32 }),
  fc.record({
    ...{ type: fc.constant('SETTINGS' as const), stream_identifier, ack: flag },
    settings: fc.array(fc.record({ identifier: fc.nat(65_535), value: u32 }), { maxLength: 5 }),
  }),
  fc.record({
    ...{ type: fc.constant('PUSH_PROMISE' as const), stream_identifier, end_headers: flag },
    ...{ promised_stream_id: stream_identifier, field_block_fragment: fragment, pad_length },
  }),
  fc.record({
    ...{ type: fc.constant('PING' as const), stream_identifier, ack: flag },
    opaque_data: octets({ minLength: 8, maxLength: 8 }),
  }),
  fc.record({
    ...{ type: fc.constant('GOAWAY' as const), stream_identifier, error_code: u32 },
    ...{ last_stream_id: stream_identifier, additional_debug_data: fragment },
  }),
  fc.record({
    ...{ type: fc.constant('WINDOW_UPDATE' as const), stream_identifier },
    window_size_increment: stream_identifier,
  }),
  fc.record({
    ...{ type: fc.constant('CONTINUATION' as const), stream_identifier, end_headers: flag },
    field_block_fragment: fragment,
  }),
  fc.record({
    ...{ type: fc.constant('UNKNOWN' as const), code: fc.integer({ min: 10, max: 255 }) },
    ...{ flags: fc.nat(255), stream_identifier, payload: fragment },
  }),
);

const dataHeaders = fc
  .record({
    length: fc.nat(2 ** 24 - 1),
    type: fc.constant(0),
    flags: fc.nat(255),
    stream_identifier,
  })
  .chain((header) => {
    const isPadded = (header.flags & flags.PADDED) !== 0 && header.length > 0;
    const padding = isPadded ? fc.nat(255) : fc.constant(null);
    return padding.map((pad_length) => ({ ...header, pad_length }));
  });

const indexing = fc.constantFrom('incremental' as const, 'without' as const, 'never' as const);
const form = fc.constant('literal' as const);
const representations = fc.oneof(
  fc.record({ form: fc.constant('indexed' as const), index }),
  fc.record({ form: fc.constant('size_update' as const), max_size: index }),
  fc.record({ form, indexing, index: fc.constant(0), name: latin1, value: latin1 }),
  fc.record({
    ...{ form, indexing, index: index.map((n) => n + 1) },
    ...{ name: fc.constant(''), value: latin1 },
  }),
);

export const codecs: CodecLaws = {
  'core/http2/preface.ts#connectionPreface': law(connectionPreface, fc.constant(null)),
  'core/http2/frames.ts#frameHeader': law(
    frameHeader,
    fc.record({
      length: fc.nat(2 ** 24 - 1),
      type: fc.nat(255),
      flags: fc.nat(255),
      stream_identifier,
    }),
  ),
  'core/http2/frames.ts#frame': law(frame, frames),
  'core/http2/data-header.ts#dataHeader': law(dataHeader, dataHeaders),
  'core/http2/hpack/string.ts#stringLiteral': law(stringLiteral, latin1),
  'core/http2/hpack/codec.ts#representation': law(representation, representations),
};

const head = (method: string) => ({
  part: 'request_head',
  method,
  target: '/',
  authority: 'h.example',
  headers: [],
});
const response = { part: 'response_head', status: 200, headers: [] };
const body = (length: number) => ({ part: 'body', data: new Uint8Array(length).fill(97) });
const end = { part: 'end' };
const exchange = { kind: 'exchange', remote: '' } as const;
const dial = { to: 'address', address: '192.0.2.1', port: 443, leg: 'uplink' } as const;
const answer = fieldBlock({ ':status': '200', 'content-type': 'text/plain' });
const post = requestBlock({ ':method': 'POST' });
const large = data(1, new Uint8Array(20_000).fill(98));

const clientConversations = {
  'three exchanges, two of them at a time': [
    start,
    attached('exchange:1', exchange),
    received('exchange:1', head('GET')),
    received('exchange:1', end),
    opened('outer'),
    received('outer', concat([settings({ MAX_CONCURRENT_STREAMS: 2 }), settings({}, true)])),
    attached('exchange:2', exchange),
    received('exchange:2', head('POST')),
    received('exchange:2', body(70_000)),
    attached('exchange:3', exchange),
    received('exchange:3', head('POST')),
    received('exchange:3', body(10)),
    received('outer', concat([windowUpdate(0, 100_000), windowUpdate(3, 10_000)])),
    received('outer', concat([headers(1, fieldBlock({ ':status': '103' })), headers(1, answer)])),
    received('outer', concat([large, large, data(1, 'end', { end: true, padding: 7 })])),
    received('exchange:2', end),
    received('exchange:3', end),
    received('outer', concat([headers(3, answer), headers(5, answer, { end: true }), ping()])),
    received('outer', headers(3, fieldBlock({ 'x-sum': '1' }), { end: true })),
    closed('inner'),
    closed('outer'),
  ],
  'an exchange that is given up, one that the server resets, and GOAWAY': [
    start,
    opened('outer'),
    received('outer', settings()),
    ...[1, 2, 3].flatMap((number) => [
      attached(`exchange:${number}`, exchange),
      received(`exchange:${number}`, head('POST')),
      received(`exchange:${number}`, body(5)),
    ]),
    received('outer', concat([headers(5, answer), rstStream(1, 7)])),
    closed('exchange:2', 'reset'),
    received('outer', concat([data(3, 'late'), goaway(5)])),
    received('outer', data(5, 'last', { end: true })),
    closed('exchange:3', 'reset'),
  ],
  'silence, a question, and no answer': [
    start,
    opened('outer'),
    received('outer', settings()),
    blocked('outer'),
    attached('exchange:1', exchange),
    received('exchange:1', head('GET')),
    fired('flush'),
    blocked('exchange:1'),
    writable('outer'),
    received('outer', concat([headers(1, answer), large, large])),
    writable('exchange:1'),
    fired('keep_alive'),
    received('outer', ping(true)),
    fired('ping'),
  ],
  'an answer of HTTP/1.1': [
    start,
    opened('outer'),
    attached('exchange:1', exchange),
    received('exchange:1', head('GET')),
    received('exchange:1', end),
    received('outer', ascii('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
    fired('linger'),
  ],
  'a stream that goes wrong, and a connection that breaks': [
    start,
    opened('outer'),
    received('outer', settings()),
    ...[1, 2].flatMap((number) => [
      attached(`exchange:${number}`, exchange),
      received(`exchange:${number}`, head('GET')),
      received(`exchange:${number}`, end),
    ]),
    received('outer', concat([headers(1, fieldBlock({ ':status': 'x' })), headers(3, answer)])),
    closed('outer', 'reset', 'connection_reset'),
  ],
  'a dial that fails, after the opener has had enough': [
    start,
    closed('inner'),
    closed('outer', 'failed', 'connection_refused'),
  ],
};

const serverConversations = {
  'exchanges of every kind, answered in another order': [
    start,
    received('outer', greeting({ INITIAL_WINDOW_SIZE: 40_000 })),
    received('outer', concat([settings({}, true), headers(1, post, { padding: 9 })])),
    received('outer', concat([priority(3, 1), raw(0xbe, 1, Uint8Array.of(1, 2)), large])),
    received('outer', headers(3, requestBlock().subarray(0, 10), { end: true, endHeaders: false })),
    received('outer', concat([continuation(3, requestBlock().subarray(10)), large])),
    received('exchange:3', response),
    received('exchange:3', body(50_000)),
    received('exchange:3', end),
    received('outer', concat([windowUpdate(3, 20_000), data(1, 'x', { end: true }), ping()])),
    received('exchange:1', response),
    fired('flush'),
    received('exchange:1', body(30_000)),
    received('outer', windowUpdate(0, 60_000)),
    received('exchange:1', end),
    received('outer', goaway(0)),
    closed('outer'),
  ],
  'requests that are refused, and one that is answered before its end': [
    start,
    received('outer', greeting()),
    received('outer', headers(1, requestBlock({ a: 'a'.repeat(9_000) }), { end: true })),
    received('outer', headers(3, requestBlock({ 'content-length': '2' }))),
    received('outer', concat([data(3, 'abc'), headers(5, post), headers(7, fieldBlock({}))])),
    received('exchange:5', response),
    received('exchange:5', end),
    received('outer', concat([large, data(5, 'more', { end: true }), headers(9, post)])),
    closed('exchange:9', 'reset'),
    received('outer', concat([headers(11, post), rstStream(11)])),
  ],
  'a connection that goes wrong': [
    start,
    received('outer', concat([greeting(), headers(1, post), data(1, 'abc'), data(9, 'no')])),
    received('outer', ping()),
    fired('linger'),
  ],
  'a preface that does not come': [
    start,
    received('outer', prefaceOctets.subarray(0, 7)),
    fired('preface'),
    closed('outer'),
  ],
  'a client that goes amid a request': [
    start,
    received('outer', concat([greeting(), headers(1, post), data(1, 'abc').subarray(0, 11)])),
    blocked('exchange:1'),
    blocked('outer'),
    received('exchange:1', response),
    received('exchange:1', body(9)),
    writable('outer'),
    closed('outer', 'reset'),
  ],
};

const options = { epochMs: 0, remote: '192.0.2.2:50000' };

export const machines: MachineLaws = {
  'core/http2/client.ts#Http2Client': {
    create: () => new Http2Client({ dial, keepAliveMs: 45_000 }),
    conversations: clientConversations,
  },
  'core/http2/server.ts#Http2Server': {
    create: () => new Http2Server(options),
    conversations: serverConversations,
  },
  'core/http2/prior-knowledge.ts#PriorKnowledge': {
    create: () =>
      new PriorKnowledge({
        http1: () => new Http1Server(options),
        http2: () => new Http2Server(options),
      }),
    conversations: {
      'HTTP/2': [
        start,
        received('outer', greeting()),
        received('outer', headers(1, requestBlock(), { end: true })),
        received('exchange:1', response),
        received('exchange:1', end),
      ],
      'HTTP/1.1 that begins like HTTP/2': [
        start,
        received('outer', ascii('PRI / HTTP/1.1\r\nHost: h\r\n\r\n')),
        received('exchange:1', response),
        received('exchange:1', end),
      ],
      'HTTP/1.1': [
        start,
        received('outer', ascii('GET / HTTP/1.1\r\nHost: h\r\n\r\n')),
        closed('outer'),
      ],
      'a beginning of a preface': [start, received('outer', ascii('PRI * HT')), closed('outer')],
      'nothing in time': [start, received('outer', ascii('PRI')), fired('header')],
    },
  },
};
