import { describe, expect, it } from 'vitest';
import { pemBlocks, pemLines, pemText } from '../../../core/config/pem.ts';

const block = (type: string, body = 'AAEC') =>
  `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;
const octets = Uint8Array.of(0, 1, 2);

describe('pemBlocks', () => {
  it('finds every block, and passes over what stands between them', () => {
    const text = `subject=a\n${block('CERTIFICATE')}more\r\n${block('EC PRIVATE KEY')}`;
    expect(pemBlocks(text)).toEqual([
      { type: 'CERTIFICATE', hasHeaders: false, octets },
      { type: 'EC PRIVATE KEY', hasHeaders: false, octets },
    ]);
  });

  it('takes lines that end in CR LF, blanks in them, and no end of line at the end', () => {
    expect(pemBlocks(block('X', 'A A\tE C').replaceAll('\n', '\r\n').trimEnd())).toEqual([
      { type: 'X', hasHeaders: false, octets },
    ]);
  });

  it('says whether there are header fields', () => {
    const headers = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAEC';
    expect(pemBlocks(block('RSA PRIVATE KEY', headers))).toEqual([
      { type: 'RSA PRIVATE KEY', hasHeaders: true, octets },
    ]);
  });

  it.each([
    ['no block', 'x'],
    ['a block without end', '-----BEGIN X-----\nAAEC\n'],
    ['a block with another end', '-----BEGIN X-----\nAAEC\n-----END Y-----\n'],
    ['no Base64', block('X', 'A')],
    ['a first line that is not one', ` ${block('X')}`],
  ])('finds none in %s', (_, text) => {
    expect(pemBlocks(text)).toEqual([]);
  });
});

describe('octets as PEM', () => {
  const long = Uint8Array.from({ length: 100 }, (_, i) => i);
  it('have at most 64 characters a line (RFC 7468 §2)', () => {
    expect(pemLines('X', long).map((line) => line.length)).toEqual([17, 64, 64, 8, 15]);
  });
  it('are read again as they were', () => {
    expect(pemBlocks(pemText('X', long) + pemText('Y', octets))).toEqual([
      { type: 'X', hasHeaders: false, octets: long },
      { type: 'Y', hasHeaders: false, octets },
    ]);
  });
});
