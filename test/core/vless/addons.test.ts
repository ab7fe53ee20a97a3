import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { addons, noAddons } from '../../../core/vless/addons.ts';

const read = (octets: string) => decode(addons, fromHex(octets))?.value;

describe('addons', () => {
  it('VLESS §1.1: are one octet of length 0 without flow', () => {
    expect(toHex(encode(addons, noAddons))).toBe('00');
    expect(read('00')).toEqual(noAddons);
  });

  it('VLESS §1.1: with Vision are 18 octets', () => {
    const octets = encode(addons, { ...noAddons, flow: 'xtls-rprx-vision' });
    expect(toHex(octets)).toBe('120a1078746c732d727072782d766973696f6e');
    expect(spansOf(addons, octets).map(({ path, end }) => `${path} ${end}`)).toEqual([
      'length 1',
      'flow.key 2',
      'flow.length 3',
      'flow.value 19',
    ]);
  });

  it('hold a seed beside the flow', () => {
    expect(read('07 0a 01 66 12 02 0102')).toEqual({ flow: 'f', seed: Uint8Array.of(1, 2) });
  });

  it('pass over fields of other numbers, whatever their type', () => {
    const others = '18 ac02 25 00000000 29 0000000000000000 32 01 ff';
    expect(read(`17 ${others} 0a 01 66`)).toEqual({ ...noAddons, flow: 'f' });
  });

  it('take the last of a field that comes twice', () => {
    expect(read('06 0a 01 61 0a 01 62')?.flow).toBe('b');
  });

  it.each([
    ['a field longer than the message', '03 0a 05 61'],
    ['a key cut off', '01 80'],
    ['field number 0', '02 00 00'],
    ['a group', '02 0b 0c'],
    ['a varint of 11 octets', '0c 18 80808080808080808080 01'],
    ['a flow that is not UTF-8', '03 0a 01 ff'],
  ])('are malformed with %s', (_what, octets) => {
    expect(() => read(octets)).toThrow(expect.objectContaining({ code: 'vless:addons_malformed' }));
  });

  it('wait for all of a malformed message before they say so', () => {
    expect(read('03 0a 05')).toBeUndefined();
  });
});
