import { describe, expect, it } from 'vitest';
import type { Listener } from '../../../core/engine/network.ts';
import { findListener, sourceAddress, type Topology } from '../../../core/engine/topology.ts';

const topology: Topology = {
  hosts: [
    { name: 'app', addresses: [], computer: 'desk' },
    { name: 'client', addresses: ['192.0.2.2'], computer: 'desk' },
    { name: 'server', addresses: ['203.0.113.10'] },
  ],
  names: { 'server.example': '203.0.113.10' },
  delayMs: () => 40,
};
const listener = (host: string, address: string, port: number): Listener => ({
  host,
  address,
  port,
  tag: host,
  leg: 'downlink',
});
const listeners = [
  listener('client', '127.0.0.1', 1080),
  listener('server', '0.0.0.0', 443),
  listener('server', '127.0.0.1', 6666),
];
const find = (from: string, address: string, port: number) =>
  findListener(topology, listeners, from, address, port);

describe('finding who listens', () => {
  it('finds a host by address and by name, a delay away', () => {
    const found = { listener: listeners[1], address: '203.0.113.10', delayMs: 40 };
    expect(find('client', '203.0.113.10', 443)).toEqual(found);
    expect(find('client', 'server.example', 443)).toEqual(found);
  });
  it('finds a listener on loopback from the same computer only, without delay', () => {
    expect(find('app', '127.0.0.1', 1080)).toEqual({
      listener: listeners[0],
      address: '127.0.0.1',
      delayMs: 0,
    });
    expect(find('server', 'localhost', 6666)).toMatchObject({ listener: listeners[2] });
    expect(find('server', '127.0.0.1', 1080)).toMatchObject({ error: 'connection_refused' });
  });
  it('finds a listener on any address over loopback too', () => {
    expect(find('server', 'localhost', 443)).toMatchObject({ listener: listeners[1] });
  });
  it('does not reach a loopback listener by the public address', () => {
    expect(find('client', '203.0.113.10', 6666)).toEqual({
      error: 'connection_refused',
      afterMs: 80,
    });
  });
  it('tells a name that nobody has from an address that nobody has', () => {
    expect(find('client', 'other.example', 443)).toMatchObject({ error: 'name_not_found' });
    expect(find('client', '203.0.113.99', 443)).toEqual({ error: 'unreachable', afterMs: 16_000 });
  });
});

it('takes the source address from the side that the connection goes to', () => {
  expect(sourceAddress(topology, 'client', '203.0.113.10')).toBe('192.0.2.2');
  expect(sourceAddress(topology, 'client', 'localhost')).toBe('127.0.0.1');
  expect(sourceAddress(topology, 'client', '::1')).toBe('::1');
});
