import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { prefaceOctets } from '../../../core/http2/preface.ts';
import { dissect, titleOf, type Unit } from '../../../core/inspect/dissect.ts';
import { plainExchange } from '../../../core/inspect/exchange.ts';
import { Http2Connection } from '../../../core/inspect/http2-connection.ts';
import { sightingsOf } from '../../../core/inspect/sightings.ts';
import { Track } from '../../../core/inspect/track.ts';
import type { Side, Step } from '../../../core/trace/step.ts';
import {
  continuation,
  data,
  fieldBlock,
  goaway,
  headers,
  ping,
  raw,
  requestBlock,
  rstStream,
  settings,
  windowUpdate,
} from '../../support/http2-frames.ts';
import { ascii } from '../../support/playbook.ts';
import { WireSteps } from '../../support/wire-steps.ts';

const id = '3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
const vless = `\0${'\xab'.repeat(16)}\0\x01\0\x50\x02\x0csite.example`;
const post = (seq: number) => requestBlock({ ':method': 'POST', ':path': `/xh/${id}/${seq}` });
const get = requestBlock({ ':path': `/xh/${id}` });
const ok = fieldBlock({ ':status': '200' });

function begun() {
  const wire = new WireSteps();
  const link = wire.dial('uplink');
  const preface = link.dialler(concat([prefaceOctets, settings({ ENABLE_PUSH: 0 })]));
  return { wire, link, preface };
}
const lines = (steps: readonly Step[], step: Step): string[] =>
  dissect(steps, step).map(
    ({ name, start, end, depth }: Unit) => `${'.'.repeat(depth)}${name} ${start}-${end}`,
  );

describe('HTTP/2', () => {
  it('is a preface, then frames', () => {
    const { wire, preface } = begun();
    expect(lines(wire.steps, preface)).toEqual(['http2:preface 0-24', 'http2:settings 24-39']);
    expect(titleOf(wire.steps, preface)).toEqual({
      key: 'http2.preface',
      also: [{ key: 'http2.settings' }],
    });
  });

  it('has a unit for each field of a header block, and none of the block is left', () => {
    const { wire, link } = begun();
    const step = link.dialler(headers(1, get, { end: true }));
    const [frame, ...fields] = dissect(wire.steps, step);
    expect(frame?.fields.map(({ path }) => path)).toEqual([
      ...['length', 'type', 'flags', 'stream_identifier'],
    ]);
    expect(frame?.fields[2]?.value).toBe('END_STREAM, END_HEADERS (5)');
    expect(fields.map(({ header }) => header?.name)).toEqual([
      ...[':authority', ':method', ':path', ':scheme'],
    ]);
    expect(titleOf(wire.steps, step)).toEqual({
      key: 'xhttp.get',
      method: 'GET',
      target: `/xh/${id}`,
    });
  });

  it('puts together a block that CONTINUATION goes on with', () => {
    const { wire, link } = begun();
    const first = link.dialler(headers(1, get.subarray(0, 30), { endHeaders: false }));
    const second = link.dialler(continuation(1, get.subarray(30)));
    expect(titleOf(wire.steps, first)).toMatchObject({ key: 'xhttp.get' });
    const units = dissect(wire.steps, second);
    expect(units[0]?.name).toBe('http2:continuation');
    expect(units.at(-1)?.header).toEqual({ name: ':scheme', value: 'https' });
  });

  it('carries the two halves of XHTTP, each request on a stream of its own', () => {
    const { wire, link } = begun();
    const steps = [
      link.dialler(headers(1, get, { end: true })),
      link.dialler(concat([headers(3, post(0)), data(3, `${vless}GET / HTTP/1.1\r\n\r\n`)])),
      link.dialler(data(3, '', { end: true })),
      link.acceptor(headers(1, ok)),
      link.acceptor(
        concat([data(1, '\0\0HTTP/1.1 204 No Content\r\n\r\n'), headers(3, ok, { end: true })]),
      ),
      link.acceptor(data(1, '', { end: true })),
    ];
    expect(steps.map((step) => titleOf(wire.steps, step))).toEqual([
      { key: 'xhttp.get', method: 'GET', target: `/xh/${id}` },
      {
        key: 'xhttp.post_with_request',
        method: 'POST',
        target: `/xh/${id}/0`,
        seq: 0,
        destination: 'site.example:80',
      },
      { key: 'xhttp.packet_ended' },
      { key: 'xhttp.get_answered', status: 200, reason: '' },
      {
        key: 'xhttp.post_answered',
        status: 200,
        reason: '',
        seq: 0,
        also: [{ key: 'xhttp.downlink_response', status: 204, reason: 'No Content' }],
      },
      { key: 'xhttp.downlink_ended' },
    ]);
    const inside = dissect(wire.steps, steps[1] as Step).map(
      ({ name, depth }) => `${depth} ${name}`,
    );
    expect(inside.slice(-5)).toEqual([
      '0 http2:data',
      '0 xhttp:packet',
      '1 vless:request',
      '1 tunnelled',
      '2 http1:request_head',
    ]);
  });

  it('names what is no part of XHTTP', () => {
    const { wire, link } = begun();
    link.dialler(headers(1, requestBlock({ ':path': '/a' }), { end: true }));
    const steps = [
      link.acceptor(headers(1, fieldBlock({ ':status': '103' }))),
      link.acceptor(headers(1, fieldBlock({ ':status': '404' }))),
      link.acceptor(data(1, 'not found', { padding: 3 })),
      link.acceptor(headers(1, fieldBlock({ 'x-sum': '1' }), { end: true })),
      link.acceptor(ping()),
      link.acceptor(settings({}, true)),
      link.acceptor(windowUpdate(0, 1)),
      link.acceptor(rstStream(1)),
      link.acceptor(goaway(1, 0)),
    ];
    expect(steps.map((step) => titleOf(wire.steps, step).key)).toEqual([
      ...['http2.response', 'http2.response', 'http2.body', 'http2.trailers', 'http2.ping'],
      ...['http2.settings_ack', 'http2.window_update', 'http2.rst_stream', 'http2.goaway'],
    ]);
    expect(lines(wire.steps, steps[2] as Step)).toEqual([
      ...['http2:data 0-10', 'http2:body 10-19', 'http2:padding 19-22'],
    ]);
  });

  it('goes on behind a body that was not kept, and not behind a frame that was not', () => {
    const { wire, link } = begun();
    link.dialler(headers(1, requestBlock({ ':method': 'POST' })));
    link.dialler(data(1, new Uint8Array(9_000)), 4_096);
    const next = link.dialler(ping());
    expect(titleOf(wire.steps, next)).toEqual({ key: 'http2.ping' });
    link.dialler(ping(), 4);
    const lost = link.dialler(ping());
    expect(titleOf(wire.steps, lost)).toEqual({ key: 'octets' });
  });

  it('reads no header block behind one that was not kept', () => {
    const { wire, link } = begun();
    link.dialler(headers(1, get), 20);
    const next = link.dialler(headers(3, get));
    expect(titleOf(wire.steps, next)).toEqual({ key: 'http2.headers' });
    expect(lines(wire.steps, next)).toEqual([expect.stringMatching(/^http2:headers 0-/)]);
  });

  it('gives the octets of each DATA frame to the request of its stream', () => {
    const { wire, link } = begun();
    for (const [n, stream] of [1, 3].entries()) {
      link.dialler(headers(stream, requestBlock({ ':path': `/${n}` }), { end: true }));
    }
    link.acceptor(concat([headers(3, ok), headers(1, ok)]));
    const steps = [link.acceptor(data(1, 'one')), link.acceptor(data(3, 'two'))];
    const targets = steps.map((step) =>
      sightingsOf(wire.steps, step)?.units.map(({ name, exchange }) => [name, exchange?.target]),
    );
    expect(targets).toEqual([
      [
        ['http2:data', '/0'],
        ['http2:body', '/0'],
      ],
      [
        ['http2:data', '/1'],
        ['http2:body', '/1'],
      ],
    ]);
  });

  it('RFC 9110 §15.2: asks who takes the body of the final response, not of those before', () => {
    const asked: (number | null)[] = [];
    const connection = new Http2Connection(0, plainExchange, (_exchange, status) => {
      asked.push(status);
      return null;
    });
    const say = (side: Side, octets: Uint8Array) => {
      const { length } = octets;
      connection.line(side).push({ octets, length, track: new Track(), at: 0 });
    };
    say('dialler', concat([prefaceOctets, headers(1, get, { end: true })]));
    for (const status of ['103', '200'])
      say('acceptor', headers(1, fieldBlock({ ':status': status })));
    expect(asked).toEqual([null, 200]);
  });

  it('RFC 9113 §4.1: passes over frames of types that it does not know, by their length', () => {
    const { wire, link } = begun();
    const step = link.dialler(concat([raw(0xbe, 5, new Uint8Array(40)), ping()]));
    expect(lines(wire.steps, step)).toEqual(['http2:unknown_frame 0-49', 'http2:ping 49-66']);
  });

  it.each([1, 2, 9, 50])('is the same when it comes in pieces of %d octets', (cut) => {
    const said = concat([
      ...[prefaceOctets, settings({ ENABLE_PUSH: 0 })],
      ...[headers(1, get, { end: true }), headers(3, post(0), { padding: 5 })],
      ...[data(3, vless, { end: true, padding: 7 }), windowUpdate(0, 10)],
    ]);
    const wire = new WireSteps();
    const link = wire.dial('uplink');
    for (let at = 0; at < said.length; at += cut) link.dialler(said.subarray(at, at + cut));
    const names = wire.steps.flatMap((step) => sightingsOf(wire.steps, step)?.units ?? []);
    // octets without a form are a unit of their own in each piece
    const coded = names.filter(({ octets }) => octets).map(({ name }) => name);
    const of = (name: string) => coded.filter((other) => other === name).length;
    expect(coded.filter((name) => name !== 'hpack:field')).toEqual([
      ...['http2:preface', 'http2:settings', 'http2:headers', 'http2:headers'],
      ...['http2:data', 'vless:request', 'http2:window_update'],
    ]);
    expect(of('hpack:field')).toBe(8);
  });

  it('is lost when it does not begin with its preface', () => {
    const wire = new WireSteps();
    const wrong = wire.dial('uplink').dialler(ascii('PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n'));
    expect(lines(wire.steps, wrong)).toEqual(['octets 0-24']);
  });
});
