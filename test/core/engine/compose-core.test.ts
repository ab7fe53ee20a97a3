import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';

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
