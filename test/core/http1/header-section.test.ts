import { describe, expect, it } from 'vitest';
import { decode, encode, spansOf } from '../../../core/bytes/codec.ts';
import { headerSection } from '../../../core/http1/header-section.ts';
import { ascii } from '../../support/playbook.ts';

const read = (text: string) => decode(headerSection, ascii(text));

describe('reading field lines', () => {
  it('RFC 9112 §5.1: takes white space around a value away', () => {
    expect(read('A: x\r\nB:y\r\nC:\t z z \t\r\nD:\r\n\r\n')?.value).toEqual([
      { name: 'A', value: 'x' },
      { name: 'B', value: 'y' },
      { name: 'C', value: 'z z' },
      { name: 'D', value: '' },
    ]);
  });

  it('names every octet', () => {
    const spans = spansOf(headerSection, ascii('A: x \r\n\r\n'));
    expect(spans.map(({ path, start, end }) => `${path} ${start}-${end}`)).toEqual([
      'headers.0.name 0-1',
      'headers.0.colon 1-2',
      'headers.0.ows 2-3',
      'headers.0.value 3-4',
      'headers.0.ows 4-5',
      'headers.0.crlf 5-7',
      'empty_line 7-9',
    ]);
  });

  it.each([
    ['RFC 9112 §5.1: white space before the colon', 'A : x\r\n\r\n', 'http1:space_before_colon'],
    ['RFC 9112 §5.2: a folded line', 'A: x\r\n y\r\n\r\n', 'http1:obs_fold'],
    ['RFC 9112 §5.2: a fold before the first line', ' A: x\r\n\r\n', 'http1:obs_fold'],
    ['RFC 9112 §2.2: a lone LF', 'A: x\n\r\n', 'http1:bare_lf'],
    ['RFC 9112 §2.2: a lone CR in a value', 'A: x\ry\r\n\r\n', 'http1:bare_cr'],
    ['RFC 9112 §2.2: a lone CR at the end', 'A: x\r\n\rB', 'http1:bare_cr'],
    ['RFC 9110 §5.5: NUL in a value', 'A: x\0y\r\n\r\n', 'http1:malformed_field_value'],
    ['RFC 9110 §5.1: an empty name', ': x\r\n\r\n', 'http1:malformed_field_name'],
    ['RFC 9110 §5.1: a name that is no token', 'A(B): x\r\n\r\n', 'http1:malformed_field_name'],
    ['a line without a colon', 'A\r\n\r\n', 'http1:malformed_field_name'],
  ])('%s is refused', (_what, text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'DecodeError', code }));
  });

  it('says where a line is wrong', () => {
    expect(() => read('A: x\r\nB : y\r\n\r\n')).toThrow(
      expect.objectContaining({ path: 'headers.1.name', offset: 7 }),
    );
  });
});

describe('writing field lines', () => {
  it.each([
    { name: 'A B', value: '' },
    { name: 'A', value: 'x\r\nB: y' },
    { name: 'A', value: ' x' },
    { name: 'A', value: '中' },
  ])('refuses $name: $value', (field) => {
    expect(() => encode(headerSection, [field])).toThrow(RangeError);
  });
});
