import { expect, it } from 'vitest';
import { runToEnd } from '../../../core/engine/run.ts';
import { cdnBothWays } from '../../../core/scenarios/cdn-both-ways.ts';
import { cdnUpRealityDown } from '../../../core/scenarios/cdn-up-reality-down.ts';
import { worldOf } from '../../../core/scenarios/scenario.ts';
import { isStep } from '../../../core/trace/step.ts';

it('differs from its twin by downloadSettings alone', () => {
  const [split, both] = [cdnUpRealityDown, cdnBothWays].map(({ configs }) =>
    JSON.parse(configs.client.text),
  );
  delete split.outbounds[0].streamSettings.xhttpSettings.extra;
  expect(both).toEqual(split);
  expect(cdnBothWays.configs.server).toBe(cdnUpRealityDown.configs.server);
});

it('has one connection for both directions', () => {
  const dials = runToEnd(worldOf(cdnBothWays)).steps.flatMap((step) =>
    isStep(step, 'transport:dial_started') && step.at.host === 'client'
      ? [step.data.destination]
      : [],
  );
  expect(dials).toEqual(['tcp:cdn.example:443']);
});
