import { expect, it } from 'vitest';
import { fieldKey, fieldText, type Prose } from '../../../../src/lib/i18n/prose.ts';

it('takes a field of a list by its place in an item', () => {
  expect(fieldKey('headers.3.name')).toBe('headers.*.name');
  expect(fieldKey('methods.12')).toBe('methods.*');
  expect(fieldKey('0.1')).toBe('*.*');
  expect(fieldKey('dst_addr.ipv4.h2')).toBe('dst_addr.ipv4.h2');
});

it('finds what is written of a field, and says when nothing is', () => {
  const unit = { title: 'Request', text: '', fields: { 'headers.*.name': 'A name' } };
  const prose: Prose = { steps: {}, units: { 'http1:request_head': unit }, errors: {} };
  expect(fieldText(prose, 'http1:request_head', 'headers.0.name')).toBe('A name');
  expect(fieldText(prose, 'http1:request_head', 'method')).toBeUndefined();
  expect(fieldText(prose, 'socks:request', 'ver')).toBeUndefined();
});
