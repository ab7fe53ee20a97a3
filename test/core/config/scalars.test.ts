import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRaw, type GoType } from '../../../core/config/decode.ts';
import { Fault } from '../../../core/config/errors.ts';
import { readDocument } from '../../../core/config/json.ts';
import {
  address,
  goInteger,
  int32Range,
  networkList,
  portList,
  portNumber,
  stringList,
} from '../../../core/config/scalars.ts';

const place = { file: 'c.json', path: 'x' };
const read = <T>(type: GoType<T>, value: unknown): T => {
  const document = readDocument(JSON.stringify(value));
  return decodeRaw(type, { node: document.root, document, place });
};

describe('int32Range', () => {
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

  it('reads both forms of one number', () => {
    fc.assert(
      fc.property(int32, (n) => {
        expect(read(int32Range, n)).toEqual({ from: n, to: n });
        expect(read(int32Range, String(n))).toEqual({ from: n, to: n });
      }),
    );
  });

  it('reads two numbers, the smaller first', () => {
    fc.assert(
      fc.property(int32, int32, (a, b) => {
        expect(read(int32Range, `${a}-${b}`)).toEqual({ from: Math.min(a, b), to: Math.max(a, b) });
      }),
    );
  });

  it('takes the empty text and null for 0', () => {
    expect(read(int32Range, '')).toEqual({ from: 0, to: 0 });
    expect(read(int32Range, null)).toEqual({ from: 0, to: 0 });
  });

  it('cuts the ends of a text to 32 bits, as Xray does', () => {
    expect(read(int32Range, '4294967297')).toEqual({ from: 1, to: 1 });
    expect(read(int32Range, '2147483648-5')).toEqual({ from: -(2 ** 31), to: 5 });
  });

  it.each([
    'x',
    '1-2-3',
    '1--',
    '1- 2',
    ' 1',
    '-',
    1.5,
    2 ** 31,
    true,
    [],
    {},
    '9223372036854775808',
  ])('refuses %j', (value) => {
    expect(() => read(int32Range, value)).toThrow(
      'infra/conf: Invalid integer range, expected either string of form "1-2" or plain integer.',
    );
  });
});

describe('portList', () => {
  it.each([
    [443, '443-443'],
    ['443', '443-443'],
    ['1000-2000', '1000-2000'],
    [' 80 ,, 443 ', '80-80 443-443'],
    ['90-80', '90-80'],
    [0, ''],
    ['0', '0-0'],
    ['', ''],
  ])('reads %j', (value, ranges) => {
    expect(
      read(portList, value)
        .map(({ from, to }) => `${from}-${to}`)
        .join(' '),
    ).toBe(ranges);
  });

  it('says how far Go has read, counted from the value', () => {
    const fault = (() => {
      try {
        return read(portList, '80x');
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({
      message: "infra/conf: invalid port: 80x > invalid character 'x' after top-level value",
      details: { octetsRead: 3 },
    });
  });

  it('refuses to look into the environment', () => {
    expect(() => read(portList, '80,env:PORT')).toThrow('this core reads no environment variables');
    expect(() => read(address, 'env:HOST')).toThrow('this core reads no environment variables');
  });
});

describe('portNumber', () => {
  it('takes 0..65535', () => {
    expect([portNumber(place, '0'), portNumber(place, '65535')]).toEqual([0, 65535]);
    for (const text of ['65536', '-1', '', 'x', '99999999999999']) {
      expect(() => portNumber(place, text)).toThrow('common/net: invalid port range');
    }
  });
});

describe('stringList and networkList', () => {
  it('take an array, or one text with commas', () => {
    expect(read(stringList, ['a,b', 'c'])).toEqual(['a,b', 'c']);
    expect(read(stringList, 'a,b, c')).toEqual(['a', 'b', ' c']);
    expect(read(stringList, ['a', null])).toEqual(['a', '']);
    expect(read(stringList, null)).toEqual([]);
    expect(read(networkList, 'TCP,udp')).toEqual(['tcp', 'udp']);
    expect(read(networkList, ['unix', ' tcp'])).toEqual(['unix', 'unknown']);
  });

  it('repeat what they cannot take', () => {
    expect(() => read(stringList, [1, 'a'])).toThrow('unknown format of a string list: [1,"a"]');
    expect(() => read(networkList, { a: 1 })).toThrow('unknown format of a string list: {"a":1}');
  });
});

describe('goInteger', () => {
  it("takes what Go's Atoi takes", () => {
    expect(['+5', '-5', '007', '9223372036854775807'].map(goInteger)).toEqual([
      5n,
      -5n,
      7n,
      2n ** 63n - 1n,
    ]);
    expect(['', '+', '1_0', '0x1', '1.0', ' 1', '9223372036854775808'].map(goInteger)).toEqual(
      Array(7).fill(undefined),
    );
  });
});
