import { describe, expect, it } from 'vitest';
import { Reader } from '../../../core/bytes/reader.ts';
import {
  codeOf,
  httpErrorCodes,
  malformed,
  refused,
  statusOf,
} from '../../../core/http1/errors.ts';
import { ProtocolError } from '../../../core/sansio/transitions.ts';

describe('the table of errors', () => {
  it('has a status of the right class for every code', () => {
    for (const code of httpErrorCodes) {
      expect(code).toMatch(/^http1:[a-z_]+$/);
      const status = statusOf(code);
      if (status !== null) expect([400, 431, 501, 502, 505]).toContain(status);
    }
  });

  it.each([
    ['http1:bare_cr', 400],
    ['http1:head_too_long', 431],
    ['http1:unsupported_transfer_coding', 501],
    ['http1:unsupported_version', 505],
    ['http1:header_timeout', null],
  ] as const)('answers %s with %s', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });
});

describe('codeOf', () => {
  it('knows the errors of a peer from those of ours', () => {
    expect(codeOf(refused('http1:missing_host', 'None'))).toBe('http1:missing_host');
    expect(codeOf(malformed(new Reader(new Uint8Array()), 'http1:bare_cr', 'Bare'))).toBe(
      'http1:bare_cr',
    );
    expect(codeOf(new ProtocolError('unexpected_message', 'Ours'))).toBeNull();
    expect(codeOf(new RangeError('Ours'))).toBeNull();
  });
});
