import { describe, expect, it } from 'vitest';
import { fromLatin1, toLatin1 } from '../../../core/bytes/utf8.ts';
import { ClearText } from '../../../core/tls/clear-text.ts';

const answerTo = (text: string, pieceOctets = text.length): string | null => {
  const clearText = new ClearText();
  for (let at = 0; at < text.length; at += pieceOctets) {
    clearText.take(toLatin1(text.slice(at, at + pieceOctets)));
  }
  return clearText.answer && fromLatin1(clearText.answer);
};

describe('clear text on a TLS port', () => {
  it.each(['GET / HTTP/1.1', 'HEAD /', 'POST /x', 'PUT /', 'OPTIONS *'])(
    'is answered where it is a request: %s',
    (text) => {
      const answer =
        'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
      expect(answerTo(text)).toBe(answer);
      expect(answerTo(text, 1)).toBe(answer);
    },
  );
  it.each(['PRI * HTTP/2.0\r\n', 'DELETE /', 'PUT x', 'GET', '\x16\x03\x01\x02\x00'])(
    'is met with silence where it is none: %j',
    (text) => {
      expect(answerTo(text)).toBeNull();
    },
  );
});
