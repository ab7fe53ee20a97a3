import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/bytes/concat.ts';
import { fromHex } from '../../../core/bytes/hex.ts';
import type { Layer } from '../../../core/inspect/pieces.ts';
import { Track } from '../../../core/inspect/track.ts';
import { Tunnelled, VlessStream } from '../../../core/inspect/vless-stream.ts';
import { ascii } from '../../support/playbook.ts';

function namesIn(layer: Layer, octets: Uint8Array, length = octets.length): string[] {
  const track = new Track();
  for (let at = 0; at < octets.length; at += length) {
    const part = octets.subarray(at, at + length);
    layer.push({ octets: part, length: part.length, track, at });
  }
  const names = track.within(0, octets.length).map(({ unit, depth }) => `${depth} ${unit.name}`);
  return [...new Set(names)];
}
const header = fromHex(`00 ${'ab'.repeat(16)} 00 01 0050 01 0a000001`);

describe('VLESS on a stream', () => {
  it.each([1, 7, 1000])('is a header, then HTTP in what is carried, in pieces of %d', (length) => {
    const octets = concat([header, ascii('GET / HTTP/1.1\r\nHost: a\r\n\r\n')]);
    expect(namesIn(new VlessStream('uplink', 1, null), octets, length)).toEqual([
      '1 vless:request',
      '1 tunnelled',
      '2 http1:request_head',
    ]);
  });

  it('has a shorter header downlink', () => {
    const octets = concat([fromHex('0000'), ascii('HTTP/1.1 204 No Content\r\n\r\n')]);
    expect(namesIn(new VlessStream('downlink', 0, null), octets)).toEqual([
      '0 vless:response',
      '0 tunnelled',
      '1 http1:response_head',
    ]);
  });

  it('has no names after octets that are none of it', () => {
    expect(namesIn(new VlessStream('uplink', 0, null), ascii('GET / HTTP/1.1'))).toEqual([]);
  });
});

describe('what is carried', () => {
  it.each([
    ['uplink', 'SSH-2.0-OpenSSH'],
    ['uplink', 'GETTING ON'],
    ['downlink', 'HTTP'],
    ['downlink', 'HTTQ/1.1 200'],
  ] as const)('%s "%s" is not looked into', (direction, text) => {
    expect(namesIn(new Tunnelled(direction, 0), ascii(text), 1)).toEqual(['0 tunnelled']);
  });

  it('is not looked into where its beginning was not recorded', () => {
    const track = new Track();
    const layer = new Tunnelled('uplink', 0);
    layer.push({ octets: null, length: 4, track, at: 0 });
    layer.push({ octets: ascii('GET / HTTP/1.1\r\n\r\n'), length: 18, track, at: 4 });
    expect(track.within(0, 30).map(({ unit }) => unit.name)).toEqual(['tunnelled', 'tunnelled']);
  });
});
