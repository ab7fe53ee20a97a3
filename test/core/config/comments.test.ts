import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originalOffset, stripComments, strippedOffset } from '../../../core/config/comments.ts';

/** Texts in which comments, strings and escapes begin and end everywhere. */
const commented = fc
  .array(fc.constantFrom('"', '#', '/', '*', '//', '/*', '*/', '\n', '\\', 'a', ' ', '{', '中'))
  .map((pieces) => pieces.join(''));

describe('stripComments', () => {
  it.each([
    ['a # b\nc', 'a \nc'],
    ['a // b\nc', 'a \nc'],
    ['a /* b\n\nc */ d', 'a \n\n d'],
    ['a /* b **/ c', 'a  c'],
    ['"# // /* */" # x', '"# // /* */" '],
    ['"\\"# x', '"\\"# x'],
    ['"a\\\\"# x', '"a\\\\"'],
    ['a /* never closed', 'a '],
    ['// only', ''],
    ['', ''],
  ])('makes of %j %j', (text, left) => {
    expect(stripComments(text).text).toBe(left);
  });

  it('leaves alone what follows a character that cannot stand outside a string', () => {
    expect(stripComments("' # x").text).toBe("' # x");
    expect(stripComments('/ # x').text).toBe('/ # x');
    expect(stripComments('\\ # x').text).toBe('\\ # x');
  });

  it('loses a slash or backslash that ends the text, as Xray does', () => {
    expect(stripComments('a/').text).toBe('a');
    expect(stripComments('a\\').text).toBe('a');
  });

  it('leaves every line feed outside what it takes for code after such a character', () => {
    fc.assert(
      fc.property(commented, (text) => {
        expect(stripComments(text).text.split('\n')).toHaveLength(text.split('\n').length);
      }),
    );
  });
});

describe('originalOffset and strippedOffset', () => {
  it('find every character that is left, in both directions', () => {
    fc.assert(
      fc.property(commented, (text) => {
        const stripped = stripComments(text);
        for (let i = 0; i < stripped.text.length; i++) {
          const original = originalOffset(stripped, i);
          expect(text[original]).toBe(stripped.text[i]);
          expect(strippedOffset(stripped, original)).toBe(i);
        }
      }),
    );
  });

  it('take a place in a comment for the place of what follows it', () => {
    const stripped = stripComments('ab/*cd*/ef');
    expect([...'ab/*cd*/ef'].map((_, i) => strippedOffset(stripped, i))).toEqual([
      0, 1, 2, 2, 2, 2, 2, 2, 2, 3,
    ]);
  });
});
