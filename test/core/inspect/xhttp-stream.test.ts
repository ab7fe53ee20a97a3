import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import type { Exchange } from '../../../core/inspect/exchange.ts';
import { Track } from '../../../core/inspect/track.ts';
import { downlinkBody, Uplinks } from '../../../core/inspect/xhttp-stream.ts';

const packet = (seq: number, session = 's'): Exchange => ({
  method: 'POST',
  target: `/${session}/${seq}`,
  xhttp: { role: 'packet', session, seq },
});
const header = fromHex(`00 ${'ab'.repeat(16)} 00 01 0050 01 0a000001`);
const names = (track: Track) => track.within(0, 1000).map(({ unit }) => unit.name);

function post(uplinks: Uplinks, exchange: Exchange, octets: Uint8Array): Track {
  const track = new Track();
  const body = uplinks.body(exchange, 0);
  body?.push({ octets, length: octets.length, track, at: 0 });
  body?.end();
  return track;
}

describe('the uplink of a session', () => {
  it('is put together of its packets by number, in whatever order they come', () => {
    const uplinks = new Uplinks();
    const second = post(uplinks, packet(1), header.subarray(10));
    expect(names(second)).toEqual(['xhttp:packet']);
    const first = post(uplinks, packet(0), header.subarray(0, 10));
    expect(names(first)).toEqual(['xhttp:packet', 'vless:request']);
    expect(names(second)).toEqual(['xhttp:packet', 'vless:request']);
    const third = post(uplinks, packet(2), Uint8Array.of(1, 2));
    expect(names(third)).toEqual(['xhttp:packet', 'tunnelled']);
  });

  it('has nothing to do with that of another', () => {
    const uplinks = new Uplinks();
    post(uplinks, packet(0, 'a'), header);
    expect(names(post(uplinks, packet(0, 'b'), header))).toEqual(['xhttp:packet', 'vless:request']);
  });

  it('takes a packet that comes twice once', () => {
    const uplinks = new Uplinks();
    post(uplinks, packet(0), header);
    expect(names(post(uplinks, packet(0), header))).toEqual(['xhttp:packet']);
    expect(names(post(uplinks, packet(1), Uint8Array.of(1)))).toEqual([
      'xhttp:packet',
      'tunnelled',
    ]);
  });

  it('goes on behind a packet without octets', () => {
    const uplinks = new Uplinks();
    uplinks.body(packet(0), 0)?.end();
    expect(names(post(uplinks, packet(1), header))).toContain('vless:request');
  });
});

describe('a whole uplink', () => {
  it.each([{ role: 'uplink', session: 's' }, { role: 'both' }] as const)(
    'is the body of one request: $role',
    (xhttp) => {
      const track = post(new Uplinks(), { method: 'POST', target: '/s', xhttp }, header);
      expect(names(track)).toEqual(['xhttp:uplink', 'vless:request']);
    },
  );

  it('is none in another request', () => {
    const get: Exchange = {
      method: 'GET',
      target: '/s',
      xhttp: { role: 'downlink', session: 's' },
    };
    expect(new Uplinks().body(get, 0)).toBeNull();
    expect(new Uplinks().body({ ...get, xhttp: null }, 0)).toBeNull();
  });
});

describe('the downlink', () => {
  const get: Exchange = {
    method: 'GET',
    target: '/s',
    xhttp: { role: 'downlink', session: 's' },
  };

  it('is the body of the answer to the GET', () => {
    const track = new Track();
    downlinkBody(get, 200, 0)?.push({ octets: fromHex('0000 01'), length: 3, track, at: 0 });
    expect(names(track)).toEqual(['xhttp:downlink', 'vless:response', 'tunnelled']);
  });

  it('is the body of the answer to a request that carries both', () => {
    const one: Exchange = { method: 'POST', target: '/', xhttp: { role: 'both' } };
    expect(downlinkBody(one, 200, 0)).not.toBeNull();
  });

  it('is none in another answer', () => {
    expect(downlinkBody(get, 404, 0)).toBeNull();
    expect(downlinkBody(packet(0), 200, 0)).toBeNull();
  });
});
