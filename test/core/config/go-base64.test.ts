import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import { fromRawUrlBase64, fromStdBase64 } from '../../../core/config/go-base64.ts';

const hexOf = (octets: Uint8Array | null) => (octets === null ? null : toHex(octets));

describe('fromRawUrlBase64', () => {
  it.each([
    ['', ''],
    ['-_8', 'fbff'],
    ['-\r\n_8\n', 'fbff'],
    // what is left over in the last digit is not looked at
    ['-_9', 'fbff'],
    ['AB', '00'],
    ['A', null],
    ['AAAAA', null],
    ['+/8', null],
    ['-_8=', null],
    ['AA==', null],
    ['A A', null],
    ['é', null],
  ])('reads %j as %j', (text, octets) => {
    expect(hexOf(fromRawUrlBase64(text))).toBe(octets);
  });
});

describe('fromStdBase64', () => {
  it.each([
    ['', ''],
    ['+/8=', 'fbff'],
    ['AA==', '00'],
    ['AB==', '00'],
    ['AAAA\nAA==\r\n', '00000000'],
    ['AA', null],
    ['AAA', null],
    ['A===', null],
    ['=AAA', null],
    ['AA=A', null],
    ['-_8=', null],
  ])('reads %j as %j', (text, octets) => {
    expect(hexOf(fromStdBase64(text))).toBe(octets);
  });
});
