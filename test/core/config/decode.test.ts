import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  custom,
  Decoding,
  decodeRaw,
  type GoType,
  integer,
  map,
  placeOf,
  pointer,
  raw,
  slice,
  string,
  struct,
} from '../../../core/config/decode.ts';
import { fault } from '../../../core/config/errors.ts';
import { readDocument } from '../../../core/config/json.ts';

const place = { file: 'c.json', path: '' };
function decode<T>(type: GoType<T>, text: string): T {
  const document = readDocument(text);
  return decodeRaw(type, { node: document.root, document, place });
}

const inner = struct('conf.Inner', { name: string, count: integer('uint8') });
const outer = struct('conf.Outer', {
  flag: boolean,
  inner,
  maybe: pointer(inner),
  list: slice(inner),
  pointers: slice(pointer(inner)),
  named: map(string),
  later: raw,
});

describe('a struct', () => {
  it('has a zero for every field that the text does not name', () => {
    expect(decode(outer, '{}')).toMatchObject({
      flag: false,
      inner: { name: '', count: 0 },
      maybe: null,
      list: null,
      pointers: null,
      named: null,
      later: null,
    });
  });

  it('takes keys in any case and passes over unknown ones', () => {
    const decoded = decode(outer, '{"FLAG":true,"Inner":{"NAME":"a"},"other":[5]}');
    expect(decoded).toMatchObject({ flag: true, inner: { name: 'a' } });
    expect([...decoded.$given]).toEqual(['flag', 'inner']);
  });

  it('knows where it stands, in the spelling of the declaration', () => {
    const decoded = decode(outer, '{"LIST":[{},{"Name":"x"}],"maybe":{}}');
    expect(decoded.list?.[1]?.$at.path).toBe('list[1]');
    expect(decoded.maybe?.$at.path).toBe('maybe');
    expect(placeOf(decoded, 'flag').path).toBe('flag');
  });

  it('is written over by a later one with its key, field by field', () => {
    const twice =
      '{"inner":{"name":"a","count":1},"maybe":{"name":"a"},"list":[{"name":"a"},{"name":"b"},{"name":"c"}],"named":{"a":"1"},' +
      '"inner":{"count":2},"maybe":{"count":2},"list":[{"count":2},{}],"named":{"b":"2"}}';
    const decoded = decode(outer, twice);
    expect(decoded.inner).toMatchObject({ name: 'a', count: 2 });
    expect(decoded.maybe).toMatchObject({ name: 'a', count: 2 });
    expect(decoded.list).toMatchObject([{ name: 'a', count: 2 }, { name: 'b' }]);
    expect(decoded.list).toHaveLength(2);
    expect([...(decoded.named ?? [])]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });
});

describe('null', () => {
  it('empties pointers, lists and maps, and leaves plain values alone', () => {
    const text =
      '{"flag":true,"inner":{"name":"a"},"maybe":{},"list":[{}],"named":{},' +
      '"flag":null,"inner":null,"maybe":null,"list":null,"named":null}';
    expect(decode(outer, text)).toMatchObject({
      flag: true,
      inner: { name: 'a' },
      maybe: null,
      list: null,
      named: null,
    });
  });

  it('counts as a value that is kept for later, and as an element', () => {
    const decoded = decode(outer, '{"later":null,"pointers":[null,{}],"list":[null]}');
    expect(decoded.later?.node.kind).toBe('null');
    expect(decoded.pointers).toMatchObject([null, { name: '' }]);
    expect(decoded.list).toMatchObject([{ name: '' }]);
  });
});

describe('a value of the wrong type', () => {
  it.each([
    ['5', 'number into Go value of type conf.Outer'],
    ['{"flag":"x"}', 'string into Go struct field Outer.flag of type bool'],
    ['{"inner":{"name":true}}', 'bool into Go struct field Inner.inner.name of type string'],
    ['{"maybe":[]}', 'array into Go struct field Outer.maybe of type conf.Inner'],
    ['{"list":[{},{"count":{}}]}', 'object into Go struct field Inner.list.count of type uint8'],
    ['{"list":{}}', 'object into Go struct field Outer.list of type []conf.Inner'],
    ['{"pointers":5}', 'number into Go struct field Outer.pointers of type []*conf.Inner'],
    ['{"named":{"k":1}}', 'number into Go struct field Outer.named of type string'],
    ['{"named":[]}', 'array into Go struct field Outer.named of type map[string]string'],
  ])('in %s is told as Go tells it', (text, said) => {
    expect(() => decode(outer, text)).toThrow(`json: cannot unmarshal ${said}`);
  });

  it('is told when it is the first of several', () => {
    expect(() => decode(outer, '{"flag":1,"named":2}')).toThrow('Outer.flag');
  });

  it('is told after the fault of a type that reads itself', () => {
    const picky = custom('conf.Picky', 0, (_, at) => {
      throw fault(at, 'config:integer_range_malformed');
    });
    const both = struct('conf.Both', { first: string, picky });
    expect(() => decode(both, '{"first":1,"picky":1}')).toThrow('Invalid integer range');
  });

  it('is found where it stands without the comments', () => {
    const document = readDocument('{ /* c */ "flag": 12 }');
    const decoding = new Decoding(document);
    outer.decode(decoding, document.root, place, outer.zero(place));
    expect(decoding.mismatch).toMatchObject({
      place: { path: 'flag' },
      offset: '{  "flag": 12'.length,
    });
  });
});

describe('an integer', () => {
  it.each([
    ['uint8', 0n, 255n],
    ['int16', -32768n, 32767n],
    ['uint16', 0n, 65535n],
    ['int32', -(2n ** 31n), 2n ** 31n - 1n],
    ['uint32', 0n, 2n ** 32n - 1n],
    ['int64', -(2n ** 63n), 2n ** 63n - 1n],
    ['uint64', 0n, 2n ** 64n - 1n],
  ] as const)('%s takes its range and nothing beside it', (name, least, most) => {
    fc.assert(
      fc.property(fc.bigInt({ min: least - 300n, max: most + 300n }), (n) => {
        const read = () => decode(integer(name), String(n));
        if (n >= least && n <= most) expect(read()).toBe(Number(n));
        else
          expect(read).toThrow(`json: cannot unmarshal number ${n} into Go value of type ${name}`);
      }),
    );
    expect(decode(integer(name), String(least))).toBe(Number(least));
    expect(() => decode(integer(name), String(most + 1n))).toThrow(name);
  });

  it.each(['1.0', '1e3', '1E0'])('is not written %s', (text) => {
    expect(() => decode(integer('int32'), text)).toThrow(`number ${text} into`);
  });

  it('without sign takes no minus, even before 0', () => {
    expect(() => decode(integer('uint16'), '-0')).toThrow('number -0 into');
    expect(decode(integer('int16'), '-0')).toBe(0);
  });
});
