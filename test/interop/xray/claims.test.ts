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

describe
  .skipIf(!hasGo())
  .each([...byScenario].map(([scenario, about]) => [scenario.id, scenario, about] as const))(
  'what is claimed of %s',
  (_, scenario, about) => {
    let steps: readonly Step[];
    beforeAll(async () => {
      const run = await tappedRun({
        scenario: hurried(scenario),
        xray: await builtXray(),
        foreign: ['client', 'vps'],
        patienceMs: 10_000,
        mayFail: true,
      });
      steps = run.steps;
      rememberKeyLog(steps, run.keyLog ?? '');
    }, 1_200_000);

    it.each(about)('holds with a real Xray on both sides: $id', ({ holds }) => {
      expect(holds(steps)).toMatchObject({ holds: true });
    });
  },
);
