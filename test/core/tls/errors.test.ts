import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../core/bytes/reader.ts';
import { ProtocolError } from '../../../core/sansio/transitions.ts';
import { endCodes, failureOf, refused, tlsErrorCodes } from '../../../core/tls/errors.ts';

describe('failureOf', () => {
  it('tells alert and text of every code', () => {
    for (const code of tlsErrorCodes) {
      const failure = failureOf(refused(code));
      expect(failure?.code).toBe(code);
      expect(failure?.message).toMatch(/tls: /);
    }
    expect(tlsErrorCodes.filter((code) => failureOf(refused(code))?.alert === null)).toEqual([
      'tls:not_tls',
    ]);
  });

  it('prefers the words of whoever throws', () => {
    const error = refused('tls:record_overflow', 'tls: oversized record received with length 1');
    expect(failureOf(error)?.message).toBe('tls: oversized record received with length 1');
  });

  it('has Go’s words for malformed octets, not the codec’s', () => {
    const error = new DecodeError('tls:decode_error', 'A vector has 1 octets');
    expect(failureOf(error)).toEqual({
      code: 'tls:decode_error',
      message: 'local error: tls: error decoding message',
      alert: 'decode_error',
    });
  });

  it('RFC 8446 §4: answers a message that the state does not expect', () => {
    const error = new ProtocolError('unexpected_message', 'A finished is not expected');
    expect(failureOf(error)).toMatchObject({
      code: 'tls:unexpected_message',
      message: 'local error: tls: unexpected message',
      alert: 'unexpected_message',
    });
  });

  it('leaves errors alone that are not of the peer’s making', () => {
    expect(failureOf(new RangeError('ours'))).toBeNull();
    expect(failureOf(new DecodeError('x509:truncated', 'of somebody else'))).toBeNull();
  });
});

it('codes of endings are none of the errors', () => {
  expect(endCodes.filter((code) => (tlsErrorCodes as readonly string[]).includes(code))).toEqual(
    [],
  );
});
