import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { Connection } from '../../../core/http2/connection.ts';
import type { Arrival } from '../../../core/http2/incoming.ts';
import { clientOpening, serverOpening } from '../../../core/http2/settings.ts';
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
  rawSettings,
  requestBlock,
  rstStream,
  settings,
  told,
  windowUpdate,
} from '../../support/http2-frames.ts';
import { ascii } from '../../support/playbook.ts';

const post = requestBlock({ ':method': 'POST' });
const nothing = new Uint8Array();
const many = (count: number, octets: Uint8Array): Uint8Array => concat(Array(count).fill(octets));

class Peer {
  readonly connection: Connection;
  now = 0;

  constructor(role: 'client' | 'server') {
    const opening = role === 'server' ? serverOpening(8_192) : clientOpening;
    this.connection = new Connection(role, opening);
    this.connection.start();
  }

  /** What these octets led to, and what was sent for them. */
  hears(...octets: readonly Uint8Array[]): { arrivals: Arrival[]; sent: string[] } {
    const arrivals = [...this.connection.receive(concat([...octets, nothing]), this.now)];
    this.connection.pump();
    return { arrivals, sent: this.sent() };
  }

  sent(): string[] {
    return told(this.connection.takeOutput() ?? nothing);
  }

  get codes(): readonly string[] {
    return this.connection.takeNotes().flatMap(({ data }) => ('code' in data ? [data.code] : []));
  }
}

function server(): Peer {
  const peer = new Peer('server');
  peer.hears(greeting());
  return peer;
}

function client(...streams: readonly string[]): Peer {
  const peer = new Peer('client');
  peer.hears(settings());
  for (const method of streams) peer.connection.begin(method, []);
  peer.connection.pump();
  peer.sent();
  return peer;
}

describe('the beginning of a connection', () => {
  it('RFC 9113 §3.4: is the preface and SETTINGS of a client, and as Go’s a wide window', () => {
    expect(new Peer('client').sent()).toEqual(['SETTINGS 0', 'WINDOW_UPDATE 0 1073741824']);
  });

  it('RFC 9113 §3.4: is SETTINGS of a server, and as Go’s a window of 1 MiB', () => {
    expect(new Peer('server').sent()).toEqual(['SETTINGS 0', 'WINDOW_UPDATE 0 983041']);
  });

  it('RFC 9113 §6.5.3: acknowledges the peer’s settings', () => {
    const peer = new Peer('server');
    peer.sent();
    expect(peer.hears(greeting())).toEqual({
      arrivals: [{ type: 'settings' }],
      sent: ['SETTINGS 0 ACK'],
    });
  });

  it.each([
    ['another preface', ascii('GET / HTTP/1.1\r\n'), 'http2:malformed_preface'],
    ['no SETTINGS', concat([greeting().subarray(0, 24), ping()]), 'http2:missing_settings'],
    [
      'an acknowledgement',
      concat([greeting().subarray(0, 24), settings({}, true)]),
      'http2:missing_settings',
    ],
  ])('RFC 9113 §3.4: is refused for %s', (_what, octets, code) => {
    const peer = new Peer('server');
    peer.sent();
    expect(peer.hears(octets)).toEqual({
      arrivals: [{ type: 'over', code }],
      sent: ['GOAWAY 0 PROTOCOL_ERROR last=0'],
    });
  });
});

describe('errors of the connection', () => {
  it.each([
    ['§4.2: a frame that is too long', [raw(0, 1, new Uint8Array(1_048_577))], 'FRAME_SIZE_ERROR'],
    ['§4.3: a field block that cannot be read', [headers(1, ascii('\xff'))], 'COMPRESSION_ERROR'],
    ['§5.1: DATA on an idle stream', [data(1, 'a')], 'PROTOCOL_ERROR'],
    ['§5.1: RST_STREAM on an idle stream', [rstStream(1)], 'PROTOCOL_ERROR'],
    ['§5.1: WINDOW_UPDATE on an idle stream', [windowUpdate(1, 1)], 'PROTOCOL_ERROR'],
    ['§5.1.1: an even stream', [headers(2)], 'PROTOCOL_ERROR'],
    ['§5.1.1: a stream that goes down', [headers(5), headers(3)], 'PROTOCOL_ERROR'],
    ['§6.1: DATA on stream 0', [raw(0, 0, nothing)], 'PROTOCOL_ERROR'],
    ['§6.2: HEADERS on stream 0', [headers(0)], 'PROTOCOL_ERROR'],
    ['§6.3: PRIORITY on stream 0', [priority(0, 1)], 'PROTOCOL_ERROR'],
    ['§6.3: PRIORITY of another size on an idle stream', [raw(2, 9, nothing)], 'PROTOCOL_ERROR'],
    ['§6.4: RST_STREAM on stream 0', [rstStream(0)], 'PROTOCOL_ERROR'],
    ['§6.4: RST_STREAM of another size', [headers(1), raw(3, 1, nothing)], 'FRAME_SIZE_ERROR'],
    ['§6.5: SETTINGS on a stream', [raw(4, 1, nothing)], 'PROTOCOL_ERROR'],
    ['§6.5: SETTINGS of another size', [raw(4, 0, Uint8Array.of(1))], 'FRAME_SIZE_ERROR'],
    [
      '§6.5: an acknowledgement that says something',
      [raw(4, 0, new Uint8Array(6), 1)],
      'FRAME_SIZE_ERROR',
    ],
    ['§6.5.2: a malformed setting', [settings({ ENABLE_PUSH: 2 })], 'PROTOCOL_ERROR'],
    [
      '§6.5.2: a window too large',
      [settings({ INITIAL_WINDOW_SIZE: 2 ** 31 })],
      'FLOW_CONTROL_ERROR',
    ],
    [
      '§6.5.3: too many acknowledgements',
      [settings({}, true), settings({}, true)],
      'PROTOCOL_ERROR',
    ],
    ['§6.6: PUSH_PROMISE', [headers(1), raw(5, 1, Uint8Array.of(0, 0, 0, 2))], 'PROTOCOL_ERROR'],
    ['§6.7: PING on a stream', [raw(6, 1, new Uint8Array(8))], 'PROTOCOL_ERROR'],
    ['§6.7: PING of another size', [raw(6, 0, new Uint8Array(7))], 'FRAME_SIZE_ERROR'],
    ['§6.8: GOAWAY on a stream', [raw(7, 1, new Uint8Array(8))], 'PROTOCOL_ERROR'],
    ['§6.9: an increment of nothing', [windowUpdate(0, 0)], 'PROTOCOL_ERROR'],
    ['§6.9.1: a window beyond 2^31-1', [windowUpdate(0, 2 ** 31 - 1)], 'FLOW_CONTROL_ERROR'],
    [
      '§6.9.2: a stream’s window beyond 2^31-1 by a setting',
      [headers(1), windowUpdate(1, 2 ** 31 - 65_536), settings({ INITIAL_WINDOW_SIZE: 65_536 })],
      'FLOW_CONTROL_ERROR',
    ],
    ['§6.10: CONTINUATION without a block', [continuation(1, nothing)], 'PROTOCOL_ERROR'],
    [
      '§6.10: a block that is interrupted',
      [headers(1, nothing, { endHeaders: false }), ping()],
      'PROTOCOL_ERROR',
    ],
  ])('RFC 9113 %s', (_what, octets, name) => {
    const peer = server();
    const { arrivals, sent } = peer.hears(...octets);
    expect(arrivals.at(-1)).toMatchObject({ type: 'over' });
    expect(sent.at(-1)).toMatch(new RegExp(`^GOAWAY 0 ${name} last=`));
    expect(peer.hears(ping())).toEqual({ arrivals: [], sent: [] });
  });

  it('RFC 9113 §6.9: is more DATA than the connection’s window', () => {
    const peer = server();
    peer.hears(headers(1, post), headers(3, post));
    for (const id of [1, 3]) peer.connection.hold(id, true);
    const frame = data(1, new Uint8Array(65_536));
    peer.hears(many(16, frame));
    expect(peer.hears(data(3, 'a')).sent).toEqual(['GOAWAY 0 FLOW_CONTROL_ERROR last=3']);
  });

  it('RFC 9113 §5.1: is HEADERS on a stream that has ended', () => {
    const peer = server();
    peer.hears(headers(1, requestBlock(), { end: true }));
    peer.connection.head(1, [{ name: ':status', value: '200' }]);
    peer.connection.end(1);
    peer.hears();
    expect(peer.hears(headers(1)).sent).toEqual(['GOAWAY 0 STREAM_CLOSED last=1']);
  });

  it('tells an HTTP/1.1 response from a frame', () => {
    const peer = new Peer('client');
    peer.sent();
    expect(peer.hears(ascii('HTTP/1.1 400 Bad Request\r\n')).arrivals).toEqual([
      { type: 'over', code: 'http2:http1_answer' },
    ]);
  });

  it.each([
    ['RFC 9113 §8.4: pushes', [raw(5, 1, Uint8Array.of(0, 0, 0, 2), 4)]],
    ['RFC 9113 §6.5.2: enables push', [settings({ ENABLE_PUSH: 1 })]],
    ['RFC 9113 §5.1.1: begins a stream', [headers(2, fieldBlock({ ':status': '200' }))]],
    ['RFC 9113 §5.1: answers what was not asked', [headers(3, fieldBlock({ ':status': '200' }))]],
  ])('a server makes one that %s', (_what, octets) => {
    expect(
      client('GET')
        .hears(...octets)
        .sent.at(-1),
    ).toMatch(/^GOAWAY 0 PROTOCOL_ERROR/);
  });
});

describe('errors of a stream', () => {
  it.each([
    [
      '§5.1: HEADERS after the request’s end',
      [headers(1, requestBlock(), { end: true }), headers(1)],
      'STREAM_CLOSED',
    ],
    [
      '§5.1: DATA after the request’s end',
      [headers(1, requestBlock(), { end: true }), data(1, 'a')],
      'STREAM_CLOSED',
    ],
    [
      '§5.1: DATA after the peer’s RST_STREAM',
      [headers(1), rstStream(1), data(1, 'a')],
      'STREAM_CLOSED',
    ],
    [
      '§5.1: HEADERS after the peer’s RST_STREAM',
      [headers(1), rstStream(1), headers(1)],
      'STREAM_CLOSED',
    ],
    ['§6.3: PRIORITY of another size', [headers(1), raw(2, 1, nothing)], 'FRAME_SIZE_ERROR'],
    [
      '§5.3.1 of RFC 7540: a stream that depends on itself',
      [headers(1), priority(1, 1)],
      'PROTOCOL_ERROR',
    ],
    [
      '§5.3.1 of RFC 7540: HEADERS that depend on themselves',
      [
        headers(1, requestBlock(), {
          priority: { exclusive: false, stream_dependency: 1, weight: 0 },
        }),
      ],
      'PROTOCOL_ERROR',
    ],
    ['§6.9: an increment of nothing', [headers(1), windowUpdate(1, 0)], 'PROTOCOL_ERROR'],
    [
      '§6.9.1: a window beyond 2^31-1',
      [headers(1), windowUpdate(1, 2 ** 31 - 1)],
      'FLOW_CONTROL_ERROR',
    ],
    [
      '§8.1: trailers that end nothing',
      [headers(1, post), headers(1, fieldBlock({ a: 'b' }))],
      'PROTOCOL_ERROR',
    ],
    [
      '§8.1: pseudo-header fields in trailers',
      [headers(1, post), headers(1, post, { end: true })],
      'PROTOCOL_ERROR',
    ],
    [
      '§8.1.1: less body than said',
      [headers(1, requestBlock({ 'content-length': '3' })), data(1, 'ab', { end: true })],
      'PROTOCOL_ERROR',
    ],
    [
      '§8.1.1: more body than said',
      [headers(1, requestBlock({ 'content-length': '1' })), data(1, 'ab')],
      'PROTOCOL_ERROR',
    ],
    [
      '§8.1.1: no body, and one is said',
      [headers(1, requestBlock({ 'content-length': '1' }), { end: true })],
      'PROTOCOL_ERROR',
    ],
    ['§8.2.1: a malformed name', [headers(1, requestBlock({ A: 'b' }))], 'PROTOCOL_ERROR'],
    [
      '§8.3.1: a missing :path',
      [headers(1, fieldBlock({ ':method': 'GET', ':scheme': 'http' }))],
      'PROTOCOL_ERROR',
    ],
  ])('RFC 9113 %s', (_what, octets, name) => {
    const peer = server();
    expect(peer.hears(...octets).sent.at(-1)).toBe(`RST_STREAM 1 ${name}`);
    expect(peer.hears(ping()).sent).toEqual(['PING 0 ACK']);
  });

  it('RFC 9113 §5.1.2: is one more than 250, which is refused', () => {
    const peer = server();
    const ids = Array.from({ length: 250 }, (_, i) => 2 * i + 1);
    peer.hears(...ids.map((id) => headers(id)));
    expect(peer.hears(headers(501), data(501, 'a'), headers(503)).sent).toEqual([
      ...['RST_STREAM 501 REFUSED_STREAM', 'RST_STREAM 503 REFUSED_STREAM'],
    ]);
    peer.hears(rstStream(1));
    expect(peer.hears(headers(505)).sent).toEqual([]);
  });

  it('RFC 9113 §6.9: is more DATA than the stream’s window', () => {
    const peer = client('GET');
    peer.hears(headers(1, fieldBlock({ ':status': '200' })));
    peer.connection.hold(1, true);
    peer.hears(many(256, data(1, new Uint8Array(16_384))));
    expect(peer.hears(data(1, 'a')).sent).toContain('RST_STREAM 1 FLOW_CONTROL_ERROR');
  });

  it('RFC 9113 §5.1: is passed over on a stream that this end has reset', () => {
    const peer = server();
    peer.hears(headers(1, post));
    peer.connection.reset(1, 'CANCEL');
    peer.sent();
    expect(peer.hears(data(1, 'a'), headers(1, post), windowUpdate(1, 0), rstStream(1))).toEqual({
      arrivals: [],
      sent: ['RST_STREAM 1 PROTOCOL_ERROR'],
    });
  });

  it.each([
    ['DATA before a head', [data(1, 'a')]],
    ['a malformed status', [headers(1, fieldBlock({ ':status': '20' }))]],
    ['an informational end', [headers(1, fieldBlock({ ':status': '103' }), { end: true })]],
    ['a body in answer to HEAD', [headers(1, fieldBlock({ ':status': '200' })), data(1, 'a')]],
  ])('RFC 9113 §8.1.1: a server makes one by %s', (_what, octets) => {
    const peer = client('HEAD');
    const { arrivals, sent } = peer.hears(...octets);
    expect(sent).toEqual(['RST_STREAM 1 PROTOCOL_ERROR']);
    expect(arrivals.at(-1)).toMatchObject({ type: 'gone', stream: 1, isFromPeer: false });
  });
});

describe('floods', () => {
  const flood = (octets: Uint8Array) => [many(11_000, octets)];

  it.each([
    ['PING', flood(ping())],
    ['SETTINGS', flood(settings())],
    ['PRIORITY', flood(priority(1, 3))],
    ['empty DATA', [headers(1, post), ...flood(data(1, ''))]],
    ['padding without data', [headers(1, post), ...flood(data(1, '', { padding: 9 }))]],
    [
      'empty CONTINUATION',
      [headers(1, nothing, { endHeaders: false }), ...flood(continuation(1, nothing, false))],
    ],
    [
      'CONTINUATION',
      [
        headers(1, nothing, { endHeaders: false }),
        ...flood(continuation(1, new Uint8Array(100), false)),
      ],
    ],
    ['RST_STREAM of closed streams', [headers(1), rstStream(1), ...flood(rstStream(1))]],
    ['settings in one frame', [rawSettings(Array(101).fill({ identifier: 99, value: 0 }))]],
  ])('RFC 9113 §10.5: %s is answered with ENHANCE_YOUR_CALM', (_what, octets) => {
    const { sent } = server().hears(...octets);
    expect(sent.at(-1)).toMatch(/^GOAWAY 0 ENHANCE_YOUR_CALM/);
  });

  it.each([
    ['rapid reset', (id: number) => [headers(id), rstStream(id)]],
    [
      'streams that are reset for a fault of the peer’s',
      (id: number) => [headers(id), windowUpdate(id, 0)],
    ],
    ['malformed requests', (id: number) => [headers(id, fieldBlock({ a: 'b' }))]],
  ])('RFC 9113 §10.5: %s is answered with ENHANCE_YOUR_CALM', (_what, octets) => {
    const frames = Array.from({ length: 1_100 }, (_, i) => octets(2 * i + 1)).flat();
    const { sent } = server().hears(...frames);
    expect(sent.at(-1)).toMatch(/^GOAWAY 0 ENHANCE_YOUR_CALM/);
  });

  it('streams that are reset after their answer has begun are none', () => {
    const peer = server();
    for (let id = 1; id < 4_000; id += 2) {
      peer.hears(headers(id));
      peer.connection.head(id, [{ name: ':status', value: '200' }]);
      expect(peer.hears(rstStream(id)).sent).not.toContain('GOAWAY');
    }
    expect(peer.hears(ping()).sent).toEqual(['PING 0 ACK']);
  });

  it('answers that nobody reads are one', () => {
    const peer = server();
    peer.connection.block(true);
    let over = 0;
    for (; over < 20_000 && peer.hears(ping()).arrivals.length === 0; over++) peer.now++;
    expect(over).toBe(10_000);
  });

  it('frames at a bearable rate are none', () => {
    const peer = server();
    for (let i = 0; i < 20_000; i++) {
      peer.now += 2;
      expect(peer.hears(ping()).sent).toEqual(['PING 0 ACK']);
    }
  });
});

describe('windows', () => {
  it('RFC 9113 §6.9: are widened by what has come, padding included', () => {
    const peer = server();
    peer.hears(headers(1, post));
    const frame = data(1, new Uint8Array(16_000), { padding: 255 });
    expect(peer.hears(many(8, frame)).sent).toEqual([]);
    expect(peer.hears(frame).sent).toEqual(['WINDOW_UPDATE 0 146304', 'WINDOW_UPDATE 1 146304']);
  });

  it('are widened by what was held when it is taken', () => {
    const peer = server();
    peer.hears(headers(1, post));
    peer.connection.hold(1, true);
    expect(peer.hears(many(8, data(1, new Uint8Array(16_384)))).sent).toEqual([]);
    peer.connection.hold(1, false);
    expect(peer.sent()).toEqual(['WINDOW_UPDATE 0 131072', 'WINDOW_UPDATE 1 131072']);
  });

  it('of the connection alone are widened by what came on a stream that is over', () => {
    const peer = server();
    peer.hears(headers(1, post));
    peer.connection.hold(1, true);
    peer.hears(many(8, data(1, new Uint8Array(16_384))));
    peer.connection.reset(1, 'CANCEL');
    expect(peer.sent()).toEqual(['WINDOW_UPDATE 0 131072', 'RST_STREAM 1 CANCEL']);
  });

  it('RFC 9113 §6.9.2: change for streams that live when the setting does', () => {
    const peer = server();
    peer.hears(headers(1));
    peer.connection.head(1, [{ name: ':status', value: '200' }]);
    peer.connection.data(1, new Uint8Array(100));
    expect(peer.hears(settings({ INITIAL_WINDOW_SIZE: 0 })).sent).toContain('SETTINGS 0 ACK');
    const peer2 = server();
    peer2.hears(settings({ INITIAL_WINDOW_SIZE: 10 }), headers(1));
    peer2.connection.head(1, [{ name: ':status', value: '200' }]);
    peer2.connection.data(1, new Uint8Array(100));
    peer2.connection.pump();
    expect(peer2.sent()).toEqual(['HEADERS 1 :status=200', 'DATA 1 10']);
    expect(peer2.hears(settings({ INITIAL_WINDOW_SIZE: 30 })).sent).toEqual([
      ...['SETTINGS 0 ACK', 'DATA 1 20'],
    ]);
  });
});

describe('messages', () => {
  const part = (stream: number, value: unknown) => ({ type: 'part', stream, part: value });

  it('RFC 9113 §8.1: come in parts, a body’s frames of one input as one, without their trailers', () => {
    const peer = server();
    const { arrivals } = peer.hears(
      headers(1, post, { padding: 5 }),
      data(1, 'he'),
      data(1, 'llo'),
      headers(1, fieldBlock({ 'x-sum': '1' }), { end: true }),
    );
    expect(arrivals.map((arrival) => 'part' in arrival && arrival.part.part)).toEqual([
      ...['request_head', 'body', 'end'],
    ]);
  });

  it('RFC 9110 §10.1.1: are asked for where the client expects it', () => {
    const peer = server();
    expect(peer.hears(headers(1, requestBlock({ expect: '100-continue' }))).sent).toEqual([
      'HEADERS 1 :status=100',
    ]);
    const whole = headers(3, requestBlock({ expect: '100-continue' }), { end: true });
    expect(peer.hears(whole).sent).toEqual([]);
  });

  it('are refused for a head that is too long, and for CONNECT', () => {
    const peer = server();
    const long = requestBlock({ a: 'a'.repeat(9_000) });
    const connect = fieldBlock({ ':method': 'CONNECT', ':authority': 'h:1' });
    expect(peer.hears(headers(1, long), data(1, 'x'), headers(3, connect)).arrivals).toEqual([
      { type: 'refused', stream: 1, code: 'http2:head_too_long' },
      { type: 'refused', stream: 3, code: 'http2:unsupported_method' },
    ]);
  });

  it('RFC 9113 §8.1: leave informational responses out', () => {
    const peer = client('GET');
    const { arrivals } = peer.hears(
      headers(1, fieldBlock({ ':status': '103' })),
      headers(1, fieldBlock({ ':status': '200' })),
      data(1, 'hi', { end: true }),
    );
    expect(arrivals).toEqual([
      part(1, { part: 'response_head', status: 200, headers: [] }),
      part(1, { part: 'body', data: ascii('hi') }),
      part(1, { part: 'end' }),
    ]);
  });

  it.each([
    ['HEAD', '200'],
    ['GET', '204'],
    ['GET', '304'],
  ])('RFC 9110 §6.4.1: to %s with %s need no body, whatever length they say', (method, status) => {
    const peer = client(method);
    const block = fieldBlock({ ':status': status, 'content-length': '9' });
    const { arrivals, sent } = peer.hears(headers(1, block, { end: true }));
    expect([arrivals.length, sent]).toEqual([2, []]);
  });

  it('RFC 9113 §8.1: of a server that answers early ask for no more of the request', () => {
    const peer = server();
    peer.hears(headers(1, post));
    peer.connection.head(1, [{ name: ':status', value: '403' }]);
    peer.connection.end(1);
    peer.connection.pump();
    expect(peer.sent()).toEqual(['HEADERS 1 END_STREAM :status=403', 'RST_STREAM 1 NO_ERROR']);
    expect(peer.hears(data(1, 'more', { end: true }))).toEqual({ arrivals: [], sent: [] });
    expect(peer.connection.size).toBe(0);
  });

  it('end with their stream when the peer resets it', () => {
    const peer = server();
    peer.hears(headers(1, post));
    expect(peer.hears(rstStream(1, 0xb)).arrivals).toEqual([
      { type: 'gone', stream: 1, error: 'ENHANCE_YOUR_CALM', isFromPeer: true },
    ]);
  });
});

describe('the end of a connection', () => {
  it('RFC 9113 §6.8: ends streams of which the server has not heard', () => {
    const peer = client('GET', 'GET', 'GET');
    expect(peer.hears(goaway(3)).arrivals).toEqual([
      { type: 'gone', stream: 5, error: 'REFUSED_STREAM', isFromPeer: true },
      { type: 'goaway' },
    ]);
    expect([peer.connection.size, peer.connection.capacity]).toEqual([2, 0]);
  });

  it('RFC 9113 §6.8: lets no stream begin after it is told', () => {
    const peer = server();
    peer.hears(headers(1));
    peer.connection.goAway('NO_ERROR');
    expect(peer.sent()).toEqual(['GOAWAY 0 NO_ERROR last=1']);
    expect(peer.hears(headers(3), data(3, 'a'))).toEqual({ arrivals: [], sent: [] });
    expect(peer.connection.size).toBe(1);
  });
});

describe('a client', () => {
  it('RFC 9113 §5.1.2: begins no more streams than the server takes', () => {
    const peer = new Peer('client');
    expect(peer.connection.capacity).toBe(100);
    peer.hears(settings());
    expect(peer.connection.capacity).toBe(1_000);
    peer.hears(settings({ MAX_CONCURRENT_STREAMS: 2 }));
    peer.connection.begin('GET', []);
    expect(peer.connection.capacity).toBe(1);
  });

  it('RFC 9113 §5.1.1: numbers its streams by odd numbers', () => {
    const { connection } = client('GET');
    expect([connection.begin('GET', []), connection.begin('GET', [])]).toEqual([3, 5]);
  });

  it('resets no stream of which the server has not heard', () => {
    const peer = client();
    peer.connection.block(true);
    peer.connection.reset(peer.connection.begin('GET', []), 'CANCEL');
    peer.connection.block(false);
    expect([peer.sent(), peer.connection.size]).toEqual([[], 0]);
  });

  it('RFC 9113 §6.7: is told that the server lives', () => {
    const peer = client();
    peer.connection.ping(ascii('01234567'));
    expect(peer.sent()).toEqual(['PING 0']);
    expect(peer.hears(ping(true)).arrivals).toEqual([{ type: 'pong' }]);
  });
});
