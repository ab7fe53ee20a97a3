import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { noAddons } from '../../../core/vless/addons.ts';
import { destinationOf, request, response, targetOf } from '../../../core/vless/messages.ts';
import { ascii } from '../../support/playbook.ts';

const user_id = fromHex('5783a3e7e37351cd8642c83782b807c5');
const toExample = encode(request, {
  user_id,
  addons: noAddons,
  command: 1,
  target: targetOf({ host: 'example.com', port: 443 }),
});

describe('a request', () => {
  it('VLESS §1.1: is the octets of the example', () => {
    expect(toHex(toExample)).toBe(
      '005783a3e7e37351cd8642c83782b807c5000101bb020b6578616d706c652e636f6d',
    );
  });

  it('VLESS §1.1: has the port before the type of the address', () => {
    const fields = spansOf(request, toExample).map(({ path, start }) => `${start} ${path}`);
    expect(fields).toEqual([
      '0 version',
      '1 user_id',
      '17 addons.length',
      '18 command',
      '19 port',
      '21 address_type',
      '22 address.length',
      '23 address.data',
    ]);
  });

  it.each([
    ['192.0.2.1', 1],
    ['site.example', 2],
    ['2001:db8::1', 3],
  ])('VLESS §1.1: to %s has an address of type %i', (host, type) => {
    const target = targetOf({ host, port: 80 });
    expect(target.address_type).toBe(type);
    expect(destinationOf(target)).toEqual({ host, port: 80 });
  });

  it.each([3, 4])('VLESS §1.1: has no target with command %i', (command) => {
    const octets = fromHex(`00 ${toHex(user_id)} 00 0${command} ff`);
    const unit = decode(request, octets);
    expect(unit?.value).toMatchObject({ command, target: null });
    expect(unit?.rest).toEqual(Uint8Array.of(0xff));
  });

  it.each([
    ['another version', '01', 'vless:invalid_request_version'],
    ['no such command', `00 ${toHex(user_id)} 00 05`, 'vless:invalid_request_address'],
    ['no such address', `00 ${toHex(user_id)} 00 01 0050 04`, 'vless:invalid_request_address'],
  ])('with %s is malformed', (_what, octets, code) => {
    expect(() => decode(request, fromHex(octets))).toThrow(expect.objectContaining({ code }));
  });

  it('VLESS §1.1: to a name that no host has leads nowhere', () => {
    expect(destinationOf({ port: 80, address_type: 2, address: ascii('a/b') })).toBeNull();
  });
});

describe('a response', () => {
  it('VLESS §1.2: is two octets of 0', () => {
    expect(toHex(encode(response, { version: 0, addons: noAddons }))).toBe('0000');
  });
});
