import { expect, it } from 'vitest';
import { parseConfig } from '../../../core/config/parse.ts';
import { runToEnd } from '../../../core/engine/run.ts';
import { isStep } from '../../../core/trace/step.ts';

it('listens on each port of each inbound, under its tag or its place', () => {
  const text = JSON.stringify({
    inbounds: [
      { tag: 'a', listen: '127.0.0.1', port: '1080-1081', protocol: 'socks' },
      { listen: '127.0.0.2', port: 1090, protocol: 'socks' },
    ],
  });
  const { steps } = runToEnd({
    hosts: [{ role: 'core', name: 'core', config: parseConfig([{ name: 'config.json', text }]) }],
    topology: {
      hosts: [{ name: 'core', addresses: ['192.0.2.1'] }],
      names: {},
      delayMs: () => 0,
    },
    epochMs: 0,
    roots: [],
  });
  const listening = steps.flatMap((step) =>
    isStep(step, 'transport:listening') ? [`${step.data.tag} ${step.data.address}`] : [],
  );
  expect(listening).toEqual(['a 127.0.0.1:1080', 'a 127.0.0.1:1081', 'inbounds[1] 127.0.0.2:1090']);
});
