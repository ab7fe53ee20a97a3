import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import {
  type Extension,
  type extendedUsages,
  extensionIds,
  extensionValues,
} from '../../../core/x509/extensions.ts';

const one = (name: keyof typeof extensionIds, hex: string, isCritical = false): Extension => ({
  id: extensionIds[name],
  isCritical,
  value: fromHex(hex),
});
const values = (...extensions: readonly Extension[]) => extensionValues(extensions);
const codeOf = (...extensions: readonly Extension[]): string => {
  try {
    extensionValues(extensions);
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return 'none';
};

describe('The extensions of a certificate', () => {
  it('are all null where there are none', () => {
    const { unhandled, ...rest } = values();
    expect(unhandled).toEqual([]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('RFC 5280 §4.2.1.9: say what may sign, and how far down', () => {
    const constraints = (hex: string) => values(one('basicConstraints', hex)).basicConstraints;
    expect(constraints('3000')).toEqual({ isAuthority: false, maxPathLength: null });
    expect(constraints('30030101ff')).toEqual({ isAuthority: true, maxPathLength: null });
    expect(constraints('30060101ff020100')).toEqual({ isAuthority: true, maxPathLength: 0 });
    expect(constraints('30070101ff02020100')).toEqual({ isAuthority: true, maxPathLength: 256 });
    expect(codeOf(one('basicConstraints', '3003010101'))).toBe('x509:bad_boolean');
    expect(codeOf(one('basicConstraints', '300a0101ff02050100000000'))).toBe(
      'x509:bad_path_length',
    );
    expect(codeOf(one('basicConstraints', '30060101ff0201ff'))).toBe('x509:bad_integer');
    expect(codeOf(one('basicConstraints', '30000500'))).toBe('x509:trailing_octets');
  });

  it('RFC 5280 §4.2.1.3: name what a key is for, bit by bit', () => {
    const usage = (hex: string) => values(one('keyUsage', hex)).keyUsage;
    expect(usage('03020780')).toEqual(['digitalSignature']);
    expect(usage('03020204')).toEqual(['keyCertSign']);
    expect(usage('0303070080')).toEqual(['decipherOnly']);
    expect(usage('030100')).toEqual([]);
    for (const hex of ['0300', '030101', '03020880', '030400000000']) {
      expect(codeOf(one('keyUsage', hex))).toBe('x509:bad_bit_string');
    }
  });

  it('RFC 5280 §4.2.1.12: list purposes', () => {
    const serverAuth: (typeof extendedUsages)['serverAuth'] = '1.3.6.1.5.5.7.3.1';
    expect(values(one('extKeyUsage', '300a06082b06010505070301')).extKeyUsage).toEqual([
      serverAuth,
    ]);
  });

  it('RFC 5280 §4.2.1.6: list names and addresses, and pass over the rest', () => {
    const hex = '301382016187040a000001810161a204040261628600';
    expect(values(one('subjectAltName', hex.replace('3013', '3014'))).subjectAltName).toEqual({
      dnsNames: ['a'],
      ipAddresses: [fromHex('0a000001')],
    });
    expect(codeOf(one('subjectAltName', '3003820180'))).toBe('x509:bad_name');
    expect(codeOf(one('subjectAltName', '300587030a0000'))).toBe('x509:bad_name');
    expect(codeOf(one('subjectAltName', '3003820261'))).toBe('x509:bad_structure');
  });

  it('RFC 5280 §4.2.1.1, §4.2.1.2: identify keys', () => {
    const both = values(
      one('subjectKeyIdentifier', '0402aabb'),
      one('authorityKeyIdentifier', '30078002aabb820105'),
    );
    expect(both.subjectKeyIdentifier).toEqual(both.authorityKeyIdentifier);
    expect(values(one('authorityKeyIdentifier', '3000')).authorityKeyIdentifier).toBeNull();
  });

  it('RFC 5280 §4.2: are unhandled where critical and unknown', () => {
    const strange = { id: '1.2.3', isCritical: true, value: fromHex('00') };
    expect(values(strange, one('certificatePolicies', '00', true)).unhandled).toEqual(['1.2.3']);
    expect(values({ ...strange, isCritical: false }).unhandled).toEqual([]);
  });

  it('RFC 5280 §4.2.1.10: that constrain names are unhandled, critical or not', () => {
    expect(values(one('nameConstraints', '3000', true)).unhandled).toEqual(['2.5.29.30']);
    expect(values(one('nameConstraints', '3000')).unhandled).toEqual(['2.5.29.30']);
  });

  it('RFC 5280 §4.2: are there once each', () => {
    const usage = one('keyUsage', '03020780');
    expect(codeOf(usage, usage)).toBe('x509:duplicate_extension');
  });
});
