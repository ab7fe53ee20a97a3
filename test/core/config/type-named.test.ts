import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../core/config/json.ts';
import { typeNamed } from '../../../core/config/type-named.ts';

function typeOf(value: unknown): string {
  const document = readDocument(JSON.stringify(value));
  const place = { file: 'c.json', path: 'response' };
  return typeNamed({ node: document.root, document, place }, ['none', 'http']);
}

describe('typeNamed', () => {
  it('gives the type in lower case', () => {
    expect(typeOf({ type: 'HTTP' })).toBe('http');
  });

  it.each([
    [null, 'infra/conf: type not found in JSON context'],
    [{ Type: 'http' }, 'infra/conf: type not found in JSON context'],
    [{ type: 'x' }, 'infra/conf: unknown config id: x'],
    [{ type: 5 }, 'json: cannot unmarshal number into Go value of type string'],
    ['http', 'json: cannot unmarshal string into Go value of type map[string]json.RawMessage'],
  ])('says of %j what Xray says', (value, said) => {
    expect(() => typeOf(value)).toThrow(said);
  });
});
