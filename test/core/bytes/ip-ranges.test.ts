import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../core/bytes/ip.ts';
import { type IpRange, isInRanges } from '../../../core/bytes/ip-ranges.ts';

const ip = (text: string) => parseIp(text) as Uint8Array;
const range = (text: string): IpRange => {
  const [, not, address, prefix] = /^(!?)(.*)\/(\d+)$/.exec(text) as unknown as string[];
  return { octets: ip(address as string), prefix: Number(prefix), inverted: not === '!' };
};
const holds = (address: string, ...ranges: string[]) => isInRanges(ip(address), ranges.map(range));

describe('a set of address ranges', () => {
  it.each([
    ['10.255.0.1', '10.0.0.0/8', true],
    ['11.0.0.1', '10.0.0.0/8', false],
    ['192.0.2.127', '192.0.2.0/25', true],
    ['192.0.2.128', '192.0.2.0/25', false],
    ['192.0.2.1', '192.0.2.1/32', true],
    ['203.0.113.1', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
  ])('%s in %s is %s', (address, written, expected) => {
    expect(holds(address, written)).toBe(expected);
  });

  it('holds what one of its ranges holds', () => {
    expect(holds('10.0.0.1', '192.0.2.0/24', '10.0.0.0/8')).toBe(true);
  });

  it('holds no address of the other family', () => {
    expect(holds('2001:db8::1', '0.0.0.0/0')).toBe(false);
    expect(holds('2001:db8::1', '!10.0.0.0/8')).toBe(false);
  });

  it('takes inverted ranges as one, of which it holds the rest', () => {
    const outside = ['!10.0.0.0/8', '!192.0.2.0/24'];
    expect(holds('203.0.113.1', ...outside)).toBe(true);
    expect(holds('10.0.0.1', ...outside)).toBe(false);
    expect(holds('192.0.2.1', ...outside)).toBe(false);
    expect(holds('10.0.0.1', ...outside, '10.0.0.0/24')).toBe(true);
  });

  it('holds nothing without ranges', () => {
    expect(holds('10.0.0.1')).toBe(false);
  });
});
