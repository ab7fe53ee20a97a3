import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { fromHex, toHex } from '../../../core/bytes/hex.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import {
  derElement,
  derHeader,
  derOf,
  derTags,
  objectIdentifier,
  readDer,
  unsignedInteger,
  wholeOctets,
} from '../../../core/crypto/der.ts';

const codeOf = (compute: () => unknown): string => {
  try {
    compute();
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'none';
};
const elementCode = (hex: string): string =>
  codeOf(() => readDer(fromHex(hex), (der) => der.element('element')));

describe('An element of DER', () => {
  it('X.690 §10.1: has its length in the shortest form', () => {
    expect(elementCode('0400')).toBe('none');
    expect(elementCode(`047f${'00'.repeat(127)}`)).toBe('none');
    expect(elementCode(`048180${'00'.repeat(128)}`)).toBe('none');
    expect(elementCode(`04817f${'00'.repeat(127)}`)).toBe('x509:bad_length');
    expect(elementCode(`04820080${'00'.repeat(128)}`)).toBe('x509:bad_length');
    expect(elementCode('0480')).toBe('x509:bad_length');
    expect(elementCode('04850000000001')).toBe('x509:bad_length');
  });

  it('has a tag number below 31', () => {
    expect(elementCode('1f8100')).toBe('x509:long_tag');
  });

  it('is there to its last octet, and nothing after it', () => {
    expect(elementCode('')).toBe('x509:truncated');
    expect(elementCode('04')).toBe('x509:truncated');
    expect(elementCode('040200')).toBe('x509:truncated');
    expect(elementCode('0484ffffffff')).toBe('x509:truncated');
    expect(elementCode('040000')).toBe('x509:trailing_octets');
  });

  it('ends where what holds it ends', () => {
    const inner = (hex: string) =>
      codeOf(() =>
        readDer(fromHex(hex), (der) =>
          der.inside('outer', derTags.sequence, (fields) =>
            fields.content('inner', derTags.integer),
          ),
        ),
      );
    expect(inner('3003020101')).toBe('none');
    expect(inner('3003020201')).toBe('x509:bad_structure');
    expect(inner('3000')).toBe('x509:bad_structure');
    expect(inner('30060201010201010201')).toBe('x509:bad_structure');
    expect(inner('3003040101')).toBe('x509:wrong_tag');
    expect(inner('3103020101')).toBe('x509:wrong_tag');
  });

  it('is written with its header, of any length', () => {
    expect(toHex(derHeader(4, 127))).toBe('047f');
    expect(toHex(derHeader(4, 128))).toBe('048180');
    expect(toHex(derHeader(4, 65_536))).toBe('0483010000');
    expect(toHex(derOf(derTags.sequence, fromHex('0500'), fromHex('0101ff')))).toBe(
      '300505000101ff',
    );
    expect(decode(derElement, fromHex('3002050077'))?.length).toBe(4);
  });
});

describe('A value of DER', () => {
  it('that is an object identifier has its text', () => {
    expect(objectIdentifier(fromHex('2a8648ce3d0201'))).toBe('1.2.840.10045.2.1');
    expect(objectIdentifier(fromHex('551d11'))).toBe('2.5.29.17');
    expect(objectIdentifier(fromHex('00'))).toBe('0.0');
    expect(objectIdentifier(fromHex('883703'))).toBe('2.999.3');
  });

  it.each([
    ['without octets', ''],
    ['that breaks off', '2a86'],
    ['with a leading zero group', '2a8001'],
    ['of an arc past 2^45', `2a${'ff'.repeat(8)}7f`],
    ['of more than 64 octets', '2a'.repeat(65)],
  ])('that is an object identifier %s is malformed', (_, hex) => {
    expect(codeOf(() => objectIdentifier(fromHex(hex)))).toBe('x509:bad_object_identifier');
  });

  it('X.690 §8.3.2: that is an integer is minimal, and here not negative', () => {
    expect(toHex(unsignedInteger(fromHex('00')))).toBe('');
    expect(toHex(unsignedInteger(fromHex('7f')))).toBe('7f');
    expect(toHex(unsignedInteger(fromHex('0080')))).toBe('80');
    for (const hex of ['', '007f', '0000', '80']) {
      expect(codeOf(() => unsignedInteger(fromHex(hex)))).toBe('x509:bad_integer');
    }
  });

  it('that is a bit string ends with an octet', () => {
    expect(toHex(wholeOctets(fromHex('00ff')))).toBe('ff');
    expect(codeOf(() => wholeOctets(fromHex('01fe')))).toBe('x509:bad_bit_string');
    expect(codeOf(() => wholeOctets(fromHex('')))).toBe('x509:bad_bit_string');
  });
});
