import { describe, expect, it } from 'vitest';
import { type Codec, decode } from '../../../core/bytes/codec.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import type { Exchange } from '../../../core/inspect/exchange.ts';
import { titleKeys } from '../../../core/inspect/topics.ts';
import { type FoundUnit, Track } from '../../../core/inspect/track.ts';
import { topicOf } from '../../../core/inspect/unit-topics.ts';
import type { Side } from '../../../core/trace/step.ts';
import { type CodedUnit, dataUnits, type UnitName, unitCodecs } from '../../../core/trace/units.ts';
import { ascii } from '../../support/playbook.ts';

const one: Exchange = { method: 'POST', target: '/xh/', xhttp: { role: 'both' } };
const get: Exchange = { method: 'GET', target: '/xh/s', xhttp: { role: 'downlink', session: 's' } };
const packet: Exchange = {
  method: 'POST',
  target: '/xh/s/7',
  xhttp: { role: 'packet', session: 's', seq: 7 },
};
const plain: Exchange = { method: 'GET', target: '/', xhttp: null };
const up: Exchange = { method: 'POST', target: '/xh/s', xhttp: { role: 'uplink', session: 's' } };

const unit = (name: UnitName, given: Partial<FoundUnit> = {}): FoundUnit => ({
  ...{ name, length: 1, octets: null, value: null, exchange: null },
  ...given,
});
/** What its codec reads in these octets. */
const coded = (name: CodedUnit, octets: Uint8Array | string, exchange: Exchange | null = null) => {
  const codec = unitCodecs[name] as unknown as Codec<unknown>;
  const read = decode(codec, typeof octets === 'string' ? fromHex(octets) : octets);
  if (!read) throw new Error(`No ${name}`);
  return unit(name, { value: read.value, exchange });
};
const topic = (of: FoundUnit, side: Side = 'dialler', ...inner: readonly FoundUnit[]) => {
  const track = new Track();
  track.add({ unit: of, depth: 0, start: 0, end: 1, offset: 0 });
  const [mark] = track.within(0, 1);
  if (!mark) throw new Error('No mark');
  return topicOf[of.name](of, inner, { mark, side });
};

describe('the topic of a unit', () => {
  it('is there for every unit', () => {
    const names = [...Object.keys(unitCodecs), ...dataUnits];
    expect(Object.keys(topicOf).sort()).toEqual(names.sort());
    for (const name of dataUnits) expect(titleKeys).toContain(topic(unit(name)).key);
  });

  it('tells the halves of a request that carries both by who sends', () => {
    const data = unit('http2:data', { exchange: one, value: { length: 5 } });
    expect(topic(data, 'dialler').key).toBe('xhttp.uplink');
    expect(topic(data, 'acceptor').key).toBe('xhttp.downlink');
    const chunk = unit('http1:chunk_header', { exchange: one, value: { chunk_size: 5 } });
    expect(topic(chunk, 'dialler').key).toBe('xhttp.uplink');
    expect(topic(chunk, 'acceptor').key).toBe('xhttp.downlink');
  });

  it('tells the requests and responses of the other modes', () => {
    const head = (exchange: Exchange, value: string) =>
      unit('http2:headers', {
        exchange,
        fields: [{ name: /^\d/.test(value) ? ':status' : ':method', value }],
      });
    expect(topic(head(up, 'POST')).key).toBe('xhttp.stream_up');
    expect(topic(head(one, 'POST')).key).toBe('xhttp.stream_one');
    expect(topic(head(up, '200'), 'acceptor').key).toBe('xhttp.stream_up_answered');
    expect(topic(head(one, '200'), 'acceptor').key).toBe('xhttp.stream_one_answered');
  });

  it('tells an alert by its name, and the end of a stream apart', () => {
    const alert = (description: number) =>
      topic(unit('tls:alert', { value: { level: 2, description } }));
    expect(alert(40)).toEqual({ key: 'tls.alert', description: 'handshake_failure' });
    expect(alert(0)).toEqual({ key: 'tls.close_notify' });
  });

  it('tells a part of a record from one that nobody can open', () => {
    expect(topic(unit('tls:unopened_record', { length: 1 })).key).toBe('tls.unopened');
    expect(topic(unit('tls:unopened_record', { length: 2 })).key).toBe('tls.part');
  });
});

describe('a request for somebody', () => {
  const vless = (target: string) => coded('vless:request', `00 ${'ab'.repeat(16)} 00 01 ${target}`);

  it.each([
    ['0050 01 0a000001', '10.0.0.1:80'],
    ['01bb 02 0c 736974652e6578616d706c65', 'site.example:443'],
    ['0050 03 20010db8000000000000000000000001', '[2001:db8::1]:80'],
  ])('says where to: VLESS %s', (target, destination) => {
    expect(topic(vless(target))).toEqual({ key: 'vless.request', destination });
  });

  it('says where to: SOCKS', () => {
    const request = coded('socks:request', '05 01 00 03 01 61 0050');
    expect(topic(request)).toEqual({ key: 'socks.request', command: 1, destination: 'a:80' });
  });

  it('gives the packet of XHTTP that it lies in its destination', () => {
    const request = vless('0050 01 0a000001');
    const head = unit('http2:headers', {
      exchange: packet,
      fields: [{ name: ':method', value: 'POST' }],
    });
    const post = { method: 'POST', target: '/xh/s/7', seq: 7 };
    expect(topic(head)).toEqual({ key: 'xhttp.post', ...post });
    expect(topic(head, 'dialler', request)).toEqual({
      key: 'xhttp.post_with_request',
      destination: '10.0.0.1:80',
      ...post,
    });
    expect(topic(unit('xhttp:packet')).key).toBe('xhttp.packet');
    expect(topic(unit('xhttp:packet'), 'dialler', request)).toEqual({
      key: 'xhttp.packet_with_request',
      destination: '10.0.0.1:80',
    });
  });
});

describe('what is carried', () => {
  const request = coded('http1:request_head', ascii('PUT /a HTTP/1.1\r\n\r\n'));
  const response = coded('http1:response_head', ascii('HTTP/1.1 404 Not Found\r\n\r\n'));

  it('is called after the HTTP that begins in it', () => {
    expect(topic(unit('tunnelled'), 'dialler', request)).toEqual({
      key: 'tunnelled.request',
      method: 'PUT',
      target: '/a',
    });
    expect(topic(unit('tunnelled'), 'acceptor', response)).toEqual({
      key: 'tunnelled.response',
      status: 404,
      reason: 'Not Found',
    });
    expect(topic(unit('tunnelled'))).toEqual({ key: 'tunnelled' });
  });

  it('gives the part of the downlink that it lies in its status', () => {
    const data = unit('http2:data', { exchange: get, value: { length: 5 } });
    expect(topic(data, 'acceptor')).toEqual({ key: 'xhttp.downlink' });
    expect(topic(data, 'acceptor', response)).toEqual({
      key: 'xhttp.downlink_response',
      status: 404,
      reason: 'Not Found',
    });
  });
});

describe('the end of a body', () => {
  const lastData = (exchange: Exchange, side: Side) =>
    topic(coded('http2:data', '000000 00 01 00000001', exchange), side).key;
  const lastChunk = (exchange: Exchange, side: Side) =>
    topic(coded('http1:chunk_header', ascii('0\r\n'), exchange), side).key;

  it('is the end of the downlink where that was the body', () => {
    expect(lastData(get, 'acceptor')).toBe('xhttp.downlink_ended');
    expect(lastChunk(get, 'acceptor')).toBe('xhttp.downlink_ended');
    expect(topic(unit('http1:trailers', { exchange: get }), 'acceptor').key).toBe(
      'xhttp.downlink_ended',
    );
  });

  it('is the end of a packet, or of what has no part in XHTTP', () => {
    expect(lastData(packet, 'dialler')).toBe('xhttp.packet_ended');
    expect(lastData(packet, 'acceptor')).toBe('http2.ended');
    expect(lastData(plain, 'acceptor')).toBe('http2.ended');
    expect(lastChunk(plain, 'acceptor')).toBe('http1.last_chunk');
  });
});

describe('a header block', () => {
  const status = [{ name: ':status', value: '200' }];

  it('is a response to the request of its stream', () => {
    const told = (exchange: Exchange) => topic(unit('http2:headers', { exchange, fields: status }));
    expect(told(packet)).toEqual({ key: 'xhttp.post_answered', status: 200, reason: '', seq: 7 });
    expect(told(get)).toEqual({ key: 'xhttp.get_answered', status: 200, reason: '' });
    expect(told(plain)).toEqual({ key: 'http2.response', status: 200, reason: '' });
  });

  it('is trailers without a status, and only a block where it cannot be read', () => {
    const trailers = [{ name: 'x-sum', value: '1' }];
    expect(topic(unit('http2:headers', { exchange: get, fields: trailers })).key).toBe(
      'http2.trailers',
    );
    expect(topic(unit('http2:headers', { exchange: get })).key).toBe('http2.headers');
    expect(topic(unit('http2:headers', { fields: status })).key).toBe('http2.headers');
  });
});

describe('a frame that acknowledges', () => {
  it('is told from the one that it answers', () => {
    const key = (name: CodedUnit, octets: string) => topic(coded(name, octets)).key;
    expect(key('http2:settings', '000000 04 00 00000000')).toBe('http2.settings');
    expect(key('http2:settings', '000000 04 01 00000000')).toBe('http2.settings_ack');
    expect(key('http2:ping', `000008 06 00 00000000 ${'00'.repeat(8)}`)).toBe('http2.ping');
    expect(key('http2:ping', `000008 06 01 00000000 ${'00'.repeat(8)}`)).toBe('http2.pong');
  });
});
