import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import { prefaceOctets } from '../../../core/http2/preface.ts';
import { Conversation, type Leg } from '../../../core/inspect/conversation.ts';
import { Secrets } from '../../../core/inspect/secrets.ts';
import { Track } from '../../../core/inspect/track.ts';
import { Uplinks } from '../../../core/inspect/xhttp-stream.ts';
import type { Side } from '../../../core/trace/step.ts';
import { settings } from '../../support/http2-frames.ts';
import { ascii } from '../../support/playbook.ts';

const answer = ascii('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

function talk(leg: Leg | null, ...said: readonly [Side, Uint8Array][]) {
  const uplinks = new Uplinks();
  const shared = { secrets: new Secrets(), uplinksOf: () => uplinks };
  const conversation = new Conversation(shared, leg);
  const tracks = { dialler: new Track(), acceptor: new Track() };
  const at = { dialler: 0, acceptor: 0 };
  const hear = (side: Side, octets: Uint8Array) => {
    const { length } = octets;
    conversation.line(side).push({ octets, length, track: tracks[side], at: at[side] });
    at[side] += length;
  };
  for (const [side, octets] of said) hear(side, octets);
  const units = (side: Side) => tracks[side].within(0, 1e6).map(({ unit }) => unit);
  const names = (side: Side) => units(side).map(({ name }) => name);
  return { conversation, hear, names, units };
}

describe('a conversation', () => {
  it('is what its dialler begins with, also for the other end', () => {
    const settingsFrame = settings({ MAX_FRAME_SIZE: 20_000 });
    const { names } = talk(
      'uplink',
      ['dialler', concat([prefaceOctets, settingsFrame])],
      ['acceptor', settingsFrame],
    );
    expect(names('dialler')).toEqual(['http2:preface', 'http2:settings']);
    expect(names('acceptor')).toEqual(['http2:settings']);
  });

  it('is HTTP/1.1 or HTTP/2 when octets can no longer be the beginning of both', () => {
    const post = ascii('POST / HTTP/1.1\r\nHost: a\r\n\r\n');
    const { names } = talk(
      'uplink',
      ...[...post].map((octet) => ['dialler', Uint8Array.of(octet)] as [Side, Uint8Array]),
    );
    expect(new Set(names('dialler'))).toEqual(new Set(['http1:request_head']));
    const preface = [...prefaceOctets].map(
      (octet) => ['dialler', Uint8Array.of(octet)] as [Side, Uint8Array],
    );
    expect(new Set(talk('uplink', ...preface).names('dialler'))).toEqual(
      new Set(['http2:preface']),
    );
  });

  it('waits with an answer that could be several things until it is known what was asked', () => {
    const { hear, names } = talk('uplink', ['acceptor', settings()]);
    expect(names('acceptor')).toEqual([]);
    hear('dialler', prefaceOctets);
    expect(names('acceptor')).toEqual(['http2:settings']);
  });

  it('is HTTP/2 from the answer on where TLS has agreed on it', () => {
    const { conversation, hear, names } = talk('uplink');
    conversation.agree('h2');
    hear('acceptor', settings());
    expect(names('acceptor')).toEqual(['http2:settings']);
  });

  it('is what its dialler speaks, whatever TLS has agreed on', () => {
    const { conversation, hear, names } = talk('uplink');
    conversation.agree('h2');
    hear('dialler', ascii('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    expect(names('dialler')).toEqual(['http1:request_head']);
  });

  it('begins with an answer where nobody has heard the question', () => {
    expect(talk('uplink', ['acceptor', answer]).names('acceptor')).toEqual(['http1:response_head']);
  });

  it('may be none that is known', () => {
    const { names } = talk('destination', ['dialler', ascii('\xff')], ['acceptor', answer]);
    expect([...names('dialler'), ...names('acceptor')]).toEqual([]);
  });

  it('is SOCKS where an app dials, or somebody outside, and nowhere else', () => {
    const greeting = fromHex('05 01 00');
    for (const leg of ['socks', null] as const) {
      const { names } = talk(leg, ['dialler', greeting], ['acceptor', fromHex('05 00')]);
      expect(names('dialler')).toEqual(['socks:method_selection']);
      expect(names('acceptor')).toEqual(['socks:method_reply']);
    }
    expect(talk('uplink', ['dialler', greeting]).names('dialler')).toEqual([]);
  });

  it('is VLESS when it begins with version 0, in both directions', () => {
    const request = fromHex(`00 ${'ab'.repeat(16)} 00 01 0050 01 0a000001`);
    const { names } = talk('uplink', ['dialler', request], ['acceptor', fromHex('00 00')]);
    expect(names('dialler')).toEqual(['vless:request']);
    expect(names('acceptor')).toEqual(['vless:response']);
  });

  it('is TLS when it begins with a handshake record', () => {
    const alert = fromHex('15 03 03 00 02 02 28');
    const { names } = talk(
      'downlink',
      ['dialler', fromHex('16 03 01 00 04 00 00 00 00')],
      ['acceptor', alert],
    );
    expect(names('dialler')).toEqual(['tls:record_header']);
    expect(names('acceptor')).toEqual(['tls:record_header', 'tls:alert']);
    expect(talk('downlink', ['acceptor', alert]).names('acceptor')).toContain('tls:alert');
  });
});

describe('HTTP in a conversation', () => {
  const session = '3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
  const get = ascii(`GET /xh/${session} HTTP/1.1\r\nHost: a\r\n\r\n`);
  const roleOn = (leg: Leg | null) => talk(leg, ['dialler', get]).units('dialler')[0]?.exchange;

  it("is XHTTP's where its paths have that form, but not at a destination or target", () => {
    for (const leg of ['uplink', 'downlink', 'fallback', 'origin', null] as const) {
      expect(roleOn(leg)?.xhttp).toEqual({ role: 'downlink', session });
    }
    for (const leg of ['destination', 'target'] as const) {
      expect(roleOn(leg)).toMatchObject({ method: 'GET', xhttp: null });
    }
  });

  it('answers requests in the order in which they were made', () => {
    const head = ascii('HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    const second = ascii('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    const { units } = talk(
      'destination',
      ['dialler', concat([head, second])],
      ['acceptor', ascii('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n')],
      ['acceptor', ascii('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')],
    );
    expect(units('acceptor').map(({ name, exchange }) => [name, exchange?.target])).toEqual([
      ['http1:response_head', '/1'],
      ['http1:response_head', '/2'],
      ['http1:body', '/2'],
    ]);
  });

  it('carries a session whose packets come on several conversations of one leg', () => {
    const uplinks = new Uplinks();
    const shared = { secrets: new Secrets(), uplinksOf: () => uplinks };
    const request = fromHex(`00 ${'ab'.repeat(16)} 00 01 0050 01 0a000001`);
    const packet = (seq: number, body: Uint8Array) => {
      const track = new Track();
      const head = `POST /xh/${session}/${seq} HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`;
      const octets = concat([ascii(head), body]);
      const { length } = octets;
      new Conversation(shared, 'uplink').line('dialler').push({ octets, length, track, at: 0 });
      return () => track.within(0, length).map(({ unit }) => unit.name);
    };
    const second = packet(1, request.subarray(9));
    expect(second()).toEqual(['http1:request_head', 'xhttp:packet']);
    const first = packet(0, request.subarray(0, 9));
    for (const names of [first, second]) expect(names()).toContain('vless:request');
  });
});
