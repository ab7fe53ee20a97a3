import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import {
  BodyReader,
  type Framing,
  hasNoBody,
  requestFraming,
  responseFraming,
} from '../../../core/http1/framing.ts';
import { ascii } from '../../support/playbook.ts';

const length = (...values: string[]) => values.map((value) => ({ name: 'Content-Length', value }));
const coding = (...values: string[]) =>
  values.map((value) => ({ name: 'Transfer-Encoding', value }));

describe('RFC 9112 §6.3: the framing of a request', () => {
  it.each([
    ['none without fields (7)', [], { by: 'none' }],
    ['a length (6)', length('12'), { by: 'length', octets: 12 }],
    ['no length', length('0'), { by: 'length', octets: 0 }],
    ['a length with leading zeros', length('007'), { by: 'length', octets: 7 }],
    ['one length said twice (5)', length('12', '12'), { by: 'length', octets: 12 }],
    ['one length said twice in a line (5)', length('12, 12'), { by: 'length', octets: 12 }],
    ['chunks (4)', coding('chunked'), { by: 'chunks' }],
    ['chunks in upper case (4)', coding('CHUNKED'), { by: 'chunks' }],
  ])('%s', (_what, headers, framing) => {
    expect(requestFraming(headers)).toEqual(framing);
  });

  it.each([
    ['both fields (3)', [...length('5'), ...coding('chunked')], 'http1:conflicting_framing'],
    [
      'both, the other way round (3)',
      [...coding('chunked'), ...length('5')],
      'http1:conflicting_framing',
    ],
    ['two lengths (5)', length('5', '6'), 'http1:conflicting_content_length'],
    ['two lengths in a line (5)', length('5, 6'), 'http1:conflicting_content_length'],
    ['a length and an empty one', length('5,'), 'http1:malformed_content_length'],
    ['lengths equal only as numbers', length('5', '05'), 'http1:conflicting_content_length'],
    ['a sign', length('+5'), 'http1:malformed_content_length'],
    ['a negative length', length('-5'), 'http1:malformed_content_length'],
    ['hexadecimal digits', length('0x5'), 'http1:malformed_content_length'],
    ['a fraction', length('5.0'), 'http1:malformed_content_length'],
    ['an exponent', length('1e3'), 'http1:malformed_content_length'],
    ['an empty length', length(''), 'http1:malformed_content_length'],
    ['a length past 2^53', length('9007199254740993'), 'http1:malformed_content_length'],
    ['an unknown coding', coding('gzip'), 'http1:unsupported_transfer_coding'],
    ['a coding before chunked', coding('gzip, chunked'), 'http1:unsupported_transfer_coding'],
    ['chunked not last', coding('chunked, gzip'), 'http1:unsupported_transfer_coding'],
    ['chunked twice', coding('chunked', 'chunked'), 'http1:malformed_transfer_encoding'],
    ['an empty coding', coding(''), 'http1:malformed_transfer_encoding'],
    ['an empty member', coding(', chunked'), 'http1:malformed_transfer_encoding'],
    ['a parameter', coding('chunked;q=1'), 'http1:unsupported_transfer_coding'],
    ['a quoted name', coding('"chunked"'), 'http1:unsupported_transfer_coding'],
    ['identity', coding('identity'), 'http1:unsupported_transfer_coding'],
  ])('refuses %s', (_what, headers, code) => {
    expect(() => requestFraming(headers)).toThrow(
      expect.objectContaining({ name: 'ProtocolError', code }),
    );
  });

  it('RFC 9112 §6.1: refuses Transfer-Encoding in HTTP/1.0', () => {
    expect(() => requestFraming(coding('chunked'), '1.0')).toThrow(
      expect.objectContaining({ code: 'http1:malformed_transfer_encoding' }),
    );
  });
});

describe('RFC 9112 §6.3: the framing of a response', () => {
  it.each([
    ['to HEAD (1)', 200, length('5'), 'HEAD'],
    ['informational (1)', 100, length('5'), 'GET'],
    ['204 (1)', 204, length('5'), 'GET'],
    ['304 (1)', 304, length('5'), 'GET'],
  ])('is none: %s', (_what, status, headers, method) => {
    expect(hasNoBody(status, method)).toBe(true);
    expect(responseFraming(status, headers, method)).toEqual({ by: 'none' });
  });

  it.each([
    ['a length (6)', length('5'), { by: 'length', octets: 5 }],
    ['chunks (4)', coding('chunked'), { by: 'chunks' }],
    ['until the end without fields (8)', [], { by: 'close' }],
  ])('is otherwise %s', (_what, headers, framing) => {
    expect(responseFraming(200, headers, 'GET')).toEqual(framing);
  });

  it.each([
    ['both fields (3)', [...length('5'), ...coding('chunked')], 'http1:conflicting_framing'],
    ['two lengths (5)', length('5', '6'), 'http1:conflicting_content_length'],
  ])('refuses %s, where there is no body too', (_what, headers, code) => {
    expect(() => responseFraming(200, headers, 'GET')).toThrow(expect.objectContaining({ code }));
    expect(() => responseFraming(304, headers, 'GET')).toThrow(expect.objectContaining({ code }));
  });
});

describe('BodyReader', () => {
  const read = (framing: Framing, text: string) => {
    const reading = new BodyReader(framing).read(ascii(text));
    const data: string[] = [];
    let read = reading.next();
    for (; !read.done; read = reading.next()) data.push(fromLatin1(read.value));
    return [data, read.value && fromLatin1(read.value)];
  };

  it.each<[Framing, string, unknown]>([
    [{ by: 'length', octets: 3 }, 'abcde', [['abc'], 'de']],
    [{ by: 'length', octets: 3 }, 'abc', [['abc'], '']],
    [{ by: 'length', octets: 3 }, 'ab', [['ab'], null]],
    [{ by: 'chunks' }, '2\r\nab\r\n0\r\n\r\nc', [['ab'], 'c']],
    [{ by: 'close' }, 'abc', [['abc'], null]],
    [{ by: 'none' }, 'abc', [[], 'abc']],
  ])('reads a body by $by from %j', (framing, text, result) => {
    expect(read(framing, text)).toEqual(result);
  });

  it('knows bodies without octets, and those that end with the connection', () => {
    expect(new BodyReader({ by: 'none' }).isEmpty).toBe(true);
    expect(new BodyReader({ by: 'length', octets: 0 }).isEmpty).toBe(true);
    expect(new BodyReader({ by: 'chunks' }).isEmpty).toBe(false);
    expect(new BodyReader({ by: 'close' }).isEmpty).toBe(false);
    expect(new BodyReader({ by: 'close' }).endsWithConnection).toBe(true);
  });
});
