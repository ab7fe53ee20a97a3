import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { onFreePorts } from '../../../core/node/address-policy.ts';
import { LiveHosts } from '../../../core/node/live-hosts.ts';
import { SocksInbound } from '../../../core/socks/inbound.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }); // processes and sockets on a busy machine

const text = JSON.stringify({
  inbounds: [{ tag: 'in', listen: '127.0.0.1', port: 1080, protocol: 'socks' }],
  outbounds: [{ protocol: 'freedom' }],
});
const config = parseConfig([{ name: 'config.json', text }]);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a fault of ours', () => {
  it('ends the connection that it befalls, and no other', async () => {
    const faults: unknown[] = [];
    const events = { fact: () => {}, fault: (error: unknown) => faults.push(error) };
    const hosts = new LiveHosts([{ role: 'core', name: 'core', config }], events, {
      policy: onFreePorts,
    });
    await hosts.start();
    const port = hosts.bound[0]?.port ?? 0;

    vi.spyOn(SocksInbound.prototype, 'handle').mockImplementationOnce(function* () {
      throw new Error('a fault of ours');
    });
    const unlucky = connect(port, '127.0.0.1').on('error', () => {});
    unlucky.write(Uint8Array.of(5));
    await once(unlucky.resume(), 'close');
    expect(faults).toEqual([new Error('a fault of ours')]);

    const lucky = connect(port, '127.0.0.1');
    lucky.write(Uint8Array.of(5, 1, 0));
    const [reply] = await once(lucky, 'data');
    expect([...reply]).toEqual([5, 0]);
    hosts.stop();
    await once(lucky.on('error', () => {}).resume(), 'close');
  });
});
