import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { SocksStream } from '../../../core/inspect/socks-stream.ts';
import { Track } from '../../../core/inspect/track.ts';

function names(direction: 'uplink' | 'downlink', hex: string): string[] {
  const track = new Track();
  const octets = fromHex(hex);
  new SocksStream(direction).push({ octets, length: octets.length, track, at: 0 });
  return track.within(0, octets.length).map(({ unit }) => unit.name);
}

describe('SOCKS on a stream', () => {
  it('is, from the client, methods, request, and what is carried', () => {
    expect(names('uplink', '05 01 00  05 01 00 01 0a000001 0050  16 03')).toEqual([
      'socks:method_selection',
      'socks:request',
      'tunnelled',
    ]);
  });

  it('has credentials where the client sends them', () => {
    expect(names('uplink', '05 01 02  01 01 61 01 62  05 01 00 01 0a000001 0050')).toEqual([
      'socks:method_selection',
      'socks:credentials',
      'socks:request',
    ]);
  });

  it('has, from the server, an answer to each', () => {
    const reply = '05 00 00 01 00000000 0000';
    expect(names('downlink', `05 00 ${reply} 16`)).toEqual([
      'socks:method_reply',
      'socks:reply',
      'tunnelled',
    ]);
    expect(names('downlink', `05 02 01 00 ${reply}`)).toEqual([
      'socks:method_reply',
      'socks:credentials_reply',
      'socks:reply',
    ]);
  });

  it('has no names after octets that are none of it', () => {
    expect(names('uplink', '05 01 00 07 07')).toEqual(['socks:method_selection']);
  });
});
