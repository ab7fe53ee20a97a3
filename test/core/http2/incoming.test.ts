import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { FloodGuard } from '../../../core/http2/flood-guard.ts';
import { Incoming } from '../../../core/http2/incoming.ts';
import { PeerSettings } from '../../../core/http2/peer-settings.ts';
import { Sender } from '../../../core/http2/sender.ts';
import { serverOpening } from '../../../core/http2/settings.ts';
import { Streams } from '../../../core/http2/streams.ts';
import { requestBlock, told } from '../../support/http2-frames.ts';

function fresh() {
  const streams = new Streams([], () => {});
  const sender = new Sender([], () => {});
  const incoming = new Incoming({
    role: 'server',
    opening: serverOpening(8_192),
    streams,
    sender,
    floods: new FloodGuard(),
    peer: new PeerSettings(true),
  });
  return { streams, sender, incoming };
}

const block = (stream: number, octets = requestBlock()) => ({
  ...{ stream, octets, endStream: false, isSelfDependent: false },
});
const header = (length: number, flags = 0) => ({ length, type: 0, flags, stream_identifier: 1 });

describe('what comes in on streams', () => {
  const body = (stream: number, ...octets: number[]) => ({
    ...{ type: 'part', stream, part: { part: 'body', data: Uint8Array.from(octets) } },
  });

  it('is a head, and then what has come of a body together', () => {
    const { incoming } = fresh();
    expect([...incoming.fields(block(1), 0)]).toMatchObject([{ type: 'part', stream: 1 }]);
    incoming.dataHeader(header(5));
    expect([...incoming.data(Uint8Array.of(1, 2))]).toEqual([]);
    expect([...incoming.body()]).toEqual([body(1, 1, 2)]);
    expect([...incoming.body()]).toEqual([]);
    expect([...incoming.data(Uint8Array.of(3))]).toEqual([]);
    expect([...incoming.data(Uint8Array.of(4, 5))]).toEqual([]);
    expect([...incoming.dataEnd(header(5, 1), 0)]).toEqual([
      body(1, 3, 4, 5),
      { type: 'part', stream: 1, part: { part: 'end' } },
    ]);
  });

  it('keeps the bodies of streams apart, and in order', () => {
    const { incoming } = fresh();
    for (const stream of [1, 3]) for (const _head of incoming.fields(block(stream), 0));
    const arrivals = [1, 3].flatMap((stream) => {
      const frame = { ...header(1), stream_identifier: stream };
      incoming.dataHeader(frame);
      return [...incoming.data(Uint8Array.of(stream)), ...incoming.dataEnd(frame, 0)];
    });
    expect([...arrivals, ...incoming.body()]).toEqual([body(1, 1), body(3, 3)]);
  });

  it('counts when a frame is complete, so that windows do not depend on how octets are cut', () => {
    const { incoming, sender } = fresh();
    for (const _head of incoming.fields(block(1), 0));
    incoming.dataHeader(header(140_000));
    for (const _part of incoming.data(new Uint8Array(139_999)));
    expect(sender.takeOutput()).toBeNull();
    for (const _part of incoming.data(new Uint8Array(1)));
    for (const _end of incoming.dataEnd(header(140_000), 0));
    expect(told(sender.takeOutput() ?? new Uint8Array())).toEqual([
      ...['WINDOW_UPDATE 0 140000', 'WINDOW_UPDATE 1 140000'],
    ]);
  });

  it('RFC 7541 §2.2: is read into the tables even where it is not wanted', () => {
    const { incoming, streams } = fresh();
    incoming.isDraining = true;
    expect([...incoming.fields(block(1), 0)]).toEqual([]);
    expect([streams.size, streams.endingOf(1)]).toEqual([0, 'reset_here']);
    expect(() => [...incoming.fields(block(3, Uint8Array.of(0xff)), 0)]).toThrow(DecodeError);
  });

  it('is given up with a stream that is reset amid a frame', () => {
    const { incoming, streams } = fresh();
    for (const _head of incoming.fields(block(1), 0));
    incoming.dataHeader(header(5));
    const stream = streams.get(1);
    if (stream) streams.advance(stream, 'send_rst_stream');
    expect([...incoming.data(new Uint8Array(5))]).toEqual([]);
    expect([...incoming.dataEnd(header(5, 1), 0)]).toEqual([]);
  });
});
