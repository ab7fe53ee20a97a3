import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { type Address, addressOf, destinationOf, request } from '../../../core/socks/messages.ts';
import { ascii } from '../../support/playbook.ts';

describe('a request', () => {
  it('RFC 1928 §4: is VER, CMD, RSV, ATYP, DST.ADDR, DST.PORT', () => {
    const octets = encode(request, { cmd: 1, dst_addr: addressOf('site.example'), dst_port: 443 });
    expect(toHex(octets)).toBe('050100030c736974652e6578616d706c6501bb');
    expect(spansOf(request, octets).map(({ path }) => path)).toEqual([
      'ver',
      'cmd',
      'rsv',
      'atyp',
      'dst_addr.length',
      'dst_addr.data',
      'dst_port',
    ]);
  });

  it('RFC 1928 §5: has 4 octets of address for type 1 and 16 for type 4', () => {
    expect(addressOf('192.0.2.1')).toEqual({ atyp: 1, octets: fromHex('c0000201') });
    expect(addressOf('2001:db8::1').atyp).toBe(4);
    expect(addressOf('2001:db8::1').octets).toHaveLength(16);
  });

  it('leads to the host and port it names', () => {
    const unit = decode(request, fromHex('05 01 00 01 c0000250 0050 ff'));
    expect(unit && destinationOf(unit.value)).toEqual({ host: '192.0.2.80', port: 80 });
    expect(unit?.rest).toEqual(Uint8Array.of(0xff));
  });

  it.each([
    ['04 01 00 01', 'socks:unsupported_version', 1],
    ['05 01 00 02', 'socks:unknown_address_type', 4],
  ])('%s is malformed: %s', (octets, code, offset) => {
    expect(() => decode(request, fromHex(octets))).toThrow(
      expect.objectContaining({ code, offset }),
    );
  });
});

describe('the destination of a request', () => {
  const to = (dst_addr: Address) => destinationOf({ cmd: 1, dst_addr, dst_port: 80 });

  it('has an IP address as host when a name is one in letters', () => {
    expect(to({ atyp: 3, octets: ascii('192.0.2.1') })).toEqual({ host: '192.0.2.1', port: 80 });
  });

  it('has IPv4 as host when IPv6 maps it', () => {
    const octets = fromHex('00000000000000000000ffffc0000201');
    expect(to({ atyp: 4, octets })?.host).toBe('192.0.2.1');
  });

  it('is none when the name is no name', () => {
    expect(to({ atyp: 3, octets: ascii('a b') })).toBeNull();
  });
});
