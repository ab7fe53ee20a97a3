import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { fromLatin1, toLatin1 } from '../../../core/bytes/utf8.ts';
import { derTags } from '../../../core/crypto/der.ts';
import { formatTime, timeFromDer, timeToDer } from '../../../core/x509/time.ts';

const utc = (text: string) => formatTime(timeFromDer(derTags.utcTime, toLatin1(text)));
const generalized = (text: string) =>
  formatTime(timeFromDer(derTags.generalizedTime, toLatin1(text)));

describe('A time in a certificate', () => {
  it('RFC 5280 §4.1.2.5.1: has two digits of the year, 50 and more of the 20th century', () => {
    expect(utc('491231235959Z')).toBe('2049-12-31T23:59:59Z');
    expect(utc('500101000000Z')).toBe('1950-01-01T00:00:00Z');
    expect(utc('000229120000Z')).toBe('2000-02-29T12:00:00Z');
  });

  it('RFC 5280 §4.1.2.5.2: has four digits of the year', () => {
    expect(generalized('20500101000000Z')).toBe('2050-01-01T00:00:00Z');
    expect(generalized('99991231235959Z')).toBe('9999-12-31T23:59:59Z');
    expect(generalized('00010101000000Z')).toBe('0001-01-01T00:00:00Z');
  });

  it.each([
    ...['260230000000Z', '261301000000Z', '260101240000Z', '260101006000Z', '260101000060Z'],
    ...['2601010000Z', '260101000000+0100', '260101000000', '26010100000aZ', ''],
    ...['260101000000Z0', '26010100000000Z'],
  ])('is malformed as %s', (text) => {
    expect(() => utc(text)).toThrow(DecodeError);
  });

  it('is malformed under another tag, or in the digits of the other form', () => {
    expect(() => timeFromDer(derTags.integer, toLatin1('260101000000Z'))).toThrow(DecodeError);
    expect(() => generalized('260101000000Z')).toThrow(DecodeError);
    expect(() => generalized('20260229000000Z')).toThrow(DecodeError);
    expect(() => generalized('20260101000000.5Z')).toThrow(DecodeError);
  });

  it('is written in the short form up to 2049', () => {
    expect(fromLatin1(timeToDer(Date.UTC(2049, 11, 31, 23, 59, 59)).subarray(2))).toBe(
      '491231235959Z',
    );
    const long = timeToDer(Date.UTC(2050, 0, 1));
    expect(toHex(long.subarray(0, 2))).toBe('180f');
    expect(fromLatin1(long.subarray(2))).toBe('20500101000000Z');
  });
});
