import { beforeAll, describe, expect, it } from 'vitest';
import { rememberKeyLog } from '../../../core/inspect/key-log.ts';
import { tappedRun } from '../../../core/node/tapped-run.ts';
import { claims } from '../../../core/scenarios/claims.ts';
import type { Experiment } from '../../../core/scenarios/experiment.ts';
import type { Scenario } from '../../../core/scenarios/scenario.ts';
import type { Step } from '../../../core/trace/step.ts';
import { builtXray, hasGo } from '../../support/xray.ts';

/** Nobody can reach into a real Xray's wire: interventions are made on the memory network. */
const isWithoutIntervention = ({ delay, drop }: Experiment): boolean =>
  delay === undefined && drop === undefined;

/** No longer than a claim needs to see that nothing happens. */
const hurried = (scenario: Scenario): Scenario => ({
  ...scenario,
  appStartsAtMs: Math.min(scenario.appStartsAtMs, 11_000),
});

const byScenario = Map.groupBy(
  claims.flatMap((claim) =>
    [claim.experiment, ...(claim.also ?? [])]
      .filter(isWithoutIntervention)
      .map(({ scenario }) => ({ ...claim, scenario })),
  ),
  ({ scenario }) => scenario,
);

describe.skipIf(!hasGo())('what is claimed', () => {
  const runs = new Map<Scenario, readonly Step[]>();

  // side by side, for they mostly wait
  beforeAll(async () => {
    const xray = await builtXray();
    const run = async (scenario: Scenario) => {
      const { steps, keyLog = '' } = await tappedRun({
        scenario: hurried(scenario),
        xray,
        foreign: ['client', 'vps'],
        patienceMs: 10_000,
        mayFail: true,
      });
      rememberKeyLog(steps, keyLog);
      runs.set(scenario, steps);
    };
    await Promise.all([...byScenario.keys()].map(run));
  }, 1_200_000);

  describe.each(
    [...byScenario].map(([scenario, about]) => [scenario.id, scenario, about] as const),
  )('of %s', (_, scenario, about) => {
    it.each(about)('holds with a real Xray on both sides: $id', ({ holds }) => {
      expect(holds(runs.get(scenario) ?? [])).toMatchObject({ holds: true });
    });
  });
});
