import { describe, expect, it } from 'vitest';
import { fromLatin1 } from '../../../core/bytes/utf8.ts';
import { BodyWriter, framingFields, joined } from '../../../core/http1/body-writer.ts';
import { ascii } from '../../support/playbook.ts';

describe('BodyWriter', () => {
  it('frames chunks', () => {
    const writer = new BodyWriter({ by: 'chunks' });
    const octets = [writer.write(ascii('ab')), writer.write(new Uint8Array()), writer.end()];
    expect(octets.map(fromLatin1)).toEqual(['2\r\nab\r\n', '', '0\r\n\r\n']);
  });

  it.each([{ by: 'length', octets: 2 } as const, { by: 'close' } as const])(
    'passes octets on as they are by $by',
    (framing) => {
      const writer = new BodyWriter(framing);
      const data = ascii('ab');
      expect(writer.write(data)).toBe(data);
      expect(writer.end()).toHaveLength(0);
    },
  );

  it('throws for a body longer than its head says', () => {
    expect(() => new BodyWriter({ by: 'length', octets: 1 }).write(ascii('ab'))).toThrow(
      RangeError,
    );
  });

  it('drops what is given for a message without a body', () => {
    const writer = new BodyWriter({ by: 'none' });
    expect([writer.write(ascii('ab')), writer.end()]).toEqual([new Uint8Array(), new Uint8Array()]);
  });

  it('throws for a body shorter than its head says', () => {
    expect(() => new BodyWriter({ by: 'length', octets: 3 }).end()).toThrow(RangeError);
  });
});

describe('joined', () => {
  it('makes one array of a head and the first octets of its body', () => {
    expect(joined(ascii('head '), ascii('body')).map(fromLatin1)).toEqual(['head body']);
    expect(joined(ascii('head'), new Uint8Array()).map(fromLatin1)).toEqual(['head']);
  });

  it('does not copy what is beyond 64 KiB', () => {
    const [head, body] = [ascii('head'), new Uint8Array(65_536)];
    expect(joined(head, body)).toEqual([head, body]);
    expect(joined(head, body)[1]).toBe(body);
    expect(joined(head, body.subarray(4))).toHaveLength(1);
  });
});

describe('framingFields', () => {
  it('says a framing in a field', () => {
    expect(framingFields({ by: 'length', octets: 0 })).toEqual([
      { name: 'Content-Length', value: '0' },
    ]);
    expect(framingFields({ by: 'chunks' })).toEqual([
      { name: 'Transfer-Encoding', value: 'chunked' },
    ]);
    expect(framingFields({ by: 'close' })).toEqual([]);
  });
});
