import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { coreListeners } from '../../../core/engine/compose-core.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

const hostOf = (config: unknown) =>
  ({
    role: 'core',
    name: 'core',
    config: parseConfig([{ name: 'config.json', text: JSON.stringify(config) }]),
  }) as const;

it('listens on each port of each inbound, under its tag or its place', () => {
  const host = hostOf({
    inbounds: [
      { tag: 'a', listen: '127.0.0.1', port: '1080-1081', protocol: 'socks' },
      { listen: '127.0.0.2', port: 1090, protocol: 'socks' },
    ],
  });
  expect(coreListeners(host).map(({ address, port, tag }) => `${tag} ${address}:${port}`)).toEqual([
    'a 127.0.0.1:1080',
    'a 127.0.0.1:1081',
    'inbounds[1] 127.0.0.2:1090',
  ]);
});

describe('routing', () => {
  const withRouting = (routing: unknown) => {
    const client = JSON.parse(splitPlain.configs.client.text);
    const text = JSON.stringify({ ...client, routing });
    const { configs } = splitPlain;
    const scenario = {
      ...splitPlain,
      configs: { ...configs, client: { name: 'client.json', text } },
    };
    return runToEnd(worldOf(scenario)).steps;
  };
  it('drops a connection whose rule names an outbound that does not exist', () => {
    const steps = withRouting({ rules: [{ inboundTag: ['socks-in'], outboundTag: 'nowhere' }] });
    const names = steps.map((step) => step.name);
    expect(names).toContain('routing:outbound_missing');
    expect(names).toContain('app:request_failed');
  });
  it('takes the outbound of a rule that fits', () => {
    const steps = withRouting({ rules: [{ domain: ['full:site.example'], outboundTag: 'proxy' }] });
    const chosen = steps.find((step) => step.name === 'routing:outbound_chosen');
    expect(chosen?.data).toMatchObject({ outbound_tag: 'proxy', rule: 0 });
    expect(steps.map((step) => step.name)).toContain('app:response_received');
  });
});
