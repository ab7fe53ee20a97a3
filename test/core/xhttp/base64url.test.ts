import { describe, expect, it } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from '../../../core/xhttp/base64url.ts';
import { ascii } from '../../support/playbook.ts';

describe('RFC 4648 §5: base64 of URLs, without padding', () => {
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
    ['\xff\xfe\xfb', '__77'],
  ])('"%s" is %s', (octets, text) => {
    expect(encodeBase64Url(ascii(octets))).toBe(text);
    expect(decodeBase64Url(text)).toEqual(ascii(octets));
  });

  it('skips line ends', () => {
    expect(decodeBase64Url('Zm9\r\nv')).toEqual(ascii('foo'));
  });

  // encoding/base64: CorruptInputError, as RawURLEncoding.DecodeString of Go 1.26 gives it
  it.each([
    ['Z', 0],
    ['Zm9vY', 4],
    ['Zm9v=', 4],
    ['Zg==', 2],
    ['ab+c', 2],
    ['!', 0],
  ])('gives up on "%s" where Go does, at %d', (text, at) => {
    expect(decodeBase64Url(text)).toBe(at);
  });
});
