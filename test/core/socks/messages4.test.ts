import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { destinationOf4, reply4, request4 } from '../../../core/socks/messages4.ts';

const of4a = '04010050000000016100736974652e6578616d706c6500';

describe('a request of version 4', () => {
  it('SOCKS 4A: has its domain after the user id', () => {
    const { value } = decode(request4, fromHex(of4a)) ?? {};
    expect(value && destinationOf4(value)).toEqual({ host: 'site.example', port: 80 });
    expect(value && toHex(encode(request4, value))).toBe(of4a);
  });

  it('SOCKS 4: has no domain after an address', () => {
    const { value, rest } = decode(request4, fromHex('040101bbc0000250006869')) ?? {};
    expect(value?.domain).toBeNull();
    expect(value && destinationOf4(value)).toEqual({ host: '192.0.2.80', port: 443 });
    expect(toHex(rest ?? new Uint8Array())).toBe('6869');
  });

  it('names each of its octets', () => {
    expect(spansOf(request4, fromHex(of4a)).map(({ path }) => path)).toEqual([
      ...['vn', 'cd', 'dst_port', 'dst_ip', 'user_id.data', 'user_id.null'],
      ...['domain.data', 'domain.null'],
    ]);
  });

  it('leads nowhere with a name that no host has', () => {
    const value = { cd: 1, dst_port: 80, dst_ip: new Uint8Array(4), user_id: new Uint8Array() };
    expect(destinationOf4({ ...value, domain: fromHex('612f62') })).toBeNull();
    expect(destinationOf4({ ...value, domain: new Uint8Array() })).toBeNull();
  });
});

describe('a reply of version 4', () => {
  it('SOCKS 4: begins with 0', () => {
    const reply = { vn: 0, cd: 90, dst_port: 0, dst_ip: new Uint8Array(4) } as const;
    expect(toHex(encode(reply4, reply))).toBe('005a000000000000');
  });
});
