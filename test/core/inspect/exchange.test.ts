import { describe, expect, it } from 'vitest';
import { bringsDownlink, exchangeOf, plainExchange } from '../../../core/inspect/exchange.ts';

const id = '3f0c8a52-9d1e-4b7a-8f6d-0123456789ab';
const padded = [{ name: 'referer', value: 'http://a/xh/?x_padding=XXXX' }];

describe('an exchange', () => {
  it.each([
    ['GET', `/xh/${id}`, { role: 'downlink', session: id }],
    ['POST', `/xh/${id}/0`, { role: 'packet', session: id, seq: 0 }],
    ['PUT', `/xh/${id}/12?ed=1`, { role: 'packet', session: id, seq: 12 }],
    ['GET', `/xh/${id}/3`, { role: 'packet', session: id, seq: 3 }],
    ['POST', `/xh/${id}`, { role: 'uplink', session: id }],
  ])('XHTTP §2.4: %s %s belongs to XHTTP', (method, target, xhttp) => {
    expect(exchangeOf(method, target, [])).toEqual({ method, target, xhttp });
  });

  it('XHTTP §3.2: with padding may have a session id of any form', () => {
    expect(exchangeOf('GET', '/xh/abc', padded).xhttp).toEqual({
      role: 'downlink',
      session: 'abc',
    });
    expect(exchangeOf('POST', '/xh/7/0', padded).xhttp).toMatchObject({ session: '7', seq: 0 });
    expect(exchangeOf('POST', '/xh/', padded).xhttp).toEqual({ role: 'both' });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/index.html'],
    ['POST', '/orders/17'],
    ['POST', '/xh/'],
  ])('%s %s does not', (method, target) => {
    expect(exchangeOf(method, target, [])).toEqual(plainExchange(method, target));
  });

  it('brings a downlink when it is a GET, or carries both', () => {
    const brings = (method: string, target: string) =>
      bringsDownlink(exchangeOf(method, target, padded));
    expect(brings('GET', `/xh/${id}`)).toBe(true);
    expect(brings('POST', '/xh/')).toBe(true);
    expect(brings('POST', `/xh/${id}`)).toBe(false);
    expect(brings('POST', `/xh/${id}/0`)).toBe(false);
  });
});
