import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readValue } from '../../../core/config/json.ts';
import type { JsonNode } from '../../../core/config/json-node.ts';
import { JsonFault } from '../../../core/config/json-scanner.ts';

function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(
        node.members.map((member) => [member.key.text, plainValue(member)]),
      );
    case 'array':
      return node.items.map(plainValue);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function faultOf(text: string): JsonFault | null {
  try {
    readValue(text);
    return null;
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

describe('JsonScanner', () => {
  it('RFC 8259: takes the texts that JSON.parse takes, with the same value', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.constantFrom('', ' ', '\n\t', '\r\n'),
        (text, space) => {
          expect(plainValue(readValue(space + text + space))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('RFC 8259: refuses the texts that JSON.parse refuses', () => {
    const broken = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.nat(3),
        fc.constantFrom(
          '',
          ',',
          '"',
          '\\',
          '0',
          '-',
          '.',
          'e',
          ':',
          '{',
          ']',
          'null',
          '\n',
          '\u0001',
        ),
      )
      .map(([text, at, length, by]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + by + text.slice(from + length);
      });
    let refused = 0;
    fc.assert(
      fc.property(broken, (text) => {
        const parses = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        if (!parses) refused++;
        expect(faultOf(text) === null).toBe(parses);
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  it.each([
    ['1 2', 'syntax', "invalid character '2' after top-level value", 2],
    ['[1', 'end', 'unexpected end of JSON input', 2],
    ['', 'end', 'unexpected end of JSON input', 0],
    ['"\u0007"', 'syntax', "invalid character '\\a' in string literal", 1],
    ['\u00a0', 'syntax', "invalid character 'Â' looking for beginning of value", 0],
    ['\ud800', 'syntax', "invalid character 'ï' looking for beginning of value", 0],
  ])('says of %j: %s, %s, at %i', (text, kind, message, offset) => {
    expect(faultOf(text)).toMatchObject({ kind, message, offset });
  });

  it('keeps numbers as they are written', () => {
    expect(readValue('1e3')).toMatchObject({ kind: 'number', literal: '1e3', value: 1000 });
    expect(readValue('-0')).toMatchObject({ literal: '-0' });
  });

  it('puts U+FFFD for half a surrogate pair, as Go does', () => {
    expect(plainValue(readValue('"\\ud83dx\\ude00 \\ud83d\\ude00"'))).toBe('\ufffdx\ufffd 😀');
  });
});
