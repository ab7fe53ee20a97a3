import { describe, expect, it } from 'vitest';
import { decode } from '../../../core/bytes/codec.ts';
import { connectionPreface, matchedPreface, prefaceOctets } from '../../../core/http2/preface.ts';
import { ascii } from '../../support/playbook.ts';

describe('the preface of a client', () => {
  it('RFC 9113 §3.4: has 24 octets', () => {
    expect(prefaceOctets).toEqual(ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
    expect(prefaceOctets).toHaveLength(24);
  });

  it('is compared as far as it has come', () => {
    expect(matchedPreface(ascii('PRI'), 0)).toBe(3);
    expect(matchedPreface(ascii('PRO'), 0)).toBe(2);
    expect(matchedPreface(ascii(' * HTTP/1'), 3)).toBe(8);
    expect(matchedPreface(ascii('\r\nmore'), 22)).toBe(2);
  });

  it('is refused when it is another', () => {
    expect(decode(connectionPreface, prefaceOctets)?.value).toBeNull();
    expect(() => decode(connectionPreface, ascii('GET / HTTP/1.1\r\nHost: h\r\n'))).toThrow(
      expect.objectContaining({ code: 'http2:malformed_preface' }),
    );
  });
});
