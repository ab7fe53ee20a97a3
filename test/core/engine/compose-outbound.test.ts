import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { splitPlain } from '../../../core/scenarios/split-plain.ts';
import { isStep } from '../../../core/trace/step.ts';

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

describe('the legs of the main scenario', () => {
  const { steps } = runToEnd(worldOf(cdnUpRealityDown));
  const begun = (kind: string) =>
    steps.filter((step) => step.name === 'start' && step.at.machine.startsWith(`proxy/${kind}#`))
      .length;
  it('have HTTP/2 on both, TLS on one and REALITY on the other', () => {
    expect(['http2', 'http1', 'tls', 'reality'].map(begun)).toEqual([2, 0, 1, 1]);
  });
  it('dial what their own settings name', () => {
    const dials = steps.flatMap((step) =>
      isStep(step, 'transport:dial_started') && step.at.host === 'client'
        ? [[step.at.machine, step.data]]
        : [],
    );
    expect(dials).toEqual([
      [
        'proxy/reality#1',
        { destination: 'tcp:203.0.113.10:443', leg: 'downlink', transport: 'xhttp' },
      ],
      ['proxy/tls#1', { destination: 'tcp:cdn.example:443', leg: 'uplink', transport: 'xhttp' }],
    ]);
  });
});
