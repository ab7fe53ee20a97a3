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
  const units = { 'http1:request_head': unit };
  const prose: Prose = { steps: {}, packets: {}, units, headers: {}, errors: {} };
  expect(fieldText(prose, 'http1:request_head', 'headers.0.name')).toBe('A name');
  expect(fieldText(prose, 'http1:request_head', 'method')).toBeUndefined();
  expect(fieldText(prose, 'socks:request', 'ver')).toBeUndefined();
});

it('tells of the value of a header field by its name, where something is written of it', () => {
  const fields = { 'headers.*.name': 'A name', 'headers.*.value': 'A value' };
  const units = { 'http1:request_head': { title: 'Request', text: '', fields } };
  const prose: Prose = {
    steps: {},
    packets: {},
    units,
    headers: { host: 'Which host' },
    errors: {},
  };
  const textOf = (path: string, header?: string) =>
    fieldText(prose, 'http1:request_head', path, header);
  expect(textOf('headers.0.value', 'Host')).toBe('Which host');
  expect(textOf('headers.0.name', 'Host')).toBe('A name');
  expect(textOf('headers.0.value', 'X-Other')).toBe('A value');
  expect(textOf('headers.0.value')).toBe('A value');
  expect(fieldText(prose, 'hpack:field', 'value', 'host')).toBe('Which host');
});
