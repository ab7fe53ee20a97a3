import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../core/bytes/hex.ts';
import { preview, valueText } from '../../../core/inspect/values.ts';
import { ascii } from '../../support/playbook.ts';

const text = (path: string, octets: Uint8Array, value: unknown = octets) =>
  valueText({ path, start: 0, end: octets.length, value }, octets);

describe('the value of a field', () => {
  it.each([
    ['dst_port', '0050', 80, '80'],
    ['user_id', '5783a3e7e37351cd8642c83782b807c5', null, '5783a3e7-e373-51cd-8642-c83782b807c5'],
    ['dst_addr', 'c0000201', null, '192.0.2.1'],
    ['address', '20010db8000000000000000000000001', null, '2001:db8::1'],
    ['address.data', '736974652e6578616d706c65', null, 'site.example'],
    ['methods.data', '0002', null, '0, 2'],
    ['uname.data', 'c3a5', null, 'å'],
    ['sp', '20', null, 'SP'],
    ['crlf', '0d0a', null, '\\r\\n'],
    ['addons.seed.value', '00ff', null, '00ff'],
  ])('%s %s reads as %s', (path, hex, value, expected) => {
    expect(text(path, fromHex(hex), value)).toBe(expected);
  });
});

describe('a preview', () => {
  it('is text where the octets are text', () => {
    expect(preview(ascii('GET / HTTP/1.1\r\n'))).toBe('GET / HTTP/1.1\\r\\n');
    expect(preview(ascii('x'.repeat(200)))).toBe(`${'x'.repeat(160)}…`);
  });

  it('is hexadecimal digits else', () => {
    expect(preview(fromHex('160301'))).toBe('160301');
    expect(preview(new Uint8Array(30))).toBe(`${'00'.repeat(24)}…`);
  });
});
