import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRaw } from '../../../core/config/decode.ts';
import { readDocument } from '../../../core/config/json.ts';
import { sessionTable } from '../../../core/config/session-table.ts';
import { xhttpConfig } from '../../../core/config/stream-schema.ts';

function table(sessionIDTable: string, sessionIDLength: string): string {
  const document = readDocument(JSON.stringify({ sessionIDTable, sessionIDLength }));
  const place = { file: 'c.json', path: 'xhttpSettings' };
  return sessionTable(decodeRaw(xhttpConfig, { node: document.root, document, place }));
}

describe('sessionTable', () => {
  it('knows tables by name, and takes any other text as it is', () => {
    expect(table('hex', '16')).toBe('0123456789abcdef');
    expect(table('HEX', '16')).toBe('0123456789ABCDEF');
    expect(table('Hex', '20')).toBe('Hex');
    expect(table('toString', '16')).toBe('toString');
    expect(table('', '16')).toBe('');
  });

  it('wants 2^31 ids', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const size = fc.integer({ min: 1, max: 36 });
    const length = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, length, length, (n, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        let room = 0n;
        for (let k = from; k <= to; k++) room += BigInt(n) ** BigInt(k);
        const characters = alphabet.slice(0, n);
        if (room >= 2n ** 31n) expect(table(characters, `${from}-${to}`)).toBe(characters);
        else expect(() => table(characters, `${from}-${to}`)).toThrow('is too small');
      }),
      { numRuns: 300 },
    );
  });

  it('counts a length below 1 as one id, and then refuses it', () => {
    expect(() => table('ab', '-1-30')).toThrow('sessionIDLength.from must be greater than 0');
    expect(() => table('ab', '1-30')).toThrow('is too small');
    expect(() => table('ab', '-3--1')).toThrow('is too small');
  });

  it('does not take long over long lengths', () => {
    expect(table('ab', '1-2147483647')).toBe('ab');
    expect(() => table('a', '1-2147483647')).toThrow('is too small');
  });

  it('wants ASCII, and counts octets before it looks', () => {
    expect(() => table('aé', '40')).toThrow('sessionIDTable must contain only ASCII characters');
    expect(() => table('é', '31')).toThrow('sessionIDTable must contain only ASCII characters');
    expect(() => table('é', '30')).toThrow('is too small');
  });
});
