import { describe, expect, it } from 'vitest';
import { plainExchange } from '../../../core/inspect/exchange.ts';
import { Http1Requests, Http1Responses } from '../../../core/inspect/http1-stream.ts';
import type { Layer } from '../../../core/inspect/pieces.ts';
import { Track } from '../../../core/inspect/track.ts';
import { ascii } from '../../support/playbook.ts';

function marksOf(layer: Layer, text: string, length = text.length): string[] {
  const track = new Track();
  for (let at = 0; at < text.length; at += length) {
    const octets = ascii(text.slice(at, at + length));
    layer.push({ octets, length: octets.length, track, at });
  }
  return track.within(0, text.length).map(({ unit, start, end }) => `${unit.name} ${start}-${end}`);
}
const requests = () => new Http1Requests(0, plainExchange, () => null);
const responses = (...methods: string[]) =>
  new Http1Responses(
    0,
    () => plainExchange(methods.shift() ?? 'GET', '/'),
    () => null,
  );

describe('requests on a stream', () => {
  it('RFC 9112 §6.3: have a body by its length, and follow each other', () => {
    const post = 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok';
    expect(marksOf(requests(), `${post}GET / HTTP/1.1\r\n\r\n`)).toEqual([
      'http1:request_head 0-38',
      'http1:body 38-40',
      'http1:request_head 40-58',
    ]);
  });

  it('RFC 9112 §7.1: have a body in chunks', () => {
    const text = 'PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    expect(marksOf(requests(), text)).toEqual([
      'http1:request_head 0-46',
      'http1:chunk_header 46-49',
      'http1:body 49-52',
      'http1:chunk_end 52-54',
      'http1:chunk_header 54-57',
      'http1:trailers 57-59',
    ]);
  });

  it('are the same in pieces of one octet, but for a mark a piece', () => {
    const text = 'PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    const whole = marksOf(requests(), text, 1);
    expect(whole).toHaveLength(text.length);
    expect(new Set(whole.map((mark) => mark.split(' ')[0])).size).toBe(5);
  });

  it('have no names after octets that are no HTTP', () => {
    expect(marksOf(requests(), 'GET / HTTP/1.1\r\n\r\nGET\r\nGET / HTTP/1.1\r\n\r\n')).toEqual([
      'http1:request_head 0-18',
    ]);
  });

  it('have no names after framing that contradicts itself', () => {
    const both = 'POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(marksOf(requests(), `${both}2\r\nok\r\n`)).toEqual([
      `http1:request_head 0-${both.length}`,
    ]);
  });
});

describe('responses on a stream', () => {
  it('RFC 9112 §6.3: have no body when they answer HEAD', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n';
    expect(marksOf(responses('HEAD', 'GET'), head + head)).toEqual([
      'http1:response_head 0-38',
      'http1:response_head 38-76',
    ]);
  });

  it('RFC 9110 §15.2: may come after informational ones', () => {
    const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n';
    expect(marksOf(responses('PUT'), text)).toHaveLength(2);
  });

  it('RFC 9112 §6.3: have a body until the connection ends', () => {
    expect(marksOf(responses(), 'HTTP/1.0 200 OK\r\n\r\nall of this')).toEqual([
      'http1:response_head 0-19',
      'http1:body 19-30',
    ]);
  });

  it('go on behind octets that were not recorded, by their lengths', () => {
    const track = new Track();
    const layer = responses();
    const head = ascii('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n');
    const last = ascii('0\r\n\r\n');
    layer.push({ octets: head, length: head.length, track, at: 0 });
    layer.push({ octets: null, length: 102, track, at: head.length });
    layer.push({ octets: last, length: last.length, track, at: head.length + 102 });
    expect(track.within(0, 1000).map(({ unit }) => unit.name)).toEqual([
      'http1:response_head',
      'http1:chunk_header',
      'http1:body',
      'http1:chunk_end',
      'http1:chunk_header',
      'http1:trailers',
    ]);
  });
});
