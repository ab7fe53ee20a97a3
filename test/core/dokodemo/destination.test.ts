import { describe, expect, it } from 'vitest';
import { behind, type Door } from '../../../core/dokodemo/destination.ts';

const door: Door = { address: null, port: 0, portMap: new Map() };
const site = { host: 'site.example' };

describe('where a door leads', () => {
  it.each([
    ['what is given', { address: 'a.example', port: 80 }, '127.0.0.1:1', 'a.example', 80],
    ['the port at which it came', { address: 'a.example' }, '127.0.0.1:1', 'a.example', 1],
    ['the loopback address of IPv4', { port: 80 }, '192.0.2.1:1', '127.0.0.1', 80],
    ['the loopback address of IPv6', { port: 80 }, '[2001:db8::1]:1', '::1', 80],
    [
      'the entry for its port',
      { address: 'a.example', port: 80, portMap: new Map([[1, { address: site, port: 443 }]]) },
      '127.0.0.1:1',
      'site.example',
      443,
    ],
    [
      'half an entry, without an address',
      { address: 'a.example', portMap: new Map([[1, { address: null, port: 443 }]]) },
      '127.0.0.1:1',
      'a.example',
      443,
    ],
    [
      'half an entry, without a port',
      { port: 80, portMap: new Map([[1, { address: site, port: 0 }]]) },
      '127.0.0.1:1',
      'site.example',
      80,
    ],
    [
      'no entry for another port',
      { address: 'a.example', port: 80, portMap: new Map([[2, { address: site, port: 443 }]]) },
      '127.0.0.1:1',
      'a.example',
      80,
    ],
  ] as const)('is %s', (_what, given, local, host, port) => {
    expect(behind({ ...door, ...given }, local)).toEqual({ host, port });
  });
});
