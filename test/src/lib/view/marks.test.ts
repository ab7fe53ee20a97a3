import { expect, it } from 'vitest';
import { excerptOf, linesOf, rangesOf } from '../../../../src/lib/view/marks.ts';

it('the lines of one file are those of its marks, both ends included', () => {
  const marks = [
    { file: 'client', first: 3, last: 5 },
    { file: 'server', first: 1, last: 1 },
    { file: 'client', first: 5, last: 6 },
  ] as const;
  expect([...linesOf(marks, 'client')]).toEqual([3, 4, 5, 6]);
  expect([...linesOf(marks, 'server')]).toEqual([1]);
});

it('lines are told as ranges, in order', () => {
  expect(rangesOf(new Set([9, 3, 4, 5]))).toBe('3–5, 9');
  expect(rangesOf(new Set())).toBe('');
});

it('an excerpt has the marked lines without their common indent, and tells what it leaves out', () => {
  const text = '{\n    "a": {\n      "b": 1\n    },\n    "c": 2\n}';
  expect(excerptOf(text, new Set([5, 2, 3]))).toBe('"a": {\n  "b": 1\n…\n"c": 2');
  expect(excerptOf(text, new Set([3]))).toBe('"b": 1');
});
