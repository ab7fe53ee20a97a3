import { expect, it } from 'vitest';
import { count, ms } from '../../../../src/lib/format/numbers.ts';

it('times have a decimal where a millisecond is much', () => {
  expect(ms(0, 'en')).toBe('0');
  expect(ms(0.42, 'en')).toBe('0.4');
  expect(ms(335.4, 'en')).toBe('335');
  expect(ms(1_895, 'zh')).toBe('1,895');
});

it('counts are whole', () => {
  expect(count(1_434, 'en')).toBe('1,434');
});
